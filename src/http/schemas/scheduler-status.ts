import { Flag, Integer, LongInteger, Text, Timestamp } from './properties.js';

/** Pause state and queue pressure of the scheduler (`runs.md` 5.1). */
export class SchedulerStatus {
  @Flag() paused: boolean;
  @Text({ optional: true }) paused_by?: string;
  @Timestamp({ optional: true }) paused_at?: string;
  @Text({ optional: true }) paused_reason?: string;
  @Integer() active_claim_count: number;
  @Integer() queued_run_count: number;
  @Integer() paused_task_count: number;
  @Integer() starved_run_count: number;
  @Integer() needs_attention_run_count: number;
  @Timestamp() as_of: string;
}

/** How long something took, over a number of samples. */
export class LatencyStats {
  @LongInteger() average_ms: number;
  @LongInteger() maximum_ms: number;
  @Integer() samples: number;
}
