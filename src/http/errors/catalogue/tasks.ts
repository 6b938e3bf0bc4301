import type { CataloguePart } from '../catalogue-entry.js';

const TRANSITION = 'task: invalid status transition: ';

export const TASK_CODES = {
  task_not_found: {
    class: 'not_found',
    title: 'There is no such task',
    remedy: 'Check the id; a deleted task is not found either.',
  },
  invalid_scope_binding: {
    class: 'validation',
    title: 'Scope and workspace do not fit together',
    remedy: 'Give a workspace exactly when the scope is `workspace`.',
  },
  no_mutable_field: {
    class: 'validation',
    title: 'Nothing to change',
    remedy: 'Send at least one member that can be changed.',
  },
  duplicate_task_id: {
    class: 'conflict',
    title: 'The task id is taken',
    remedy: 'Choose another id or leave it out. The id of a deleted task stays taken.',
  },
  task_has_children: {
    class: 'validation',
    title: 'The task still has children',
    remedy: 'Delete the children first.',
  },
  task_has_open_runs: {
    class: 'validation',
    title: 'The task still has an open run',
    remedy: 'Cancel the run or wait for its end.',
  },
  invalid_status_transition: {
    class: 'conflict',
    title: 'The current status does not allow this',
    remedy: 'Read the task or run again and act on its current status.',
    prefix: TRANSITION,
  },
  task_not_draft: {
    class: 'conflict',
    title: 'Only a draft can be published',
    remedy: 'Start the task instead.',
    prefix: TRANSITION,
  },
  task_blocked: {
    class: 'conflict',
    title: 'The task is blocked',
    remedy: 'Complete or remove its dependencies and get its approval first.',
    prefix: TRANSITION,
  },
  task_not_executable: {
    class: 'conflict',
    title: 'The task cannot be executed in its status',
    remedy: 'Publish a draft, unblock a blocked task; a canceled task stays canceled.',
    prefix: TRANSITION,
    diagnostic: { id: 'task.run.task_not_executable', severity: 'error' },
  },
  task_paused: {
    class: 'conflict',
    title: 'The task or one of its ancestors is paused',
    remedy: 'Resume the paused task.',
  },
  approval_not_pending: {
    class: 'conflict',
    title: 'There is no approval to decide',
    remedy: 'Only a pending approval of a task with manual policy can be decided.',
    prefix: TRANSITION,
  },
} as const satisfies CataloguePart;
