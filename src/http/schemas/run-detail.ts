import { Decimal, LongInteger, Nested, Text, Timestamp } from './properties.js';
import { Run } from './run.js';
import { TaskReference } from './task-reference.js';

/** The session a run is bound to (`runs.md` 3.3). */
export class RunSession {
  @Text() session_id: string;
  @Text({ optional: true }) workspace_id?: string;
  @Text({ optional: true }) agent_name?: string;
  @Text({ optional: true }) name?: string;
  @Text({ optional: true }) channel?: string;
  @Text({ optional: true }) state?: string;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
}

/** What the run's progress adds up to (`runs.md` 3.3, `registries.md` 6). */
export class RunActivity {
  @Timestamp() last_activity_at: string;
  @Text({ optional: true }) last_event_type?: string;
  @LongInteger({ optional: true }) tool_call_count?: number;
  @LongInteger({ optional: true }) turn_count?: number;
  @LongInteger({ optional: true }) input_tokens?: number;
  @LongInteger({ optional: true }) output_tokens?: number;
  @LongInteger({ optional: true }) total_tokens?: number;
  @Decimal({ optional: true }) total_cost?: number;
  @Text({ optional: true }) cost_currency?: string;
}

/** What getTaskRun answers under `run`. */
export class RunDetail {
  @Nested(() => Run) run: Run;
  @Nested(() => TaskReference) task: TaskReference;
  @Nested(() => RunSession, { optional: true }) session?: RunSession;
  @Nested(() => RunActivity) summary: RunActivity;
}
