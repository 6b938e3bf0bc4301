import type { Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import type { TaskChanges, TaskEvent, TaskUpdated } from '../task-events.js';
import type { Owner, TaskState } from '../task-state.js';
import { deriveStatus } from '../task-status.js';
import type { ApprovalPolicy, Priority } from '../vocabulary.js';

/**
 * What a patch says (`tasks.md` 6.4). What is absent stays; the empty description or channel takes the value away, and so
 * does `clear_owner`. Owner and metadata are replaced whole.
 */
export interface TaskPatch {
  readonly title?: string;
  readonly description?: string;
  readonly priority?: Priority;
  readonly max_attempts?: number;
  readonly auto_enqueue_on_ready?: boolean;
  readonly approval_policy?: ApprovalPolicy;
  readonly metadata?: Json;
  readonly network_channel?: string;
  readonly owner?: Owner;
  readonly clear_owner?: boolean;
}

/** What a task's documents say, which its state does not hold. */
export interface DocumentFacts {
  readonly description?: string;
  /** Whether the metadata of the patch, if any, is another JSON value than the present one. */
  readonly metadata_differs: boolean;
}

/** A patch that says nothing (`no_mutable_field`), or two things of the owner at once. */
export function refuseUnclearPatch(patch: TaskPatch): Rejection | undefined {
  const { clear_owner = false, ...values } = patch;
  if (clear_owner && values.owner !== undefined) {
    return new Rejection('validation_failed', 'update_task.owner must not be given together with clear_owner');
  }
  if (clear_owner || Object.keys(values).length > 0) return undefined;
  return new Rejection('no_mutable_field', 'update_task has no member that can be changed');
}

/** `task.updated` with what really changes, nothing where nothing does; allowed in every status. */
export function updateTask(task: TaskState, patch: TaskPatch, facts: DocumentFacts): TaskEvent[] {
  const changes: TaskChanges = {
    ...changedFields(task, patch),
    ...changedDocuments(patch, facts),
    ...changedChannel(task, patch),
    ...changedOwner(task, patch),
  };
  if (Object.keys(changes).length === 0) return [];
  const approval_state = approvalOf(changes.approval_policy);
  const { approval_policy = task.approval_policy, max_attempts = task.max_attempts } = changes;
  const after = { ...task, approval_policy, max_attempts, approval_state: approval_state ?? task.approval_state };
  const task_status = deriveStatus(after);
  const data: TaskUpdated = { changes, ...(approval_state === undefined ? {} : { approval_state }), task_status };
  return [{ type: 'task.updated', data }];
}

const PLAIN = ['title', 'priority', 'max_attempts', 'auto_enqueue_on_ready', 'approval_policy'] as const;

function changedFields(task: TaskState, patch: TaskPatch): TaskChanges {
  const changed = PLAIN.filter((name) => patch[name] !== undefined && patch[name] !== task[name]);
  return Object.fromEntries(changed.map((name) => [name, patch[name]]));
}

function changedDocuments({ description, metadata }: TaskPatch, facts: DocumentFacts): TaskChanges {
  return {
    ...(description === undefined || description === (facts.description ?? '') ? {} : { description }),
    ...(metadata === undefined || !facts.metadata_differs ? {} : { metadata }),
  };
}

function changedChannel(task: TaskState, patch: TaskPatch): TaskChanges {
  if (patch.network_channel === undefined || patch.network_channel === (task.network_channel ?? '')) return {};
  return { network_channel: patch.network_channel || null };
}

function changedOwner({ owner: before }: TaskState, { owner, clear_owner = false }: TaskPatch): TaskChanges {
  if (clear_owner) return before === undefined ? {} : { owner: null };
  if (owner === undefined || (owner.kind === before?.kind && owner.ref === before.ref)) return {};
  return { owner };
}

/** A policy begins anew: `none` needs no approval, `manual` waits for one. */
function approvalOf(changed: ApprovalPolicy | undefined): TaskState['approval_state'] | undefined {
  if (changed === undefined) return undefined;
  return changed === 'manual' ? 'pending' : 'not_required';
}
