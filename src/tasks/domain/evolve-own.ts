import type { Recorded } from '../../ledger/stream-type.js';
import { claimConstraints } from './execution-profile.js';
import { callbackOf, withBindings } from './task-settings.js';
import type { OwnTaskEvent, SchemasGenerated, TaskUpdated } from './task-events.js';
import type { TaskState } from './task-state.js';
import { bindingsOf } from './web-task.js';

type Own = Recorded<Exclude<OwnTaskEvent, { type: 'task.created' | 'task.deleted' }>>;

/** The task after one of its own events; its status is folded elsewhere, from `task_status`. */
export function evolveOwn(task: TaskState, event: Own): TaskState {
  const now = event.recordedAt;
  switch (event.type) {
    case 'task.child_created':
      return { ...task, child_count: task.child_count + 1 };
    case 'task.child_removed':
      return { ...task, child_count: task.child_count - 1 };
    case 'task.updated':
      return { ...updated(task, event.data), updated_at: now };
    case 'task.published':
    case 'task.canceled':
    case 'task.schemas_reset':
      return { ...task, updated_at: now };
    case 'task.schemas_generated':
      return { ...task, ...generated(task, event.data), updated_at: now };
    case 'task.approved':
      return { ...task, approval_state: 'approved', updated_at: now };
    case 'task.rejected':
      return { ...task, approval_state: 'rejected', updated_at: now };
    case 'task.dependency_added':
    case 'task.dependency_removed':
    case 'task.dependency_changed':
    case 'task.dependency_dropped':
      return { ...task, dependencies: evolveDependencies(task.dependencies, event) };
    case 'task.paused':
    case 'task.resumed':
    case 'task.pause_inherited':
      return evolvePause(task, event);
    case 'task.execution_profile_updated':
    case 'task.execution_profile_deleted':
      return evolveProfile(task, event);
  }
}

type ProfileEvent = Extract<Own, { type: 'task.execution_profile_updated' | 'task.execution_profile_deleted' }>;

/** The task's own `updated_at` does not move (`reviews.md` B.2). */
function evolveProfile(task: TaskState, event: ProfileEvent): TaskState {
  const { claim_constraints: _constraints, execution_profile: stored, ...kept } = task;
  if (event.type === 'task.execution_profile_deleted') return kept;
  const now = event.recordedAt;
  const constraints = claimConstraints(event.data.profile);
  return {
    ...kept,
    execution_profile: { created_at: stored?.created_at ?? now, updated_at: now },
    ...(constraints === undefined ? {} : { claim_constraints: constraints }),
  };
}

type DependencyEvent = Extract<
  Own,
  {
    type: 'task.dependency_added' | 'task.dependency_removed' | 'task.dependency_changed' | 'task.dependency_dropped';
  }
>;

function evolveDependencies(
  dependencies: TaskState['dependencies'],
  event: DependencyEvent,
): TaskState['dependencies'] {
  const { depends_on_task_id } = event.data;
  switch (event.type) {
    case 'task.dependency_added':
      return [...dependencies, { depends_on_task_id, created_at: event.recordedAt, satisfied: event.data.satisfied }];
    case 'task.dependency_changed': {
      const { satisfied } = event.data;
      return dependencies.map((edge) =>
        edge.depends_on_task_id === depends_on_task_id ? { ...edge, satisfied } : edge,
      );
    }
    case 'task.dependency_removed':
    case 'task.dependency_dropped':
      return dependencies.filter((edge) => edge.depends_on_task_id !== depends_on_task_id);
  }
}

type PauseEvent = Extract<Own, { type: 'task.paused' | 'task.resumed' | 'task.pause_inherited' }>;

function evolvePause(task: TaskState, event: PauseEvent): TaskState {
  if (event.type === 'task.pause_inherited') {
    const { pause_inherited_from: _before, ...kept } = task;
    const from = event.data.pause_inherited_from;
    return from === undefined ? kept : { ...kept, pause_inherited_from: from };
  }
  const { paused_by: _by, paused_at: _at, paused_reason: _reason, ...kept } = task;
  const now = event.recordedAt;
  if (event.type === 'task.resumed') return { ...kept, paused: false, updated_at: now };
  const { by, reason } = event.data;
  return {
    ...kept,
    paused: true,
    paused_by: `${by.kind}:${by.ref}`,
    paused_at: now,
    paused_reason: reason,
    updated_at: now,
  };
}

/** The bindings of slots that the task no longer has are gone for good (`http.md` 12). */
function generated({ web_task }: TaskState, { required_secrets }: SchemasGenerated): Pick<TaskState, 'web_task'> {
  if (web_task?.secret_bindings === undefined || required_secrets === undefined) return {};
  return { web_task: withBindings(web_task, bindingsOf(web_task.secret_bindings, required_secrets)) };
}

function updated(task: TaskState, { changes, approval_state }: TaskUpdated): TaskState {
  const { description, metadata, network_channel, owner, ...fields } = changes;
  const { network_channel: channelBefore, owner: ownerBefore, callback_url: callbackBefore, ...kept } = task;
  const callback = metadata === undefined ? callbackBefore : callbackOf(metadata);
  const channel = network_channel === undefined ? channelBefore : (network_channel ?? undefined);
  const heldBy = owner === undefined ? ownerBefore : (owner ?? undefined);
  return {
    ...kept,
    ...fields,
    ...(approval_state === undefined ? {} : { approval_state }),
    ...(channel === undefined ? {} : { network_channel: channel }),
    ...(heldBy === undefined ? {} : { owner: heldBy }),
    ...(callback === undefined ? {} : { callback_url: callback }),
    ...(description === undefined && metadata === undefined ? {} : { has_documents: true }),
  };
}
