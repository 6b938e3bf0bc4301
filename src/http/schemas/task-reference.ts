import {
  PRIORITIES,
  type Priority,
  type Scope,
  SCOPES,
  TASK_STATUSES,
  type TaskStatus,
} from '../../tasks/domain/vocabulary.js';
import { Owner } from './actor.js';
import { Flag, LongInteger, Nested, Text, Word } from './properties.js';

/** A task as other things refer to it. */
export class TaskReference {
  @Text() id: string;
  @Text({ optional: true }) identifier?: string;
  @Text() title: string;
  @Word(TASK_STATUSES) status: TaskStatus;
  @Word(PRIORITIES, { optional: true }) priority?: Priority;
  @Word(SCOPES) scope: Scope;
  @Text({ optional: true }) workspace_id?: string;
  @Nested(() => Owner, { optional: true }) owner?: Owner;
  @Flag({ optional: true }) paused?: boolean;
  @Flag({ optional: true }) effective_paused?: boolean;
  @Text({ optional: true }) paused_by_task_id?: string;
  @LongInteger() latest_event_seq: number;
}
