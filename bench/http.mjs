/**
 * The whole way over HTTP: claim-next and complete, and the way into the queue, by 1, 16 and 64 sessions on connections
 * that stay open. The load runs in a process of its own, the service in another, on its embedded Postgres with fsync on.
 */
import { startLoad } from './http/load-process.mjs';
import { startService } from './http/service-process.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const SESSIONS = [1, 16, 64];
/** More than any measurement can claim: a second's worth of the fastest, times the seconds. */
const RUNS_PER_SECOND = 2_500;

export async function run({ rounds, seconds = 3 }) {
  const service = await startService();
  const load = startLoad();
  try {
    const machine = await describeMachine(service.databaseUrl);
    const measured = [];
    await measureRound(service, load, Math.min(1, seconds));
    for (let number = 0; number < rounds; number++) measured.push(...(await measureRound(service, load, seconds)));
    return report(machine, measured, { rounds, seconds });
  } finally {
    load.end();
    await service.stop();
  }
}

async function measureRound({ url, memoryMib }, load, seconds) {
  const measured = [];
  for (const sessions of SESSIONS) {
    const enqueued = await load.ask({ kind: 'enqueue', url, sessions, seconds });
    measured.push({ kind: 'enqueue', sessions, ...enqueued, memory: memoryMib() });
    await load.ask({ kind: 'fill', url, count: missing(sessions, seconds, enqueued.perSecond) });
    measured.push({
      kind: 'cycle',
      sessions,
      ...(await load.ask({ kind: 'cycle', url, sessions, seconds })),
      memory: memoryMib(),
    });
  }
  return measured;
}

/** What the enqueueing before has not put into the queue already. */
function missing(sessions, seconds, enqueuedPerSecond) {
  const wanted = (sessions === 1 ? RUNS_PER_SECOND / 5 : RUNS_PER_SECOND) * seconds;
  return Math.max(0, Math.round(wanted - enqueuedPerSecond * seconds));
}

function report(machine, measured, { rounds, seconds }) {
  const cases = ['cycle', 'enqueue'].flatMap((kind) => SESSIONS.map((sessions) => summary(measured, kind, sessions)));
  const head = ['what', 'sessions', 'per second', 'p50 ms', 'p99 ms', 'service MiB'];
  const words = { cycle: 'claim-next + complete', enqueue: 'create + start' };
  const lines = cases.map(({ kind, sessions, per_second, p50_ms, p99_ms, service_mib }) => {
    return [words[kind], sessions, per_second, p50_ms, p99_ms, service_mib];
  });
  return { result: { ...machine, rounds, seconds, cases }, table: formatTable([head, ...lines]) };
}

function summary(measured, kind, sessions) {
  const same = measured.filter((one) => one.kind === kind && one.sessions === sessions);
  const of = (figure, digits) => round(median(same.map((one) => one[figure])), digits);
  return {
    kind,
    sessions,
    per_second: of('perSecond', 0),
    p50_ms: of('p50', 2),
    p99_ms: of('p99', 2),
    service_mib: Math.max(...same.map((one) => one.memory ?? 0)),
  };
}
