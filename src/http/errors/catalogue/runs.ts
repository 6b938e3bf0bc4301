import type { CataloguePart } from '../catalogue-entry.js';

export const RUN_CODES = {
  run_not_found: {
    class: 'not_found',
    title: 'There is no such run',
    remedy: 'Check the id.',
  },
  open_run_exists: {
    class: 'conflict',
    title: 'The task has an open run',
    remedy: 'Wait for its end or cancel it; a task has at most one open run.',
    diagnostic: { id: 'task.run.open_run_exists', severity: 'error' },
  },
  attempts_exhausted: {
    class: 'conflict',
    title: 'All attempts of the task are used',
    remedy: 'Raise `max_attempts` of the task.',
    diagnostic: { id: 'task.run.attempts_exhausted', severity: 'error' },
  },
  retry_exists: {
    class: 'conflict',
    title: 'The run has been retried already',
    remedy: 'Act on the newer run.',
    diagnostic: { id: 'task.run.retry_exists', severity: 'error' },
  },
  run_changed: {
    class: 'conflict',
    title: 'The run changed in the meantime',
    remedy: 'Read the run again and decide on what is there now.',
    diagnostic: { id: 'task.run.run_changed', severity: 'error' },
  },
  run_leased: {
    class: 'conflict',
    title: 'The run is held under a lease',
    remedy: 'Its holder must end it through the agent operations.',
  },
  run_already_bound: {
    class: 'conflict',
    title: 'The run is bound to a session already',
    remedy: 'Start the run, or release it first.',
  },
  session_already_bound: {
    class: 'conflict',
    title: 'The session works on another run',
    remedy: 'Use another session or end the other run first.',
  },
  session_not_live: {
    class: 'conflict',
    title: 'The session is not live',
    remedy: 'Use a session that is starting, active or stopping.',
  },
  session_in_other_workspace: {
    class: 'conflict',
    title: 'The session belongs to another workspace than the task',
    remedy: "Use a session of the task's workspace.",
  },
  stale_network_channel: {
    class: 'conflict',
    title: 'The channel of the run is no longer valid',
    remedy: 'Change the channel of the task and enqueue another run.',
  },
  scheduler_paused: {
    class: 'conflict',
    title: 'The scheduler is paused',
    remedy: 'Resume the scheduler.',
  },
  task_owned_by_other: {
    class: 'forbidden',
    title: 'The task belongs to another owner',
    remedy: 'Let its owner claim it, or change the owner.',
  },
  result_rejected: {
    class: 'validation',
    title: 'The result is not what the run asks for',
    remedy: 'Correct the places that are named and complete the run again; the third refusal fails the run.',
  },
  idempotency_key_required: {
    class: 'validation',
    title: 'Callers other than humans must send an idempotency key',
    remedy: 'Send a non-blank `idempotency_key`.',
  },
  idempotency_key_bound: {
    class: 'validation',
    title: 'The idempotency key belongs to another task',
    remedy: 'Use a new key for each thing to do.',
  },
  channel_in_other_workspace: {
    class: 'validation',
    title: 'The channel is registered in another workspace',
    remedy: 'Choose another channel name.',
  },
} as const satisfies CataloguePart;
