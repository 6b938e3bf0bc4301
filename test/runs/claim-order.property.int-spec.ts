import fc from 'fast-check';
import { ClaimQueue } from '../../src/runs/lookups/claim-queue/claim-queue.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { REASONS } from './support/claim-model.js';
import { type ClaimOp, ClaimWorld, type OwnerShape, type SessionShape, type TaskShape } from './support/claim-world.js';

const RUNS = 40;
/** Ends the search for a smaller counterexample, so that the one at hand is shown. */
const TIME_LIMIT_MS = 240_000;
/** So few that queues are longer than what is kept of them. */
const WINDOW = 2;

let instances: readonly [TestApp, TestApp];

jest.setTimeout(600_000);

/** No duties: what happens is what the sequence says. */
beforeAll(async () => {
  const first = await startTestApp({ settings: { role: 'api' } });
  instances = [first, await startTestApp({ database: first.database, settings: { role: 'api' } })];
  for (const { app } of instances) app.get(ClaimQueue, { strict: false }).windowSize = WINDOW;
});

afterAll(async () => {
  await instances[1].close();
  await instances[0].close();
});

const where = fc.constantFrom('a' as const, 'a' as const, 'a' as const, 'b' as const, 'global' as const);
const priority = fc.constantFrom(
  'low' as const,
  'medium' as const,
  'medium' as const,
  'high' as const,
  'urgent' as const,
);
const agents = fc.subarray(['ada', 'bob', 'cyd']);
const capabilities = fc.subarray(['gpu', 'net', 'big']);
const seldom = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
const owner: fc.Arbitrary<OwnerShape> = fc.oneof(
  fc.record({ kind: fc.constant('pool' as const), ref: fc.constantFrom('ada', 'ada', 'bob') }),
  fc.record({ kind: fc.constant('agent_session' as const), ref: fc.constantFrom('0', '1') }),
  fc.record({ kind: fc.constantFrom('human' as const, 'automation' as const), ref: fc.constant('ada') }),
);
/** Most tasks ask for nothing, or for the same, so that there is an order among them. */
const constraints: fc.Arbitrary<TaskShape['constraints']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ preferred_capabilities: capabilities }) },
  { weight: 2, arbitrary: fc.record({ required_capabilities: capabilities, preferred_capabilities: capabilities }) },
  { weight: 1, arbitrary: fc.record({ agent_name: fc.constantFrom('ada', 'bob') }) },
  { weight: 1, arbitrary: fc.record({ allowed_agent_names: fc.tuple(agents, agents) }) },
);
const channel = fc.constantFrom('fast', 'slow');
const task: fc.Arbitrary<TaskShape> = fc.record({
  ...{ where, priority, constraints, owner: seldom(owner), channel: seldom(channel), child: fc.boolean() },
});
const session: fc.Arbitrary<SessionShape> = fc.record({
  ...{ where, capabilities, agent: fc.constantFrom('ada', 'ada', 'bob'), channel: seldom(channel) },
});

const number = fc.nat({ max: 30 });
const op: fc.Arbitrary<ClaimOp> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      session: number,
      priority_min: fc.constantFrom(0, 0, 0, 11, 20, 30, 41),
      offers: fc.oneof(fc.constant([]), capabilities),
      brief: fc.constantFrom(false, false, true),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('complete' as const, 'release' as const, 'expire' as const),
      session: number,
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('enqueue' as const), task: number }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const), task: number }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('pause_above' as const, 'resume_above' as const), where }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('priority' as const), task: number, priority }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('owner' as const), task: number, owner: seldom(owner) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('block' as const), task: number, blocked: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), task: number }) },
);
const bursts = fc.array(
  fc.record({ ops: fc.array(op, { minLength: 1, maxLength: 8 }), instance: fc.nat({ max: 1 }) }),
  {
    ...{ minLength: 3, maxLength: 12, size: 'max' as const },
  },
);

/** Tasks that are alike, queued at once: their ids alone decide, which chance brings about too seldom to rely on. */
const alike = (at: TaskShape['where']): TaskShape[] =>
  [0, 1, 2, 3].map(() => ({
    ...{ where: at, priority: 'medium', constraints: {}, owner: undefined, channel: undefined, child: false },
  }));
const taker: SessionShape = { where: 'a', agent: 'ada', channel: undefined, capabilities: [] };

it('a claim gets exactly the run that filtering and sorting all of them gives, until nothing is left', async () => {
  const met = new Map<string, number>();
  const obey = async (
    tasks: TaskShape[],
    sessions: SessionShape[],
    whole: { readonly ops: ClaimOp[]; readonly instance: number }[],
  ): Promise<void> => {
    const world = await ClaimWorld.open(instances, tasks, sessions);
    try {
      const all: ClaimOp[] = tasks.map((_shape, number) => ({ do: 'enqueue', task: number }));
      const [older, younger] = [all.slice(0, all.length / 2), all.slice(all.length / 2)];
      for (const { ops, instance } of [{ ops: older, instance: 0 }, { ops: younger, instance: 1 }, ...whole]) {
        expect(await world.burst(ops, instance)).toEqual([]);
      }
      expect(await world.drain()).toEqual([]);
    } finally {
      await world.close();
    }
    for (const [what, times] of world.model.met) met.set(what, (met.get(what) ?? 0) + times);
  };
  const shapes = fc.array(task, { minLength: 4, maxLength: 14, size: 'max' });
  const callers = fc.array(session, { minLength: 2, maxLength: 4, size: 'max' });
  await fc.assert(fc.asyncProperty(shapes, callers, bursts, obey), {
    ...{ numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT_MS, examples: [[alike('a'), [taker, taker], []]] },
  });
  // Every reason kept somebody from a run, and every term of the order decided, or nothing was shown of it.
  expect(REASONS.filter((what) => !met.has(what))).toEqual([]);
});
