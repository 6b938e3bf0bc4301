import { IntegerField, TextField } from '../../http/parsing/fields/index.js';
import { QueryBoolean, QueryInteger, QueryText } from '../../http/parsing/query-field.js';

/** What a drain says unless its caller says more, and how long it waits (`runs.md` 5.4). */
export const DEFAULT_DRAIN_REASON = 'scheduler drain';
export const DEFAULT_DRAIN_SECONDS = 60;
const MAX_DRAIN_SECONDS = 3_600;
const REASON_CHARACTERS = 4_096;

/** Body of pauseScheduler and resumeScheduler (`runs.md` 5.2, 5.3). */
export class SchedulerReasonBody {
  @TextField({ max: REASON_CHARACTERS, freeText: true, description: 'Why, for people' }) reason?: string;
}

/** Body of drainScheduler (`runs.md` 5.4). */
export class DrainSchedulerBody {
  @TextField({ max: REASON_CHARACTERS, freeText: true, description: 'Why, for people' }) reason?: string;

  @IntegerField({
    min: 0,
    max: MAX_DRAIN_SECONDS,
    default: DEFAULT_DRAIN_SECONDS,
    description: 'How long to wait for the claims to end; 0 looks once',
  })
  timeout_seconds?: number;
}

/** Query of getSchedulerBacklog (`runs.md` 5.5). */
export class BacklogQuery {
  @QueryInteger({ description: 'Rows at most: 50 unless given, never more than 500' }) limit?: number;
  @QueryText({ description: 'Id of a workspace: its runs alone' }) workspace?: string;
  @QueryBoolean({ description: 'Runs of paused tasks as well' }) include_paused?: boolean;
}
