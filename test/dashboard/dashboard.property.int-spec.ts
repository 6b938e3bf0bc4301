/** Whatever happens to tasks and runs, every dashboard is what counting anew would give. */
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import type { TaskDashboard } from '../../src/http/schemas/index.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import {
  bursts,
  maybe,
  onSomeRun,
  RandomWork,
  SOME_EDGE,
  SOME_TASK,
  type WorkStep,
  WORKSPACES,
} from '../tasks/support/random-work.js';
import { asks } from './support/ask.js';
import { type Asked, readLedger, recount } from './support/recount.js';

const ROUNDS = 8;
const SEED = Number(process.env.DASHBOARD_SEED ?? 20_261_123);
const CHANNELS = ['alpha', 'beta'] as const;
const ORIGINS = ['http', 'cli'] as const;
const OWNERS = [
  { kind: 'human', ref: 'ann' },
  { kind: 'pool', ref: 'ann' },
  { kind: 'pool', ref: 'bees' },
] as const;

jest.setTimeout(300_000);

let service: TestApp;
let work: RandomWork;

beforeAll(async () => {
  service = await startTestApp();
  work = await RandomWork.open(service);
});
afterAll(() => service.close());

const origin = fc.constantFrom(...ORIGINS);
const create = fc.record({
  do: fc.constant('create' as const),
  workspace: maybe(WORKSPACES),
  origin,
  made: fc
    .record({
      owner: maybe<(typeof OWNERS)[number]>(OWNERS),
      network_channel: maybe<(typeof CHANNELS)[number]>(CHANNELS),
      draft: fc.constantFrom(false, false, false, true),
      approval_policy: fc.constantFrom('none' as const, 'none' as const, 'manual' as const),
    })
    .map(({ owner, network_channel, ...made }) => ({
      ...made,
      ...(owner === undefined ? {} : { owner }),
      ...(network_channel === undefined ? {} : { network_channel }),
    })),
});
const onTask = fc.record({
  do: fc.constantFrom('approve' as const, 'publish' as const, 'cancel' as const, 'delete' as const),
  task: SOME_TASK,
});
const patch = fc.record({
  do: fc.constant('patch' as const),
  task: SOME_TASK,
  patch: fc
    .record({
      owned: fc.constantFrom({}, { clear_owner: true }, ...OWNERS.map((owner) => ({ owner }))),
      placed: fc.constantFrom({}, ...['', ...CHANNELS].map((network_channel) => ({ network_channel }))),
    })
    .map(({ owned, placed }) => ({ ...owned, ...placed })),
});
const enqueue = fc.record({
  do: fc.constant('enqueue' as const),
  task: SOME_TASK,
  channel: maybe<(typeof CHANNELS)[number]>(CHANNELS),
  origin,
});
const step: fc.Arbitrary<WorkStep> = fc.oneof(
  { weight: 8, arbitrary: create },
  { weight: 4, arbitrary: onTask },
  { weight: 5, arbitrary: patch },
  { weight: 10, arbitrary: enqueue },
  { weight: 3, arbitrary: SOME_EDGE },
  { weight: 20, arbitrary: onSomeRun(['claim_run', 'start_run']) },
);

/** A run that is at work, and one that was canceled there: chance alone seldom leads one so far. */
async function byHand(): Promise<void> {
  const run = { nth: 0, suited: true } as const;
  for (const last of ['start_run', 'cancel_run'] as const) {
    await work.carryOut({ do: 'create', workspace: WORKSPACES[1], made: { owner: OWNERS[0] }, origin: 'cli' });
    await work.carryOut({ do: 'enqueue', task: work.ids.length - 1, origin: 'cli' });
    for (const action of ['claim_run', 'start_run', ...(last === 'start_run' ? [] : [last])] as const) {
      await work.carryOut({ do: action, run });
    }
  }
}

const PLACES: readonly Asked[] = [{}, { scope: 'global' }, { scope: 'workspace', workspace: 'ws-1' }];
const QUESTIONS: Asked[] = PLACES.flatMap((place) =>
  [undefined, 'ann'].flatMap((owner_ref) =>
    [undefined, 'pool'].flatMap((owner_kind) =>
      [undefined, 'alpha'].flatMap((network_channel) =>
        [undefined, 'cli'].map((origin_kind) => ({ ...place, owner_ref, owner_kind, network_channel, origin_kind })),
      ),
    ),
  ),
);

/** What was answered, and what counting gives of the ledger as it was then. */
async function bothWays(asked: Asked): Promise<{ answered: TaskDashboard; counted: TaskDashboard }> {
  const source = service.app.get(DataSource);
  let ways: { answered: TaskDashboard; counted: TaskDashboard } | undefined;
  await until('nothing happens between the answer and the count', async () => {
    const { status, headers, body } = await service.api.get<{ dashboard: TaskDashboard }>(
      '/api/observe/tasks/dashboard',
      { query: asks(asked) },
    );
    expect(status).toBe(200);
    const ledger = await readLedger(source);
    const answered = body.dashboard;
    ways = { answered, counted: recount(ledger, asked, answered.freshness.observed_at) };
    const [head] = await source.query<{ position: number }[]>('SELECT max(position) AS position FROM events');
    return Number(headers.get('x-ledger-position')) === head?.position;
  });
  if (!ways) throw new Error('nothing was answered');
  return ways;
}

it('is what counting the ledger gives, for every question', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(bursts(step), async (all) => {
      for (const burst of all) await Promise.all(burst.map((one) => work.attempt(() => work.carryOut(one))));
      await byHand();
      for (const asked of QUESTIONS) {
        const { answered, counted } = await bothWays(asked);
        expect({ asked, ...answered }).toEqual({ asked, ...counted });
        for (const [name, count] of Object.entries(answered.totals)) if (count > 0) seen.add(name);
        if (answered.cards.failed.forced_stops > 0) seen.add('forced_stops');
      }
    }),
    { seed: SEED, numRuns: ROUNDS, endOnFailure: true },
  );
  const wanted = [
    'awaiting_approval_tasks',
    'canceled_runs',
    'failed_runs',
    'queued_runs',
    'running_runs',
    'forced_stops',
  ];
  expect(wanted.filter((name) => !seen.has(name))).toEqual([]);
});
