import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { rebuild } from '../../src/ledger/followers/rebuild/rebuild.js';
import { rebuildables } from '../../src/ledger/followers/rebuild/units.js';
import { EventLog } from '../../src/ledger/log/event-log.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { verifyLedger } from '../../src/ledger/verify/verify.js';
import { differencesFromLog, type FollowerInstance, startFollowers } from '../support/follower-instance.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { LifecycleCheck } from './support/lifecycle-check.js';
import { lifeCommand, made } from './support/lifecycle-commands.js';
import { ON_RUN } from './support/lifecycle-runs.js';
import { type LifeCommand, LifecycleWorld, ON_LEASE, ON_TASK } from './support/lifecycle-world.js';

const RUNS = 40;
/** Ends the search for a smaller counterexample, so that the one at hand is shown. */
const TIME_LIMIT_MS = 240_000;

let service: TestApp;
let registry: StreamRegistry;
let instance: FollowerInstance;

jest.setTimeout(600_000);

/** Followers, but no duties: what happens is what the sequence says. */
beforeAll(async () => {
  service = await startTestApp({ settings: { role: 'api' } });
  registry = service.app.get(StreamRegistry);
  const dataSource = service.app.get(DataSource);
  const sql = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    dataSource.query<Row[]>(text, [...values]);
  instance = await startFollowers({ url: service.database.url, log: new EventLog(dataSource), sql }, registry);
});

afterAll(async () => {
  await instance.stop();
  await service.close();
});

/** Every view, twice, while commands are written. */
async function rebuildMeanwhile(): Promise<void> {
  const { url } = service.database;
  for (const unit of [...rebuildables(registry), ...rebuildables(registry)]) await rebuild(unit, { url, registry });
}

/** Bursts, most of them of one command; the first makes tasks, so that there is something to work on. */
const sequence: fc.Arbitrary<LifeCommand[][]> = fc
  .tuple(
    fc.array(fc.record({ do: fc.constant('create' as const), made }), { minLength: 2, maxLength: 4 }),
    fc.array(fc.array(lifeCommand, { minLength: 1, maxLength: 4 }), { minLength: 15, maxLength: 50, size: 'max' }),
  )
  .map(([first, rest]) => [first, ...rest]);

/** The rarest ways of all, which need one command after another: a run that an operator leads to each of its ends. */
const newest = { nth: 0, suited: true };
const byHand: LifeCommand[][] = [
  [{ do: 'create', made: { draft: false, policy: 'none', attempts: 3, auto: false } }],
  [{ do: 'start', task: 0 }],
  ...(['claim_run', 'start_run', 'fail_run'] as const).map((one): LifeCommand[] => [{ do: one, run: newest }]),
  ...(['retry', 'claim_run', 'start_run', 'complete_run'] as const).map((one): LifeCommand[] => [
    { do: one, run: newest },
  ]),
  [{ do: 'enqueue', task: 0 }],
  ...(['claim_run', 'start_run', 'cancel_run'] as const).map((one): LifeCommand[] => [{ do: one, run: newest }]),
  [{ do: 'create', made: { draft: false, policy: 'none', attempts: 3, auto: false } }],
  [{ do: 'start', task: 1 }],
  ...(['flag', 'recover', 'claim_run', 'force_release', 'force_fail'] as const).map((one): LifeCommand[] => [
    { do: one, run: newest },
  ]),
];

/** And what a worker does with its lease: that of a claim which found something. */
const byLease: LifeCommand[][] = ON_LEASE.flatMap((action, task): LifeCommand[][] => [
  [{ do: 'create', made: { draft: false, policy: 'none', attempts: 3, auto: false } }],
  [{ do: 'start', task }],
  [{ do: 'claim', session: task }],
  [{ do: action, session: task }],
]);

it('whatever is asked, every task is at every moment what the specs say of it, in memory, tables, views and log', async () => {
  const accepted = new Map<string, number>();
  const obey = async (bursts: LifeCommand[][]): Promise<void> => {
    const world = await LifecycleWorld.open(service);
    const check = await LifecycleCheck.open(service, world);
    for (const burst of bursts) {
      await world.burst(burst);
      expect(await check.wrongs()).toEqual([]);
    }
    expect(await check.wrongsAfresh()).toEqual([]);
    for (const [kind, times] of world.accepted) accepted.set(kind, (accepted.get(kind) ?? 0) + times);
  };
  const examples: [LifeCommand[][]][] = [[byHand], [byLease]];
  const search = { numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS, examples };
  await Promise.all([rebuildMeanwhile(), fc.assert(fc.asyncProperty(sequence, obey), search)]);
  // Every kind of command was accepted, or nothing was shown of it.
  const kinds = ['create', 'child', 'edge', 'unedge', 'patch', 'claim', ...ON_TASK, ...ON_LEASE, ...ON_RUN];
  expect(kinds.filter((kind) => !accepted.has(kind))).toEqual([]);
  const verdict = await verifyLedger(service.app.get(DataSource), registry);
  expect(verdict.findings).toEqual([]);
  // Views that followed, that were rebuilt, and that were written while they were rebuilt, say what the log says.
  await instance.caughtUp();
  expect(instance.errors).toEqual([]);
  expect(await differencesFromLog(service.database, registry)).toEqual([]);
});
