/**
 * A steady load for a long time: the calls of the mixed bench at a rate of their own, on the tables as they are shipped and, the
 * baseline in the same minutes, on a second service whose tables have none of our storage settings. Each round is a slice of
 * that time: p50 and p99, sizes of tables, dead rows, what autovacuum did, memory. The short version is minutes long; the one
 * that is kept has 30 rounds of 60 seconds.
 *   BENCH_RATE  calls per second of each service (default 60)
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from './http/load-process.mjs';
import { startService } from './http/service-process.mjs';
import { makePlainTable } from './mixed/plain.mjs';
import { report } from './steady/report.mjs';
import { forgetSettings, readIndexes, readTables } from './steady/storage.mjs';
import { describeMachine } from './support/machine.mjs';

const RATE = Number(process.env.BENCH_RATE ?? 60);
const CALLERS = 16;
const PLAIN_SECONDS = 0.5;
/** Statistics of a table are told a second after its last change at the latest. */
const TOLD_MS = 1_500;

export async function run({ rounds, seconds = 12 }) {
  const sides = [await openSide('as shipped'), await openSide("Postgres' defaults")];
  try {
    const machine = await describeMachine(sides[0].service.databaseUrl);
    const [, defaults] = sides;
    const settings = await forgetSettings(defaults.service.ledgerUrl);
    await makePlainTable(sides[0].service.ledgerUrl);
    // Sessions, plans and compiled code are there before anything counts.
    await Promise.all(sides.map((side) => steady(side, Math.min(10, seconds))));
    for (const side of sides) side.slices.push(await look(side));
    for (let number = 0; number < rounds; number++) {
      const plain = await sides[0].load.ask({
        ...{ kind: 'plain', url: sides[0].service.ledgerUrl, seconds: PLAIN_SECONDS },
      });
      const figures = await Promise.all(sides.map((side) => steady(side, seconds)));
      await pause(TOLD_MS);
      for (const [i, side] of sides.entries()) side.slices.push({ ...figures[i], plain, ...(await look(side)) });
    }
    for (const side of sides) side.indexes = await readIndexes(side.service.ledgerUrl);
    return report({ ...machine, rounds, seconds, callers: CALLERS, rate: RATE, settings }, sides);
  } finally {
    for (const { load, service } of sides) {
      load.end();
      await service.stop();
    }
  }
}

async function openSide(name) {
  return { name, slices: [], indexes: [], service: await startService(), load: startLoad('../steady/load.mjs') };
}

function steady({ load, service }, seconds) {
  return load.ask({ kind: 'steady', url: service.url, callers: CALLERS, seconds, rate: RATE });
}

async function look({ service }) {
  return { memory: service.memoryMib(), tables: await readTables(service.ledgerUrl) };
}
