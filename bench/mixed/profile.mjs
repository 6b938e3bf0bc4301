/** The mixed load on a service that Node watches: where its CPU goes, by area of the code. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLoad } from '../http/load-process.mjs';
import { startService } from '../http/service-process.mjs';
import { describeMachine } from '../support/machine.mjs';
import { median, round } from '../support/statistics.mjs';
import { formatTable } from '../support/table.mjs';
import { areasOf } from './areas.mjs';

/** Share of the service's CPU that an area may take, in percent. */
const GOAL_PERCENT = 10;
/** What the service is there for, and may take as much as it needs. */
const FREE = ['lane', 'postgres client', 'validation'];

export async function profileService({ rounds, seconds, callers }) {
  const directory = mkdtempSync(join(tmpdir(), 'taskledger-bench-profile-'));
  try {
    const { machine, measured } = await watch(directory, { rounds, seconds, callers });
    const profile = areasOf(
      directory,
      measured.map(({ window }) => window),
    );
    const calls_per_second = round(median(measured.map(({ perSecond }) => perSecond)));
    return report({ ...machine, rounds, seconds, callers, calls_per_second, goal_percent: GOAL_PERCENT, ...profile });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The profiles are written when the service ends. */
async function watch(directory, { rounds, seconds, callers }) {
  const nodeOptions = ['--cpu-prof', '--cpu-prof-dir', directory];
  const service = await startService({}, undefined, { nodeOptions });
  const load = startLoad('../mixed/load.mjs');
  const ask = () => load.ask({ kind: 'mixed', url: service.url, callers, seconds });
  const measured = [];
  try {
    const machine = await describeMachine(service.databaseUrl);
    await ask();
    for (let number = 0; number < rounds; number++) measured.push(await ask());
    return { machine, measured };
  } finally {
    load.end();
    await service.stop();
  }
}

function report(result) {
  const lines = (head, rows) => formatTable([[head, '% of CPU'], ...rows.map(({ name, percent }) => [name, percent])]);
  const busy = result.areas.filter(({ name, percent }) => percent > GOAL_PERCENT && !FREE.includes(name));
  return {
    result,
    table: `${lines('area', result.areas)}\n\n${lines('busiest places', result.places)}`,
    failures: busy.map(({ name, percent }) => `${name}: ${percent} % of the service's CPU, not ${GOAL_PERCENT}`),
  };
}
