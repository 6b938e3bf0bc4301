import type { Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import type { TaskCreated, TaskEvent } from '../task-events.js';
import type { Owner, TaskStream } from '../task-state.js';
import type { ApprovalPolicy, Priority, Scope, TaskStatus } from '../vocabulary.js';

/** Everything about a task that its creator may say (`tasks.md` 6.2), already parsed and with defaults applied. */
export interface CreateTask {
  readonly id: string;
  readonly uuid: string;
  readonly identifier?: string;
  readonly scope: Scope;
  readonly workspace_id?: string;
  readonly parent_task_id?: string;
  readonly network_channel?: string;
  readonly title: string;
  readonly description?: string;
  readonly priority: Priority;
  readonly max_attempts: number;
  readonly auto_enqueue_on_ready: boolean;
  readonly draft: boolean;
  readonly approval_policy: ApprovalPolicy;
  readonly owner?: Owner;
  readonly metadata?: Json;
  /** The nearest paused task above, when it is created below one. */
  readonly pause_inherited_from?: string;
}

/**
 * `task.created`, and nothing else: creation is intent only and never enqueues (`tasks.md` 6.2).
 * `facts.number` is the integer alias, unique over all tasks. Refuses an id that was ever used: `duplicate_task_id`.
 */
export function createTask(
  state: TaskStream,
  command: CreateTask,
  facts: { readonly number: number },
): TaskEvent[] | Rejection {
  if (state !== null) {
    return new Rejection('duplicate_task_id', `a task with id ${command.id} already exists`);
  }
  const { draft, ...fields } = command;
  const data: TaskCreated = {
    ...fields,
    number: facts.number,
    approval_state: command.approval_policy === 'manual' ? 'pending' : 'not_required',
    task_status: initialStatus(draft, command.approval_policy),
  };
  return [{ type: 'task.created', data }];
}

/** A new task has no dependencies and no runs (`tasks.md` 4.1). */
function initialStatus(draft: boolean, policy: ApprovalPolicy): TaskStatus {
  if (draft) return 'draft';
  return policy === 'manual' ? 'blocked' : 'ready';
}
