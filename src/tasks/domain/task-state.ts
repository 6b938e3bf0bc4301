import type { Actor, Origin } from '../../ledger/event.js';
import type { RunCall, RunWebhook } from './run-call.js';
import type { WebTask } from './task-settings.js';
import type {
  ApprovalPolicy,
  ApprovalState,
  OwnerKind,
  Priority,
  ReviewOutcome,
  RunStatus,
  Scope,
  TaskStatus,
} from './vocabulary.js';

export interface Owner {
  readonly kind: OwnerKind;
  readonly ref: string;
}

/** What a run's worker reported of its consumption, added up (`registries.md` 6). */
export interface Usage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly total_cost?: number;
  readonly cost_currency?: string;
  readonly tool_calls?: number;
  readonly turns?: number;
}

/** The one review that a run has (`reviews.md` A.4). */
export interface ReviewOfRun {
  readonly id: string;
  readonly review_round: number;
  readonly attempt: number;
}

/** The newest verdict on one of the task's runs (`reviews.md` A.7). */
export interface LastReview {
  readonly review_id: string;
  readonly outcome: ReviewOutcome;
  /** The round that was reviewed; after a rejection the next one. */
  readonly review_round: number;
  /** Set by the outcome `blocked`, whose reason is in the review. */
  readonly circuit_opened_at?: string;
}

/**
 * One run as deciding needs it (`runs.md` 1.1). Its documents (metadata, result, error text) are kept by the run view
 * alone: a state is rewritten with every event and must stay small. Fields carry the specs' names.
 */
export interface RunState extends Omit<RunCall, 'cached_workflow'> {
  readonly id: string;
  /** The integer by which the numbered front knows the run (`http.md` 11.2). */
  readonly number: number;
  readonly attempt: number;
  readonly status: RunStatus;
  readonly origin: Origin;
  readonly queued_at: string;
  readonly previous_run_id?: string;
  readonly failure_kind?: 'operator_forced';
  readonly idempotency_key?: string;
  readonly network_channel?: string;
  readonly coordination_channel_id?: string;
  /** Raised with every claim, leased or not: the fence against stale holders (architecture.md 8). */
  readonly lease_epoch: number;
  readonly claimed_by?: Actor;
  readonly session_id?: string;
  readonly claim_token_hash?: string;
  /** The claimer's idempotency key of the present lease (`runs.md` 3.4.6). */
  readonly claim_key?: string;
  readonly lease_until?: string;
  readonly heartbeat_at?: string;
  readonly claimed_at?: string;
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly preferred_capabilities?: readonly string[];
  /** `workflow_id` of the run's metadata, shown with its coordination channel (`runs.md` 2.5). */
  readonly workflow_id?: string;
  readonly last_progress_at?: string;
  readonly usage?: Usage;
  /** When the session that will do it began to be started; gone once there is one, or the run has ended. */
  readonly starting_since?: string;
  /** Set once `task.run_starved` was told, until the run is claimed. */
  readonly starved?: true;
  /** Set while the session of a run that was canceled at work has still to be stopped (`tasks.md` 6.9). */
  readonly session_stop?: { readonly propagated_from_task_id?: string };
  readonly review?: ReviewOfRun;
  /** The rejected run that this one continues. */
  readonly reviewed_run_id?: string;
  /** From when its `session_timeout` counts: the first claim, and then the first start, whatever lease it was under. */
  readonly timed_from?: string;
  /** Set once that is a start. */
  readonly timed_by_start?: true;
  /** How often its lease ran out; of runs with a purpose only. */
  readonly lease_expiries?: number;
  /** How often a result of it was refused. */
  readonly result_rejections?: number;
  /** Set when its worker has reported steps. */
  readonly has_steps?: true;
  /** Set while its end has still to be told, from the end on until that has gone well or was given up. */
  readonly untold?: RunWebhook;
  /** Set when the run view keeps metadata of this run, so that answers need not look in vain. */
  readonly has_metadata?: true;
}

