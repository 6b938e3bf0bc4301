/**
 * What a service does all day: operators who create, start and look, workers who claim, keep alive, complete and fail, all
 * over HTTP, 16 of them and then one alone. Beside how long each kind of call takes: statements of a flush, counted in the
 * server's log, and WAL of a command. The baseline in the same rounds and the same database: the same events inserted as
 * rows and nothing else, and one caller's plain transaction of one row over one connection.
 * With --profile it says where the service's CPU went, and nothing else: a service that is watched is slower.
 */
import { startLoad } from './http/load-process.mjs';
import { startService } from './http/service-process.mjs';
import { between, openCounters, walOfConnections } from './mixed/counters.mjs';
import { shares } from './mixed/mix.mjs';
import { makePlainTable, walOfEventsAlone } from './mixed/plain.mjs';
import { profileService } from './mixed/profile.mjs';
import { report } from './mixed/report.mjs';
import { statementsDuring } from './mixed/statements.mjs';
import { describeMachine } from './support/machine.mjs';
import { round } from './support/statistics.mjs';

const CALLERS = 16;
/** Callers whose flushes are counted: those of one hold one command, those of many hold many. */
const COUNTED = [1, CALLERS, 64];
const COUNTED_SECONDS = 0.5;

export async function run({ rounds, seconds = 3, profile = false }) {
  if (profile) return profileService({ rounds, seconds, callers: CALLERS });
  const measured = await measureService(await startService(), { rounds, seconds });
  return report({ ...measured, callers: CALLERS, seconds, shares: shares() });
}

async function measureService(service, { rounds, seconds }) {
  const load = startLoad('../mixed/load.mjs');
  const ask = (callers, length) => load.ask({ kind: 'mixed', url: service.url, callers, seconds: length });
  const measured = [];
  try {
    const machine = await describeMachine(service.databaseUrl);
    await ask(CALLERS, Math.max(2, seconds));
    await makePlainTable(service.ledgerUrl);
    const counters = await openCounters(service);
    const touch = () => ask(CALLERS, COUNTED_SECONDS);
    const connections = await counters.readConnections(touch);
    const plain = () => load.ask({ kind: 'plain', url: service.ledgerUrl, seconds });
    const parts = { ask: (callers) => ask(callers, seconds), plain, counters, ledgerUrl: service.ledgerUrl };
    for (let number = 0; number < rounds; number++) measured.push(await measureRound(parts));
    const wal = walOfConnections(connections, await counters.readConnections(touch));
    const statements = await countStatements(service, ask, counters);
    await counters.end();
    return { machine, rounds: measured, wal, statements };
  } finally {
    load.end();
    await service.stop();
  }
}

async function measureRound({ ask, plain, counters, ledgerUrl }) {
  const before = await counters.read();
  const many = await ask(CALLERS);
  const counted = between(before, await counters.read());
  const eventsAlone = await walOfEventsAlone(ledgerUrl, before.position);
  return { many, counted, eventsAlone, alone: await ask(1), plain: await plain() };
}

async function countStatements(service, ask, counters) {
  const counted = [];
  for (const callers of COUNTED) {
    await ask(callers, COUNTED_SECONDS);
    const before = await counters.read();
    const figures = await statementsDuring(service, () => ask(callers, COUNTED_SECONDS));
    const { commandsPerFlush } = between(before, await counters.read());
    counted.push({ callers, commands_per_flush: round(commandsPerFlush, 1), ...figures });
  }
  return counted;
}
