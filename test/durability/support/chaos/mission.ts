/** Lets everything loose on two instances for a while, and then has every run finished. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Run, Task } from '../../../../src/client/types.js';
import type { Api } from '../../../support/contract.js';
import { wanted } from '../../../support/place.js';
import { until } from '../../../support/until.js';
import { withDatabase } from '../consistency.js';
import { registerSessions } from '../workload.js';
import { type Call, CallBook } from './calls.js';
import { ChaosSession } from './chaos-session.js';
import { Budget, type Field } from './field.js';
import { TwoInstances } from './instances.js';
import { pauseAndResume } from './pauses.js';
import { Random } from './random.js';

export interface Mission {
  readonly seed: number;
  /** How long the chaos lasts at least. */
  readonly seconds: number;
  readonly sessions: number;
  readonly runs: number;
  /** How often an instance is killed and started again, the two in turns. */
  readonly kills: number;
}

/** What there is to judge when all is over. */
export interface Flight {
  readonly calls: readonly Call[];
  readonly run_ids: readonly string[];
}

/** Of the runs, how many may be completed while the chaos lasts. */
const COMPLETED_IN_CHAOS = 0.75;
/** At once, while the runs are queued. */
const QUEUEING = 32;
/** Generous: only a fault reaches it. */
const COMES_WITHIN_MS = 120_000;

/** What must have happened before the chaos may end, so that there is something to find. */
const HAPPENINGS: readonly ((call: Call) => boolean)[] = [
  ({ kind, outcome }) => kind === 'heartbeat' && outcome === 'granted',
  ({ kind, outcome }) => kind === 'complete' && outcome === 'granted',
  ({ kind, outcome }) => kind === 'release' && outcome === 'granted',
  ({ kind, outcome }) => kind === 'stop' && outcome === 'granted',
  ({ kind, outcome }) => kind === 'resume' && outcome === 'granted',
  ({ stale, refusal }) => stale === true && refusal === '409 AUTONOMY_NO_ACTIVE_LEASE',
  ({ stale, refusal }) => stale === true && refusal === '403 AUTONOMY_FOREIGN_RUN',
  ({ stale, refusal }) => stale === true && refusal === '401 identity_stale',
  ({ outcome }) => outcome === 'unanswered',
];

export async function fly(mission: Mission, databaseUrl: string): Promise<Flight> {
  const random = new Random(mission.seed);
  const instances = await TwoInstances.start(databaseUrl);
  const [{ api }] = instances.all;
  const field: Field = {
    instances: instances.all,
    calls: new CallBook(),
    completions: new Budget(Math.floor(mission.runs * COMPLETED_IN_CHAOS)),
    over: false,
  };
  const run_ids = await queueRuns(api, mission.runs, random.fork());
  const sessions = await registerSessions(api, mission.sessions);
  const workers = sessions.map((session, i) => new ChaosSession(session, String(i), field, random.fork()));
  await together(field, [
    ...workers.map((worker) => worker.live()),
    pauseAndResume(field, random.fork()),
    conduct(mission, field, instances),
  ]);
  await finish(workers, databaseUrl);
  expect(await instances.stop()).toEqual([0, 0]);
  return { calls: field.calls.all, run_ids };
}

async function queueRuns(api: Api, count: number, random: Random): Promise<string[]> {
  const ids: string[] = [];
  let begun = 0;
  const queue = async (): Promise<void> => {
    while (begun < count) {
      const priority = random.pick(['low', 'medium', 'high', 'urgent']);
      const title = `Run ${++begun}`;
      const made = await wanted<{ task: Task }>(api.post('/api/tasks', { scope: 'global', title, priority }), 201);
      const { run } = await wanted<{ run: Run }>(api.post(`/api/tasks/${made.task.id}/runs`), 201);
      ids.push(run.id);
    }
  };
  await Promise.all(Array.from({ length: QUEUEING }, queue));
  return ids;
}

/** Kills the instances in turns, and ends the chaos when its time is over and all that should happen has. */
async function conduct({ seconds, kills }: Mission, field: Field, instances: TwoInstances): Promise<void> {
  const begun = performance.now();
  const sinceRestart = { from: 0, instance: 0 };
  for (let kill = 0; kill < kills && !field.over; kill++) {
    await delay(Math.max(0, begun + (seconds * 1_000 * (kill + 0.3)) / kills - performance.now()));
    await instances.killAndRestart(kill % 2);
    Object.assign(sinceRestart, { from: field.calls.all.length, instance: kill % 2 });
  }
  await delay(Math.max(0, begun + seconds * 1_000 - performance.now()));
  const hasHappened = (matches: (call: Call) => boolean): boolean => field.calls.all.some(matches);
  const isBack = (): boolean =>
    field.calls.all
      .slice(sinceRestart.from)
      .some(
        ({ kind, outcome, instance }) =>
          kind === 'claim' && outcome === 'granted' && instance === sinceRestart.instance,
      );
  const done = (): boolean => field.over || (HAPPENINGS.every(hasHappened) && isBack());
  await until('everything has happened that is to be looked at', done, COMES_WITHIN_MS);
  field.over = true;
}

/** Waits for all; the first that fails ends the chaos for the others too. */
async function together(field: Field, acts: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(
    acts.map((act) =>
      act.catch((error: unknown) => {
        field.over = true;
        throw error;
      }),
    ),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Until every run is completed; what is still open after that is lost, which is not for us to say. */
async function finish(workers: readonly ChaosSession[], databaseUrl: string): Promise<void> {
  const deadline = performance.now() + COMES_WITHIN_MS;
  do {
    await Promise.all(workers.map((worker) => worker.finish()));
  } while ((await openRuns(databaseUrl)) > 0 && performance.now() < deadline);
}

function openRuns(databaseUrl: string): Promise<number> {
  return withDatabase(databaseUrl, async (database) => {
    const text = "SELECT count(*)::int AS open FROM runs WHERE status <> 'completed'";
    return (await database.query<{ open: number }>(text)).rows[0]?.open ?? 0;
  });
}
