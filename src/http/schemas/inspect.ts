import { RUN_STATUSES, type RunStatus } from '../../tasks/domain/vocabulary.js';
import { Diagnostic } from './error-body.js';
import { Flag, Integer, LongInteger, Nested, NestedList, Text, Timestamp, Word } from './properties.js';
import { TaskSummary } from './task.js';

/** A run as inspections show it (`runs.md` 3.21). */
export class InspectRun {
  @Text() run_id: string;
  @Text() task_id: string;
  @Word(RUN_STATUSES) status: RunStatus;
  @Integer() attempt: number;
  @Integer({ optional: true }) retries?: number;
  @Text({ optional: true }) previous_run_id?: string;
  @Text({ optional: true }) failure_kind?: string;
  @Text({ optional: true }) bound_session_id?: string;
  @Text({ optional: true }) claim_token_hash_truncated?: string;
  @Timestamp({ optional: true }) lease_until?: string;
  @Timestamp({ optional: true }) heartbeat_at?: string;
  @LongInteger({ optional: true }) heartbeat_age_seconds?: number;
  @Timestamp() queued_at: string;
  @Timestamp({ optional: true }) started_at?: string;
  @Timestamp({ optional: true }) ended_at?: string;
  @Text({ optional: true }) last_error_summary?: string;
}

/** An event as inspections show it. */
export class InspectEvent {
  @Text() id: string;
  @Text() type: string;
  @Text({ optional: true }) task_id?: string;
  @Text({ optional: true }) run_id?: string;
  @Text({ optional: true }) session_id?: string;
  @Text({ optional: true }) outcome?: string;
  @Text({ optional: true }) summary?: string;
  @Timestamp() timestamp: string;
}

/** The session a run is bound to, as inspections show it. */
export class InspectSession {
  @Text() session_id: string;
  @Text({ optional: true }) agent_name?: string;
  @Text({ optional: true }) provider_name?: string;
  @Text({ optional: true }) workspace_id?: string;
  @Text({ optional: true }) state?: string;
  @Text({ optional: true }) stop_reason?: string;
  @Text({ optional: true }) failure_kind?: string;
  @Timestamp({ optional: true }) started_at?: string;
  @Timestamp({ optional: true }) last_activity_at?: string;
}

/** The scheduler's pause as inspections show it. */
export class InspectScheduler {
  @Flag() paused: boolean;
  @Text({ optional: true }) paused_by?: string;
  @Timestamp({ optional: true }) paused_at?: string;
  @Text({ optional: true }) reason?: string;
  @Timestamp({ optional: true }) updated_at?: string;
}

/** What inspectTask and inspectRun answer under `inspect`. */
export class Inspect {
  @Text() target: string;
  @Nested(() => TaskSummary) task: TaskSummary;
  @Nested(() => InspectRun, { optional: true }) current_run?: InspectRun;
  @NestedList(() => InspectRun, { optional: true }) recent_runs?: InspectRun[];
  @NestedList(() => InspectEvent, { optional: true }) recent_events?: InspectEvent[];
  @Nested(() => InspectSession, { optional: true }) bound_session?: InspectSession;
  @Nested(() => InspectScheduler) scheduler: InspectScheduler;
  @NestedList(() => Diagnostic, { optional: true }) diagnostics?: Diagnostic[];
  @Text() next_action: string;
  @Timestamp() as_of: string;
}
