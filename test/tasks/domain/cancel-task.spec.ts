import {
  byActivity,
  type CancelTask,
  cancelTask,
  refuseOversizedCancel,
  refuseRepeated,
  refuseUnlessCancelable,
} from '../../../src/tasks/domain/decide/cancel-task.js';
import { forceStopRun } from '../../../src/tasks/domain/decide/force-stop-run.js';
import { PAYLOAD_BYTES } from '../../../src/tasks/domain/decide/payload-size.js';
import { runPayloads } from '../../../src/tasks/domain/run-payloads.js';
import { taskPayloads } from '../../../src/tasks/domain/task-payloads.js';
import type { TaskState } from '../../../src/tasks/domain/task-state.js';
import { RUN_STATUSES, TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { nothing, timeOf } from '../../support/given-when-then.js';
import {
  canceled,
  claimed,
  completed,
  created,
  enqueued,
  failed,
  known,
  RUN,
  run,
  runCanceled,
  SESSION,
  task,
  taskState,
  taskWith,
} from '../support/task-histories.js';

const why: CancelTask = { reason: 'no longer needed', metadata: { ticket: 7 } };
const root = { id: 'task-0' };
const OPEN = ['queued', 'claimed', 'starting', 'running', 'needs_attention'] as const;

describe('canceling a task', () => {
  it('without a run is one event', () => {
    task(created())
      .when((state) => cancelTask(known(state), why))
      .then(canceled(why))
      .when((state) => cancelTask(known(state), why))
      .then(nothing);
  });

  it('cancels its open run first, with the status that the task had until then', () => {
    task(created(), enqueued(), claimed())
      .when((state) => cancelTask(known(state), why))
      .then(runCanceled({ ...why, session_id: SESSION }), canceled({ ...why, canceled_run_ids: [RUN] }));
  });

  it('below a canceled one says where it comes from', () => {
    const propagated_from_task_id = root.id;
    task(created(), enqueued())
      .when((state) => cancelTask(known(state), {}, root))
      .then(runCanceled({ propagated_from_task_id }), canceled({ propagated_from_task_id, canceled_run_ids: [RUN] }));
  });

  it.each([['draft'], ['blocked'], ['ready']] as const)('that is %s ends it for good', (task_status) => {
    const draft = taskState(created({ task_status, approval_policy: task_status === 'blocked' ? 'manual' : 'none' }));
    expect(cancelTask(draft, {})).toStrictEqual([canceled()]);
    const after = taskState(created({ task_status }), canceled());
    expect(after).toMatchObject({ status: 'canceled', closed_at: timeOf(1), updated_at: timeOf(1) });
  });

  it.each(OPEN)('cancels a %s run', (status) => {
    const state = taskWith([run({ status })]);
    expect(cancelTask(state, {}).map(({ type }) => type)).toEqual(['task.run_canceled', 'task.canceled']);
  });

  it.each(OPEN)('asks the session of a %s run to stop exactly when it works', (status) => {
    const [event] = cancelTask(taskWith([run({ status, session_id: SESSION })]), {});
    const works = status === 'starting' || status === 'running';
    expect(event?.data).toStrictEqual({
      run_id: RUN,
      task_status: works ? 'in_progress' : 'ready',
      session_id: SESSION,
      ...(works ? { cooperative_stop_requested: true } : {}),
    });
  });

  it('asks nobody to stop where a run works without a session', () => {
    const [event] = cancelTask(taskWith([run({ status: 'running' })]), {});
    expect(event?.data).not.toHaveProperty('cooperative_stop_requested');
  });

  it('takes runs newest first, should there be more than one', () => {
    const runs = ['a', 'b', 'c'].map((id, n) => run({ id, attempt: n + 1, queued_at: timeOf(n === 2 ? 1 : n) }));
    const events = cancelTask(taskWith(runs), {});
    expect(events.map(({ data }) => ('run_id' in data ? data.run_id : data))).toEqual([
      'c',
      'b',
      'a',
      { canceled_run_ids: ['c', 'b', 'a'], task_status: 'canceled' },
    ]);
  });

  it('leaves what has ended below it alone', () => {
    for (const end of [completed(), failed({ task_status: 'failed' })]) {
      const ended = taskState(created({ max_attempts: 1 }), enqueued(), end);
      expect(cancelTask(ended, {}, root)).toEqual([]);
    }
    expect(cancelTask(taskState(created(), canceled()), {}, root)).toEqual([]);
  });
});

describe('the root of a cancellation', () => {
  const ended = (status: 'completed' | 'failed' | 'canceled'): TaskState =>
    taskWith([run({ status, ended_at: timeOf(2) })], { status, max_attempts: 1, closed_at: timeOf(2) });

  it.each([['completed'], ['failed']] as const)('is refused when it has %s', (status) => {
    expect(refuseUnlessCancelable(ended(status))).toMatchObject({ code: 'invalid_status_transition' });
  });

  it.each(TASK_STATUSES.filter((status) => status !== 'completed' && status !== 'failed'))('may be %s', (status) => {
    expect(refuseUnlessCancelable(taskWith([], { status }))).toBeUndefined();
  });

  it.each(RUN_STATUSES.filter((status) => status !== 'completed' && status !== 'failed'))(
    'may have ended while it has a run that is %s',
    (status) => {
      const state = taskWith([run({ status })], { status: 'completed' });
      expect(refuseUnlessCancelable(state)).toBeUndefined();
    },
  );

  it('that is canceled and has an open run loses it', () => {
    const state = taskWith([run()], { status: 'canceled' });
    expect(cancelTask(state, {})).toStrictEqual([
      runCanceled({ task_status: 'canceled' }),
      canceled({ canceled_run_ids: [RUN] }),
    ]);
  });
});

describe('the size of a cancellation', () => {
  const id = 'i'.repeat(128);
  const most = (metadata: string): CancelTask => ({ reason: 'r', metadata });
  const bytes = (payload: object): number => Buffer.byteLength(JSON.stringify(payload));

  it('is such that every payload fits, with the longest names around it', () => {
    let metadata = 'x'.repeat(PAYLOAD_BYTES);
    while (refuseOversizedCancel(most(metadata))) metadata = metadata.slice(1);
    expect(metadata.length).toBeGreaterThan(64_000);
    const propagated = { ...most(metadata), propagated_from_task_id: id };
    const runs = { run_id: id, task_status: 'in_progress', session_id: id, cooperative_stop_requested: true } as const;
    expect(bytes(runPayloads.canceled({ ...propagated, ...runs }))).toBeLessThanOrEqual(PAYLOAD_BYTES);
    const ended = { ...propagated, canceled_run_ids: [id], task_status: 'canceled' } as const;
    expect(bytes(taskPayloads.canceled(ended))).toBeLessThanOrEqual(PAYLOAD_BYTES);
  });

  it('counts bytes of reason and metadata together', () => {
    expect(refuseOversizedCancel({ reason: 'é'.repeat(40_000) })).toMatchObject({ code: 'payload_too_large' });
    const halves = { reason: 'r'.repeat(33_000), metadata: 'm'.repeat(33_000) };
    expect(refuseOversizedCancel(halves)).toMatchObject({ code: 'payload_too_large' });
    expect(refuseOversizedCancel({ ...halves, metadata: 'm' })).toBeUndefined();
    expect(refuseOversizedCancel({})).toBeUndefined();
  });
});

describe('the words of a cancellation, which every event repeats', () => {
  const words = { reason: 'r', metadata: 'm'.repeat(8_000) };

  it('may be as long as an event allows where there is one', () => {
    expect(refuseRepeated({ metadata: 'm'.repeat(60_000) }, 1)).toBeUndefined();
  });

  it('come to 16 MiB at most', () => {
    expect(refuseRepeated(words, 2_000)).toBeUndefined();
    expect(refuseRepeated(words, 4_000)).toMatchObject({
      code: 'payload_too_large',
      message: expect.stringContaining('4194 bytes') as string,
    });
  });
});

describe('siblings', () => {
  it('come by activity, then change, then creation, then id, the latest first', () => {
    const state = (more: Partial<TaskState>): TaskState => taskWith([], more);
    const tasks = [
      state({ id: 'a', last_activity_at: timeOf(5) }),
      state({ id: 'b', last_activity_at: timeOf(4), updated_at: timeOf(4) }),
      state({ id: 'c', last_activity_at: timeOf(4), updated_at: timeOf(3), created_at: timeOf(2) }),
      state({ id: 'e', last_activity_at: timeOf(4), updated_at: timeOf(3), created_at: timeOf(1) }),
      state({ id: 'd', last_activity_at: timeOf(4), updated_at: timeOf(3), created_at: timeOf(1) }),
    ];
    expect(tasks.toReversed().sort(byActivity)).toEqual(tasks);
    expect(byActivity(state({}), state({}))).toBe(0);
  });
});

describe('stopping the session of a canceled run', () => {
  it('is said once, with what it came from', () => {
    const owed = run({ status: 'canceled', session_id: SESSION, session_stop: { propagated_from_task_id: root.id } });
    expect(forceStopRun(owed, { grace_timeout_ms: 5_000 })).toStrictEqual([
      {
        type: 'task.run_force_stopped',
        data: { run_id: RUN, session_id: SESSION, grace_timeout_ms: 5_000, propagated_from_task_id: root.id },
      },
    ]);
    expect(forceStopRun(run({ status: 'canceled', session_id: SESSION }), { grace_timeout_ms: 0 })).toEqual([]);
  });
});
