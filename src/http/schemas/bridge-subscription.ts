import { DELIVERY_MODES, type DeliveryMode } from '../../notifications/domain/vocabulary.js';
import { type Scope, SCOPES } from '../../tasks/domain/vocabulary.js';
import { Actor } from './actor.js';
import { LongInteger, Nested, Text, Timestamp, Word } from './properties.js';

/** How far notifications have been delivered. */
export class NotificationCursor {
  @Text() consumer_id: string;
  @Text() stream_name: string;
  @Text() subject_id: string;
  @LongInteger() last_sequence: number;
  @Text({ optional: true }) last_delivery_id?: string;
  @Timestamp({ optional: true }) last_delivered_at?: string;
  @Text({ optional: true }) last_error?: string;
  @Timestamp({ optional: true }) updated_at?: string;
}

/** A subscription to the end of a task's runs (`reviews.md` C). */
export class BridgeSubscription {
  @Text() subscription_id: string;
  @Text() task_id: string;
  @Text() bridge_instance_id: string;
  @Word(SCOPES) scope: Scope;
  @Text({ optional: true }) workspace_id?: string;
  @Word(DELIVERY_MODES) delivery_mode: DeliveryMode;
  @Text({ optional: true }) peer_id?: string;
  @Text({ optional: true }) thread_id?: string;
  @Text({ optional: true }) group_id?: string;
  @Nested(() => NotificationCursor) cursor: NotificationCursor;
  @Nested(() => Actor) created_by: Actor;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
}
