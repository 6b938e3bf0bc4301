import { type Lane, LANES } from '../../inbox/domain/vocabulary.js';
import {
  APPROVAL_POLICIES,
  APPROVAL_STATES,
  type ApprovalPolicy,
  type ApprovalState,
} from '../../tasks/domain/vocabulary.js';
import { Integer, Nested, NestedList, Text, Timestamp, Word } from './properties.js';
import { RunSummary } from './run.js';
import { TaskReference } from './task-reference.js';
import { Triage } from './triage.js';

/** A task that needs attention (`views.md` 2.3). */
export class InboxItem {
  @Nested(() => TaskReference) task: TaskReference;
  @Word(LANES) lane: Lane;
  @Word(APPROVAL_POLICIES, { optional: true }) approval_policy?: ApprovalPolicy;
  @Word(APPROVAL_STATES, { optional: true }) approval_state?: ApprovalState;
  @Text({ optional: true }) blocking_reason?: string;
  @Timestamp() latest_activity_at: string;
  @Nested(() => RunSummary, { optional: true }) run?: RunSummary;
  @Nested(() => Triage) triage: Triage;
}

/** A lane of the inbox: its counts are of all its items, however many are listed. */
export class InboxGroup {
  @Word(LANES) lane: Lane;
  @Integer() count: number;
  @Integer() unread_count: number;
  @NestedList(() => InboxItem, { optional: true }) items?: InboxItem[];
}

/** Tasks that need attention, for one actor (`views.md` 2). */
export class TaskInbox {
  @Integer() total: number;
  @Integer() unread_total: number;
  @Integer() archived_total: number;
  @NestedList(() => InboxGroup, { optional: true }) groups?: InboxGroup[];
}
