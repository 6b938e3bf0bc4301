import { Flag, Integer, Nested, NestedList, Timestamp } from '../../http/schemas/properties.js';
import { Run, SchedulerStatus, TaskSummary } from '../../http/schemas/index.js';

/** A queued run with its task. */
export class BacklogRow {
  @Nested(() => TaskSummary) task: TaskSummary;
  @Nested(() => Run) run: Run;
}

/** What getSchedulerBacklog answers (`runs.md` 5.5). */
export class Backlog {
  @NestedList(() => BacklogRow) runs: BacklogRow[];
  @Integer({ description: 'All that the filters leave, whatever the limit' }) total: number;
}

/** What drainScheduler answers (`runs.md` 5.4). */
export class Drain {
  @Nested(() => SchedulerStatus) scheduler: SchedulerStatus;
  @Flag({ description: 'Whether no claim was left' }) completed: boolean;
  @Flag({ optional: true, description: 'Whether time ran out before that' }) timed_out?: boolean;
  @Integer() remaining_claims: number;
  @Timestamp() started_at: string;
  @Timestamp() completed_at: string;
}
