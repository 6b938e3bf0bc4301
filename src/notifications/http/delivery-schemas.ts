import { FreeObject, Integer, LongInteger, NestedList, Text, Timestamp, Word } from '../../http/schemas/properties.js';
import { QueryEnum, QueryInteger, QueryText } from '../../http/parsing/query-field.js';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../domain/vocabulary.js';

/** One try to send a message. */
export class DeliveryAttempt {
  @Integer({ description: 'Counted from 1 over all tries of the delivery' }) number: number;
  @Timestamp({ description: 'When it began' }) at: string;
  @Integer() duration_ms: number;
  @Integer({ optional: true, description: 'HTTP status of the answer, where there was one' }) status?: number;
  @Text({ optional: true, description: 'Why it failed; left out when it did not' }) error?: string;
}

/** A message to a bridge and how it went. */
export class Delivery {
  @Text({ description: 'The same at every try: webhook-id of the request' }) delivery_id: string;
  @Text() subscription_id: string;
  @Text() bridge_instance_id: string;
  @Text() task_id: string;
  @Text({ optional: true }) run_id?: string;
  @Text({ optional: true }) workspace_id?: string;
  @LongInteger({ description: 'Sequence of the event that it tells of' }) sequence: number;
  @Text({ description: 'Type of that event' }) event_type: string;
  @Word(DELIVERY_STATUSES) status: DeliveryStatus;
  @Integer({ description: 'Tries so far' }) attempt_count: number;
  @NestedList(() => DeliveryAttempt, { description: 'The newest 20, newest first' }) attempts: DeliveryAttempt[];
  @Timestamp({ optional: true, description: 'When the next try is due' }) next_attempt_at?: string;
  @Integer({ optional: true, description: 'HTTP status of the last answer' }) last_status?: number;
  @Text({ optional: true, description: 'Why the last try failed' }) last_error?: string;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
  @Timestamp({ optional: true }) delivered_at?: string;
}

/** A delivery with its message. */
export class DeliveryDetail extends Delivery {
  @FreeObject({ description: 'The body, as it was or is to be sent' }) message: object;
}

/** Query of `listDeliveries`. */
export class ListDeliveriesQuery {
  @QueryText({ description: 'Filter by subscription' }) subscription_id?: string;
  @QueryText({ description: 'Filter by bridge' }) bridge_instance_id?: string;
  @QueryText({ description: 'Filter by task' }) task_id?: string;
  @QueryEnum(DELIVERY_STATUSES, { description: 'Filter by status' }) status?: DeliveryStatus;
  @QueryInteger({ min: 0, description: 'Deliveries at most; 0 and anything above 500 mean 500' }) limit?: number;
  @QueryText({ description: 'X-Next-Cursor of the page before' }) cursor?: string;
}
