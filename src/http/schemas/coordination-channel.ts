import { Text, Timestamp, WordList } from './properties.js';

/** What agents may say to each other in a run's channel, in the order of the contract (`runs.md` 2.5). */
export const MESSAGE_KINDS = ['status', 'request', 'reply', 'blocker', 'handoff', 'result', 'review_request'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** The channel in which the agents of a run coordinate. */
export class CoordinationChannel {
  @Text() id: string;
  @Text({ optional: true }) channel?: string;
  @Text() display_name: string;
  @Text({ optional: true }) purpose?: string;
  @Text({ optional: true }) workspace_id?: string;
  @Text({ optional: true }) task_id?: string;
  @Text({ optional: true }) run_id?: string;
  @Text({ optional: true }) workflow_id?: string;
  @WordList(MESSAGE_KINDS) allowed_message_kinds: MessageKind[];
  @Timestamp({ optional: true }) last_activity_at?: string;
}
