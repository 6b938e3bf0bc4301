import type { TaskStatus } from '../vocabulary.js';
import type { InspectedRun } from './inspected-run.js';

/** The session that a run is bound to, as the directory knows it. */
export interface InspectedSession {
  readonly session_id: string;
  /** `missing` where the directory does not know it. */
  readonly state: string;
  readonly agent_name?: string;
  readonly provider_name?: string;
  readonly workspace_id?: string;
  readonly stop_reason?: string;
  readonly failure_kind?: string;
  readonly started_at?: string;
  readonly last_activity_at?: string;
}

/** All that the verdict of an inspection follows from (`views.md` 8.3, 8.4). */
export interface Inspection {
  readonly as_of: string;
  readonly task_status: TaskStatus;
  /** The run that is looked at, if the task has any. */
  readonly run?: InspectedRun;
  /** The task's latest runs. */
  readonly recent_runs: readonly Pick<InspectedRun, 'attempt' | 'status'>[];
  readonly session?: InspectedSession;
  readonly scheduler_paused: boolean;
  /** Active sessions that could take a queued run; undefined where there is no directory to ask. */
  readonly eligible_sessions?: number;
}
