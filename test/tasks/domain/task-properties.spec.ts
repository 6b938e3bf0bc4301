import fc from 'fast-check';
import { hasActiveLease, isActive, isOpen, isTerminal } from '../../../src/tasks/domain/run-status.js';
import { claimableRun } from '../../../src/tasks/domain/claimability.js';
import { INITIAL_STATUSES, STATUS_TRANSITIONS } from '../../../src/tasks/domain/status-rules.js';
import { deriveStatus, isClosed } from '../../../src/tasks/domain/task-status.js';
import { existingTask, type TaskStream } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import {
  type HeldAction,
  type OwnDecision,
  sessionId,
  type Step,
  TaskWorld,
  type WorldCommand,
} from '../support/task-world.js';

const taskNumber = fc.integer({ min: 0, max: 1 });
const session = fc.integer({ min: 0, max: 1 });
const OWN: OwnDecision[] = ['publish', 'approve', 'reject', 'approve', 'publish', 'cancel'];
const HELD: HeldAction[] = ['heartbeat', 'complete', 'fail', 'release', 'progress'];

const create = (task: fc.Arbitrary<number>): fc.Arbitrary<WorldCommand> =>
  fc.record({
    do: fc.constant('create' as const),
    task,
    attempts: fc.integer({ min: 1, max: 4 }),
    policy: fc.constantFrom('none' as const, 'none' as const, 'none' as const, 'manual' as const),
    draft: fc.constantFrom(false, false, false, true),
  });

const command: fc.Arbitrary<WorldCommand> = fc.oneof(
  create(taskNumber),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('enqueue' as const), task: taskNumber }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom(...OWN), task: taskNumber }) },
  fc.record({
    do: fc.constant('patch' as const),
    task: taskNumber,
    attempts: fc.integer({ min: 1, max: 4 }),
    policy: fc.constantFrom('none' as const, 'none' as const, 'manual' as const),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      task: taskNumber,
      session,
      seconds: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(...HELD),
      task: taskNumber,
      session,
      back: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  fc.record({ do: fc.constant('sweep' as const), task: taskNumber }),
  fc.record({ do: fc.constant('end_session' as const), session }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
);

/** The tasks come first, so that most commands have something to work on. */
const sequence: fc.Arbitrary<WorldCommand[]> = fc
  .tuple(
    fc.tuple(...[0, 1].map((n) => create(fc.constant(n)))),
    fc.array(command, { minLength: 20, maxLength: 80, size: 'max' }),
  )
  .map(([first, rest]) => [...first, ...rest]);

type Check = (step: Step, world: TaskWorld) => void;

/** Runs every sequence in a world of its own and hands over each change, or the world at the end; none passes idly. */
function always(each: Check, atEnd: (world: TaskWorld) => void = () => undefined): void {
  let steps = 0;
  fc.assert(
    fc.property(sequence, (commands) => {
      const world = new TaskWorld();
      for (const one of commands) {
        const changed = world.try(one);
        steps += changed.length;
        for (const step of changed) each(step, world);
      }
      atEnd(world);
    }),
    { numRuns: 100 },
  );
  expect(steps).toBeGreaterThan(300);
}

function fold(world: TaskWorld, id: string): TaskStream {
  return (world.histories.get(id) ?? []).reduce<TaskStream>((state, event) => taskStream.evolve(state, event), null);
}

describe('after any accepted commands', () => {
  it('the history folds to the state, which survives being stored as JSON', () => {
    const refold = (world: TaskWorld): void => {
      for (const state of world.states.values()) {
        expect(fold(world, state.id)).toStrictEqual(state);
        expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
      }
    };
    always(() => undefined, refold);
  });

  it('a task has at most one open run, and its attempts rise strictly within the limit', () => {
    always(({ command: done, after }) => {
      expect(after.runs.filter((run) => isOpen(run.status)).length).toBeLessThanOrEqual(1);
      after.runs.forEach((run, n) => expect(run.attempt).toBe(n + 1));
      if (done.do === 'enqueue') expect(after.runs.length).toBeLessThanOrEqual(after.max_attempts);
    });
  });

  it('no run has two live holders, and no session two runs', () => {
    always(({ after }, world) => {
      expect(after.runs.filter((run) => hasActiveLease(run, world.now)).length).toBeLessThanOrEqual(1);
      const held = [...world.states.values()]
        .flatMap((state) => state.runs)
        .filter((run) => isActive(run.status))
        .map((run) => run.session_id);
      expect(new Set(held).size).toBe(held.length);
    });
  });

  it('only the live holder has written to a leased run, and each claim raises its epoch', () => {
    always(({ command: done, before, after }, world) => {
      for (const run of after.runs) {
        const was = before?.runs.find((one) => one.id === run.id);
        if (!was || was === run) continue;
        expect(run.lease_epoch - was.lease_epoch).toBe(done.do === 'claim' ? 1 : 0);
        if (!HELD.includes(done.do as HeldAction) || !('session' in done)) continue;
        expect(was.session_id).toBe(sessionId(done.session));
        expect(hasActiveLease(was, world.now)).toBe(true);
      }
    });
  });

  it('the stored status is the derived one, closed_at is set exactly when it is terminal', () => {
    always(({ after }) => {
      expect(after.status).toBe(deriveStatus(after));
      expect(after.closed_at !== undefined).toBe(isClosed(after.status));
      expect(after.current_run_id).toBe(after.runs.find((run) => isActive(run.status))?.id);
    });
  });

  it('the status changes only as the table says, by the events that it names', () => {
    const known = new Set(
      STATUS_TRANSITIONS.flatMap(({ from, to, by }) => by.map((cause) => `${from} ${to} ${cause}`)),
    );
    const seen = new Set<string>();
    const follow = (world: TaskWorld): void => {
      for (const history of world.histories.values()) {
        let stream: TaskStream = null;
        for (const event of history) {
          const before = existingTask(stream)?.status;
          stream = taskStream.evolve(stream, event);
          const after = existingTask(stream)?.status;
          if (before === undefined) expect(INITIAL_STATUSES).toContain(after);
          else if (before !== after) seen.add(`${before} ${String(after)} ${event.type}`);
        }
      }
    };
    always(() => undefined, follow);
    expect([...seen].filter((change) => !known.has(change))).toEqual([]);
    expect(seen.size).toBeGreaterThan(5);
  });

  it('ended runs stay as they are, and identity, queue time and origin of every run too', () => {
    always(({ before, after }) => {
      for (const was of before?.runs ?? []) {
        const run = after.runs.find((one) => one.id === was.id);
        if (isTerminal(was.status)) expect(run).toBe(was);
        const { id, number, attempt, queued_at, origin } = was;
        expect(run).toMatchObject({ id, number, attempt, queued_at, origin });
      }
    });
  });

  it('claimable runs are queued runs of tasks that are ready', () => {
    always(({ after }) => {
      const claimable = claimableRun(after);
      if (claimable) expect(after.status).toBe('ready');
      const queued = after.runs.find((run) => run.status === 'queued');
      expect(claimable?.run_id).toBe(after.status === 'ready' ? queued?.id : undefined);
    });
  });

  it('sequence and activity move with every event, times never back', () => {
    always(({ before, after }, world) => {
      expect(after.latest_event_seq).toBe(world.histories.get(after.id)?.at(-1)?.position);
      expect(after.last_activity_at).toBe(world.now);
      expect(after.updated_at >= (before?.updated_at ?? '')).toBe(true);
    });
  });
});
