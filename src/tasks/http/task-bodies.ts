import type { Json } from '../../ledger/event.js';
import {
  BooleanField,
  ChannelField,
  EnumField,
  IdField,
  IntegerField,
  JsonField,
  ObjectField,
  TextField,
} from '../../http/parsing/fields/index.js';
import { QueryBoolean, QueryChannel, QueryEnum, QueryInteger, QueryText } from '../../http/parsing/query-field.js';
import {
  APPROVAL_POLICIES,
  APPROVAL_STATES,
  type ApprovalPolicy,
  type ApprovalState,
  OWNER_KINDS,
  type OwnerKind,
  PRIORITIES,
  type Priority,
  RUN_STATUSES,
  type RunStatus,
  type Scope,
  SCOPES,
  TASK_STATUSES,
  type TaskStatus,
} from '../domain/vocabulary.js';

/** Bytes of a task's or run's metadata (`tasks.md` 1.3). */
const METADATA_BYTES = 16_384;

export class OwnerBody {
  @EnumField(OWNER_KINDS, { required: true }) kind: OwnerKind;
  @TextField({ required: true, max: 256 }) ref: string;
}

/** Body of createTask (`tasks.md` 6.2). */
export class CreateTaskBody {
  @EnumField(SCOPES, { required: true }) scope: Scope;
  @TextField({ required: true, max: 1024, freeText: true }) title: string;
  @TextField({ max: 4096, description: 'Workspace id, name or path' }) workspace?: string;
  @IdField({ reserveAliases: true }) id?: string;
  @TextField({ max: 256 }) identifier?: string;
  @TextField({ maxBytes: 65_536, freeText: true }) description?: string;
  @ChannelField() network_channel?: string;
  @EnumField(PRIORITIES, { default: 'medium' }) priority?: Priority;
  @IntegerField({ min: 1, max: 10, default: 3 }) max_attempts?: number;
  @BooleanField() auto_enqueue_on_ready?: boolean;
  @BooleanField() draft?: boolean;
  @EnumField(APPROVAL_POLICIES, { default: 'none' }) approval_policy?: ApprovalPolicy;
  @ObjectField(() => OwnerBody) owner?: OwnerBody;
  @JsonField({ maxBytes: METADATA_BYTES }) metadata?: Json;
}

/**
 * Body of updateTask (`tasks.md` 6.4): absent and null leave a value as it is, the empty description or channel takes it
 * away, and other empty texts are refused.
 */
export class UpdateTaskBody {
  @TextField({ blank: 'refuse', max: 1024, freeText: true }) title?: string;
  @TextField({ blank: 'keep', maxBytes: 65_536, freeText: true, description: 'Empty: none' }) description?: string;
  @EnumField(PRIORITIES, { blank: 'refuse' }) priority?: Priority;
  @IntegerField({ min: 1, max: 10 }) max_attempts?: number;
  @BooleanField() auto_enqueue_on_ready?: boolean;
  @EnumField(APPROVAL_POLICIES, { blank: 'refuse' }) approval_policy?: ApprovalPolicy;
  @JsonField({ maxBytes: METADATA_BYTES, description: 'Replaced whole' }) metadata?: Json;
  @ChannelField({ blank: 'keep', description: 'Empty: none' }) network_channel?: string;
  @ObjectField(() => OwnerBody, { description: 'Replaced whole' }) owner?: OwnerBody;
  @BooleanField({ description: 'Takes the owner away; not together with owner' }) clear_owner?: boolean;
}

/** Body of publish, start, approve and enqueue (`tasks.md` 6.6, `runs.md` 3.1). */
export class EnqueueRunBody {
  @TextField({ max: 256 }) idempotency_key?: string;
  @ChannelField() network_channel?: string;
  @JsonField({ maxBytes: METADATA_BYTES }) metadata?: Json;
}

/** Query of listTasks (`tasks.md` 6.1). */
export class ListTasksQuery {
  @QueryEnum(SCOPES, { description: 'Filter by task scope' }) scope?: Scope;
  @QueryText({ description: 'Filter by workspace id, name or path' }) workspace?: string;
  @QueryEnum(TASK_STATUSES) status?: TaskStatus;
  @QueryEnum(PRIORITIES) priority?: Priority;
  @QueryBoolean({ description: 'Show drafts too' }) include_drafts?: boolean;
  @QueryEnum(APPROVAL_STATES) approval_state?: ApprovalState;
  @QueryEnum(OWNER_KINDS) owner_kind?: OwnerKind;
  @QueryText() owner_ref?: string;
  @QueryText() parent_task_id?: string;
  @QueryChannel() network_channel?: string;
  @QueryText({ description: 'Substring of title or identifier, without regard to case' }) query?: string;
  @QueryInteger({ min: 0, description: 'At most 500; 0 or absent means 500' }) limit?: number;
  @QueryText({ description: 'X-Next-Cursor of the page before' }) cursor?: string;
}

/** Query of listTaskRuns (`runs.md` 3.2). */
export class ListTaskRunsQuery {
  @QueryEnum(RUN_STATUSES) status?: RunStatus;
  @QueryText() session_id?: string;
  @QueryInteger({ min: 0, description: 'At most 500; 0 or absent means 500' }) limit?: number;
  @QueryText({ description: 'X-Next-Cursor of the page before' }) cursor?: string;
}
