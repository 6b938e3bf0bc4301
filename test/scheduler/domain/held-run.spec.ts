/** Every queued run is either held back or claimable, never both and never neither. */
import { heldRun } from '../../../src/scheduler/domain/held-run.js';
import { claimableRun } from '../../../src/tasks/domain/claimability.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { OWNER_KINDS, RUN_STATUSES, TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { listedTask } from '../../tasks/support/listed-tasks.js';

const run: RunState = {
  id: 'run-1',
  number: 1,
  attempt: 1,
  status: 'queued',
  origin: { kind: 'http', ref: 'tasks.enqueue_run' },
  queued_at: '2026-05-05T10:30:00.000Z',
  lease_epoch: 0,
};

const task = (said: Partial<TaskState> = {}): TaskState => listedTask('task-1', { runs: [run], ...said });
const edge = { depends_on_task_id: 'task-2', created_at: '2026-05-05T10:30:00.000Z' };

const CASES: readonly Partial<TaskState>[] = [
  {},
  { paused: true },
  { pause_inherited_from: 'task-0' },
  { dependencies: [{ ...edge, satisfied: false }] },
  { dependencies: [{ ...edge, satisfied: true }] },
  { approval_policy: 'manual', approval_state: 'pending' },
  { approval_policy: 'manual', approval_state: 'approved' },
  ...TASK_STATUSES.map((status) => ({ status })),
  ...OWNER_KINDS.map((kind) => ({ owner: { kind, ref: 'somebody' } })),
];

it.each(CASES.map((said) => [JSON.stringify(said), said] as const))('with %s', (_, said) => {
  const held = heldRun(task(said));
  expect((held ?? claimableRun(task(said)))?.run_id).toBe('run-1');
  expect(held === undefined).toBe(claimableRun(task(said)) !== undefined);
});

it.each(RUN_STATUSES.filter((status) => status !== 'queued'))('a run that is %s is not held back', (status) => {
  expect(heldRun(task({ paused: true, runs: [{ ...run, status }] }))).toBeUndefined();
});

it.each([
  ['its own pause', { paused: true }, true],
  ['a pause above it', { pause_inherited_from: 'task-0' }, true],
  ['a dependency', { dependencies: [{ ...edge, satisfied: false }] }, false],
])('%s is told apart', (_, said, paused) => {
  expect(heldRun(task({ workspace_id: 'ws-1', priority: 'urgent', ...said }))).toStrictEqual({
    run_id: 'run-1',
    task_id: 'task-1',
    workspace_id: 'ws-1',
    paused,
    weight: 40,
    queued_at: run.queued_at,
  });
});

it.each([null, { id: 'task-1', deleted_at: '2026-05-05T10:30:00.000Z' }])('%j has none', (stream) => {
  expect(heldRun(stream)).toBeUndefined();
});
