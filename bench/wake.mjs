/**
 * A thousand sessions wait for work by long polls; runs are enqueued one at a time, and each is claimed by one who waits.
 * Measured is the time from the request that enqueues to the answer of the waiting claim.
 */
import { startLoad } from './http/load-process.mjs';
import { startService } from './http/service-process.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const WAITERS = Number(process.env.BENCH_WAITERS ?? 1_000);
const TIMES = 200;
/** The longest that 95 of 100 wakes may take. */
const GOAL_MS = 50;

export async function run({ rounds }) {
  const measured = [];
  let machine;
  for (let number = 0; number < rounds; number++) {
    const service = await startService();
    const load = startLoad('../claim/load.mjs');
    try {
      machine ??= await describeMachine(service.databaseUrl);
      measured.push(await load.ask({ kind: 'wake', url: service.url, waiters: WAITERS, times: TIMES }));
    } finally {
      load.end();
      await service.stop();
    }
  }
  return report(machine, measured, rounds);
}

function report(machine, measured, rounds) {
  const of = (figure) => round(median(measured.map((one) => one[figure])), 1);
  const wake = {
    p50_ms: of('p50'),
    p95_ms: of('p95'),
    p99_ms: of('p99'),
    after_enqueue_answer_p95_ms: of('afterAnswerP95'),
  };
  const head = ['waiters', 'wakes', 'p50 ms', 'p95 ms', 'p99 ms'];
  const line = [WAITERS, TIMES, wake.p50_ms, wake.p95_ms, wake.p99_ms];
  return {
    result: { ...machine, rounds, waiters: WAITERS, wakes: TIMES, ...wake, goal_p95_ms: GOAL_MS },
    table: formatTable([head, line]),
    failures: wake.p95_ms > GOAL_MS ? [`95 of 100 wakes took up to ${wake.p95_ms} ms, not ${GOAL_MS}`] : [],
  };
}
