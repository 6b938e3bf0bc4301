import type { CataloguePart } from '../catalogue-entry.js';

const DOCUMENTATION = '/runtime/core/autonomy/task-runs-and-leases#force-operations';

function template<S extends 'error' | 'warn' | 'info'>(code: string, severity: S) {
  return { id: `task.force.${code}`, severity, doc_url: DOCUMENTATION } as const;
}

/** Failures of force operations, pause and resume, with their diagnostics (`http.md` 6.1). */
export const FORCE_OPERATION_CODES = {
  forbidden_operator_action: {
    class: 'forbidden',
    title: 'Force operation is disabled for agents',
    remedy: 'Let a human do it, or allow agents to force by configuration.',
    text: 'titled',
    diagnostic: template('forbidden_operator_action', 'error'),
  },
  force_op_rate_limited: {
    class: 'rate_limited',
    title: 'Force operation rate limit exceeded',
    remedy: 'Inspect the task; wait for the next minute.',
    text: 'titled',
    diagnostic: template('force_op_rate_limited', 'warn'),
  },
  force_op_requires_reason: {
    class: 'always_422',
    title: 'Force fail requires a reason',
    remedy: 'Send a non-blank `reason`.',
    text: 'titled',
    diagnostic: template('force_op_requires_reason', 'error'),
  },
  retry_chain_too_deep: {
    class: 'always_422',
    title: 'Retry chain is too deep',
    remedy: 'Inspect the task; enqueue a fresh run instead of retrying on.',
    text: 'titled',
    diagnostic: template('retry_chain_too_deep', 'error'),
  },
  bulk_too_large: {
    class: 'always_422',
    title: 'Bulk force operation is too large',
    remedy: 'Send at most 50 run ids.',
    text: 'titled',
    diagnostic: template('bulk_too_large', 'error'),
  },
  task_run_not_releasable: {
    class: 'conflict',
    title: 'Task run cannot be force released',
    remedy: 'Only a claimed run can be released by force.',
    text: 'titled',
    diagnostic: template('task_run_not_releasable', 'error'),
  },
  task_run_already_terminal: {
    class: 'conflict',
    title: 'Task run is already terminal',
    remedy: 'Nothing is left to do.',
    text: 'titled',
    diagnostic: template('task_run_already_terminal', 'info'),
  },
  task_already_terminal: {
    class: 'conflict',
    title: 'Task is already terminal',
    remedy:
      'A completed, failed or canceled task has nothing to hold back; its diagnostic has code `task_run_already_terminal`.',
    text: 'titled',
  },
  task_run_still_active: {
    class: 'conflict',
    title: 'Task run is still active',
    remedy: 'Cancel the run, or wait for its end.',
    text: 'titled',
    diagnostic: template('task_run_still_active', 'error'),
  },
  task_run_not_recoverable: {
    class: 'conflict',
    title: 'Task run cannot be recovered',
    remedy: 'Only a run that needs attention can be recovered; retry a failed one.',
    text: 'titled',
    diagnostic: template('task_run_not_recoverable', 'error'),
  },
} as const satisfies CataloguePart;