/** An edge to a task that must be completed first; `satisfied` follows the blocker by internal events. */
export interface DependencyState {
  readonly depends_on_task_id: string;
  readonly created_at: string;
  readonly satisfied: boolean;
}

/** Whom a task's runs may be given to, as its execution profile says (`reviews.md` B.4). */
export interface ClaimConstraints {
  readonly agent_name?: string;
  readonly allowed_agent_names?: readonly (readonly string[])[];
  readonly required_capabilities?: readonly string[];
  readonly preferred_capabilities?: readonly string[];
}

/** A task with all its runs: one stream, one consistency boundary (`tasks.md` 1). */
export interface TaskState {
  readonly id: string;
  readonly uuid: string;
  readonly number: number;
  readonly identifier?: string;
  readonly scope: Scope;
  readonly workspace_id?: string;
  readonly parent_task_id?: string;
  readonly network_channel?: string;
  readonly title: string;
  readonly priority: Priority;
  readonly max_attempts: number;
  readonly auto_enqueue_on_ready: boolean;
  readonly status: TaskStatus;
  readonly approval_policy: ApprovalPolicy;
  readonly approval_state: ApprovalState;
  readonly owner?: Owner;
  readonly current_run_id?: string;
  readonly paused: boolean;
  readonly paused_by?: string;
  readonly paused_at?: string;
  readonly paused_reason?: string;
  /** The nearest paused task above this one; follows the ancestors by internal events (`tasks.md` 5.4). */
  readonly pause_inherited_from?: string;
  readonly created_by: Actor;
  readonly origin: Origin;
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at?: string;
  /** The greatest position among the task's own public events (`tasks.md` 5.1). */
  readonly latest_event_seq: number;
  readonly last_activity_at: string;
  /** Set while the newest events are heartbeats: the last activity before them. See `attentionAt`. */
  readonly activity_before_heartbeats_at?: string;
  /** Set while that event is not the one at `latest_event_seq`. See `attentionSeq`. */
  readonly attention_seq?: number;
  readonly runs: readonly RunState[];
  readonly dependencies: readonly DependencyState[];
  readonly child_count: number;
  readonly claim_constraints?: ClaimConstraints;
  /** Set while an execution profile is stored, whose document is kept by its view (`reviews.md` B). */
  readonly execution_profile?: { readonly created_at: string; readonly updated_at: string };
  readonly last_review?: LastReview;
  /** Where every run's end is told that has no webhook of its own (`http.md` 11.9). */
  readonly callback_url?: string;
  /** Set when the task is one of the web task front (`http.md` 12). */
  readonly web_task?: WebTask;
  /** Set when the task view keeps a description or metadata of this task. */
  readonly has_documents?: true;
}

/** What remains of a deleted task: its id, which is never free again (architecture.md 12, decision 14). */
export interface DeletedTask {
  readonly id: string;
  readonly deleted_at: string;
}

/** The state of a task's stream: null before its creation. */
export type TaskStream = TaskState | DeletedTask | null;

/** The task, undefined where there is none: never created, or deleted. */
export function existingTask(stream: TaskStream): TaskState | undefined {
  return stream === null || 'deleted_at' in stream ? undefined : stream;
}

/** The nearest paused task from this one upwards, itself first (`tasks.md` 5.4). */
export function effectivePause(task: Pick<TaskState, 'id' | 'paused' | 'pause_inherited_from'>): string | undefined {
  return task.paused ? task.id : task.pause_inherited_from;
}

/** The last activity that asks for people's attention: heartbeats do not (`views.md` 3.4). */
export function attentionAt(task: Pick<TaskState, 'last_activity_at' | 'activity_before_heartbeats_at'>): string {
  return task.activity_before_heartbeats_at ?? task.last_activity_at;
}

/** The position of the event that this activity came from. */
export function attentionSeq(task: Pick<TaskState, 'latest_event_seq' | 'attention_seq'>): number {
  return task.attention_seq ?? task.latest_event_seq;
}

export function findRun(task: TaskState, runId: string): RunState | undefined {
  return task.runs.find((run) => run.id === runId);
}
