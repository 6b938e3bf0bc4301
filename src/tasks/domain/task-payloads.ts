import type {
  ChildCreated,
  DependencyAdded,
  DependencyRemoved,
  ExecutionProfileDeleted,
  ExecutionProfileUpdated,
  SchemasGenerated,
  SchemasReset,
  TaskCanceled,
  TaskChanges,
  TaskCreated,
  TaskDecided,
  TaskPaused,
  TaskPublished,
  TaskResumed,
  TaskUpdated,
} from './task-events.js';

/** The order in which `task.updated` names what changed (`tasks.md` 6.4). */
const CHANGED_FIELDS = [
  'title',
  'description',
  'priority',
  'max_attempts',
  'auto_enqueue_on_ready',
  'approval_policy',
  'metadata',
  'network_channel',
  'owner',
] as const satisfies readonly (keyof TaskChanges)[];

/**
 * The public payload of each event type, from its stored data (`tasks.md` 8); runs have theirs in `run-payloads.ts`. Nothing may be added here
 * that the catalogues do not name. Undefined members are left out when written.
 */
export const taskPayloads = {
  created: (data: TaskCreated) => ({
    scope: data.scope,
    workspace_id: data.workspace_id,
    parent_task_id: data.parent_task_id,
    status: data.task_status,
    network_channel: data.network_channel,
    owner: data.owner,
  }),
  childCreated: (data: ChildCreated) => ({
    child_task_id: data.child_task_id,
    child_scope: data.child_scope,
    child_workspace_id: data.child_workspace_id,
  }),
  updated: (data: TaskUpdated) => ({
    changed_fields: CHANGED_FIELDS.filter((field) => data.changes[field] !== undefined),
    status: data.task_status,
  }),
  published: (data: TaskPublished) => ({
    previous_status: data.previous_status,
    status: data.task_status,
    approval_state: data.approval_state,
  }),
  approved: (data: TaskDecided) => decided(data, 'approved'),
  rejected: (data: TaskDecided) => decided(data, 'rejected'),
  canceled: (data: TaskCanceled) => ({
    reason: data.reason,
    metadata: data.metadata,
    status: data.task_status,
    propagated_from_task_id: data.propagated_from_task_id,
    canceled_run_ids: data.canceled_run_ids,
  }),
  dependencyAdded: (data: DependencyAdded) => dependency(data),
  dependencyRemoved: (data: DependencyRemoved) => dependency(data),
  paused: (data: TaskPaused) => ({
    manual: true,
    actor_kind: data.by.kind,
    actor_id: data.by.ref,
    previous_paused: data.previous_paused,
    paused: true,
    reason: data.reason,
    metadata: data.metadata,
  }),
  resumed: (data: TaskResumed) => ({
    manual: true,
    actor_kind: data.by.kind,
    actor_id: data.by.ref,
    previous_paused: data.previous_paused,
    paused: false,
    metadata: data.metadata,
  }),
  executionProfileUpdated: ({ task_id, profile }: ExecutionProfileUpdated) => ({
    task_id,
    coordinator_mode: profile.coordinator.mode,
    worker_mode: profile.worker.mode,
    sandbox_mode: profile.sandbox.mode,
  }),
  executionProfileDeleted: ({ task_id }: ExecutionProfileDeleted) => ({ task_id }),
  schemasReset: (data: SchemasReset) => ({
    previous_input_schema_sha256: data.previous_input_schema_sha256,
    previous_output_schema_sha256: data.previous_output_schema_sha256,
    requested_by: data.requested_by,
  }),
  schemasGenerated: ({ input_schema, output_schema, required_secrets }: SchemasGenerated) => ({
    input_schema,
    output_schema,
    required_secrets,
  }),
} as const;

function decided(data: TaskDecided, approvalState: 'approved' | 'rejected') {
  return {
    previous_approval_state: data.previous_approval_state,
    approval_state: approvalState,
    status: data.task_status,
  };
}

function dependency(data: DependencyAdded | DependencyRemoved) {
  return { depends_on_task_id: data.depends_on_task_id, kind: data.kind, status: data.task_status };
}
