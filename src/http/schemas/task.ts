import {
  APPROVAL_POLICIES,
  APPROVAL_STATES,
  type ApprovalPolicy,
  type ApprovalState,
  PRIORITIES,
  type Priority,
  type Scope,
  SCOPES,
  TASK_STATUSES,
  type TaskStatus,
} from '../../tasks/domain/vocabulary.js';
import { Actor, Origin, Owner } from './actor.js';
import { Dependency, DependencyReference } from './dependency.js';
import { AnyJson, Flag, Integer, LongInteger, Nested, NestedList, Text, Timestamp, Word } from './properties.js';
import { Run, RunSummary } from './run.js';
import { TaskEvent } from './task-event.js';

/** The members that a task and its summary share (`tasks.md` 1.1). */
class TaskCore {
  @Text() id: string;
  @Text({ optional: true }) identifier?: string;
  @Word(SCOPES) scope: Scope;
  @Text({ optional: true }) workspace_id?: string;
  @Text({ optional: true }) parent_task_id?: string;
  @Text({ optional: true }) network_channel?: string;
  @Text() title: string;
  @Word(TASK_STATUSES) status: TaskStatus;
  @Word(PRIORITIES, { optional: true }) priority?: Priority;
  @Integer({ optional: true }) max_attempts?: number;
  @Flag({ optional: true }) auto_enqueue_on_ready?: boolean;
  @Word(APPROVAL_POLICIES, { optional: true }) approval_policy?: ApprovalPolicy;
  @Word(APPROVAL_STATES, { optional: true }) approval_state?: ApprovalState;
  @Flag({ optional: true }) draft?: boolean;
  @Nested(() => Owner, { optional: true }) owner?: Owner;
  @Text({ optional: true }) current_run_id?: string;
  @Flag({ optional: true }) paused?: boolean;
  @Text({ optional: true }) paused_by?: string;
  @Timestamp({ optional: true }) paused_at?: string;
  @Text({ optional: true }) paused_reason?: string;
  @Flag({ optional: true }) effective_paused?: boolean;
  @Text({ optional: true }) paused_by_task_id?: string;
  @Nested(() => Actor) created_by: Actor;
  @Nested(() => Origin) origin: Origin;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
  @Timestamp({ optional: true }) closed_at?: string;
  @LongInteger() latest_event_seq: number;
}

/** A task as mutations answer it. */
export class Task extends TaskCore {
  @Text({ optional: true }) description?: string;
  @AnyJson({ optional: true }) metadata?: unknown;
}

/** A task as lists show it, with what surrounds it. */
export class TaskSummary extends TaskCore {
  @Integer({ optional: true }) child_count?: number;
  @Integer({ optional: true }) dependency_count?: number;
  @NestedList(() => DependencyReference, { optional: true }) dependencies?: DependencyReference[];
  @Nested(() => RunSummary, { optional: true }) active_run?: RunSummary;
  @Timestamp({ optional: true }) last_activity_at?: string;
}

/** A task with everything that belongs to it (`tasks.md` 6.3). */
export class TaskDetail {
  @Nested(() => TaskSummary) summary: TaskSummary;
  @Nested(() => Task) task: Task;
  @NestedList(() => TaskSummary, { optional: true }) children?: TaskSummary[];
  @NestedList(() => Dependency, { optional: true }) dependencies?: Dependency[];
  @NestedList(() => DependencyReference, { optional: true }) dependency_references?: DependencyReference[];
  @NestedList(() => Run, { optional: true }) runs?: Run[];
  @NestedList(() => TaskEvent, { optional: true }) events?: TaskEvent[];
}
