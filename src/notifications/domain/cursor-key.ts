/** Which cursor it is (`reviews.md` C.5): whose, in which stream of events, of which subject. */
export interface CursorKey {
  readonly consumer_id: string;
  readonly stream_name: string;
  readonly subject_id: string;
}

/** What the consumer of a task's subscription is called; the subscription's id follows. */
export const SUBSCRIPTION_CONSUMER = 'bridge_task_subscription:';

export const TASK_EVENTS = 'task_events';

export function cursorKeyOf(subscription: { readonly subscription_id: string; readonly task_id: string }): CursorKey {
  return {
    consumer_id: SUBSCRIPTION_CONSUMER + subscription.subscription_id,
    stream_name: TASK_EVENTS,
    subject_id: subscription.task_id,
  };
}
