/** The commands of which random histories are made. */
import fc from 'fast-check';
import { ON_RUN } from './lifecycle-runs.js';
import {
  type LifeCommand,
  type Made,
  MAX_TASKS,
  ON_LEASE,
  ON_TASK,
  type Patched,
  SESSIONS,
} from './lifecycle-world.js';

export const made: fc.Arbitrary<Made> = fc.record({
  draft: fc.constantFrom(false, false, true),
  policy: fc.constantFrom('none' as const, 'none' as const, 'manual' as const),
  attempts: fc.integer({ min: 1, max: 3 }),
  auto: fc.boolean(),
});
const task = fc.nat({ max: MAX_TASKS - 1 });
const whichRun = fc.record({ nth: fc.nat({ max: 9 }), suited: fc.constantFrom(true, true, true, false) });
const session = fc.nat({ max: SESSIONS - 1 });
const patch: fc.Arbitrary<Patched> = fc.oneof(
  fc.record({ max_attempts: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ approval_policy: fc.constantFrom('none' as const, 'manual' as const) }),
  fc.record({ auto_enqueue_on_ready: fc.boolean() }),
  fc.record({
    priority: fc.constantFrom('low' as const, 'urgent' as const),
    title: fc.constantFrom('A task', 'Other'),
  }),
  fc.record({ owner: fc.constantFrom({ kind: 'human' as const, ref: 'ann' }, { kind: 'pool' as const, ref: 'ada' }) }),
  fc.record({ clear_owner: fc.constant(true) }),
);

/** One command of a random history; how often each comes is weighed so that most are accepted now and then. */
export const lifeCommand: fc.Arbitrary<LifeCommand> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('create' as const), made }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('child' as const), task, made }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('edge' as const), task, on: task }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('unedge' as const), task, on: task }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('patch' as const), task, patch }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('publish' as const), task }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const), task }) },
  { weight: 14, arbitrary: fc.record({ do: fc.constantFrom(...ON_TASK, 'approve' as const), task }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('start' as const, 'enqueue' as const), task }) },
  { weight: 24, arbitrary: fc.record({ do: fc.constantFrom(...ON_RUN), run: whichRun }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('claim' as const), session }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constantFrom(...ON_LEASE, 'complete' as const), session }) },
);
