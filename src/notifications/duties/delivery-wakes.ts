import type { DataSource } from 'typeorm';
import { parseStreamName } from '../../ledger/stream-type.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import type { BridgeEvent } from '../domain/bridge-events.js';
import type { FinalEventType } from '../domain/delivery-decision.js';
import type { SubscriptionEvent } from '../domain/subscription-events.js';
import type { Rows } from './delivery-tables.js';

/** Positions of the log looked through in one transaction. */
const PAGE = 20_000;

type HeededType =
  | FinalEventType
  | Extract<TaskEvent['type'], 'task.deleted'>
  | Extract<BridgeEvent['type'], 'bridge.updated' | 'bridge.deleted'>
  | SubscriptionEvent['type'];

/** What an event of each type asks of the deliveries. */
type Effect = 'wake_task' | 'purge_task' | 'wake_bridge' | 'wake_subscription' | 'end_subscription';

const EFFECTS: Readonly<Record<HeededType, Effect>> = {
  'task.run_completed': 'wake_task',
  'task.run_failed': 'wake_task',
  'task.run_canceled': 'wake_task',
  'task.canceled': 'wake_task',
  'task.run_review_approved': 'wake_task',
  'task.deleted': 'purge_task',
  'bridge.updated': 'wake_bridge',
  'bridge.deleted': 'wake_bridge',
  'subscription.created': 'wake_subscription',
  'subscription.updated': 'wake_subscription',
  'subscription.deleted': 'end_subscription',
};

const HEEDED: readonly string[] = Object.keys(EFFECTS);

/** Whether an event can mean work for the deliveries. */
export function concernsDeliveries({ type }: { readonly type: string }): boolean {
  return Object.hasOwn(EFFECTS, type);
}

/** How far the log is ahead, and whether there is anything at all that one of its events could wake, end or purge. */
const AHEAD =
  'SELECT h.position, h.position - p.position AS events, ' +
  ['bridge_subscriptions', 'delivery_work', 'deliveries', 'notification_cursors', 'bridge_failures']
    .map((table) => `EXISTS (SELECT 1 FROM ${table})`)
    .join(' OR ') +
  ' AS concerned FROM delivery_progress p, (SELECT max(position) AS position FROM events) h ' +
  "WHERE p.name = 'wakes' AND p.position < h.position";
const PASS_OVER = "UPDATE delivery_progress SET position = $1 WHERE name = 'wakes' AND position < $1";
/** What is lost with the server's memory is looked through again. */
const PROGRESS =
  "SELECT position, set_config('synchronous_commit', 'off', true) FROM delivery_progress WHERE name = 'wakes' FOR UPDATE";
const MOVE = "UPDATE delivery_progress SET position = $1 WHERE name = 'wakes'";
const HEAD = 'SELECT position FROM events ORDER BY position DESC LIMIT 1';
const EVENTS =
  'SELECT stream, type FROM events WHERE position > $1 AND position <= $2 AND type = ANY($3::text[]) ORDER BY position';

/** One that is claimed keeps its claim and is looked at again after it. Rows are always taken in the same order. */
const MARK =
  'INSERT INTO delivery_work AS w (subscription_id, task_id, bridge_instance_id, since, due_at) ' +
  'SELECT s.subscription_id, s.task_id, s.bridge_instance_id, now(), now() FROM bridge_subscriptions s WHERE ';
const MARKED =
  ' ORDER BY s.subscription_id ON CONFLICT (subscription_id) DO UPDATE SET wakes = w.wakes + 1, ' +
  'bridge_instance_id = EXCLUDED.bridge_instance_id, ' +
  'due_at = CASE WHEN w.claim IS NULL THEN EXCLUDED.due_at ELSE w.due_at END';
const WAKE_TASKS = `${MARK}s.task_id = ANY($1::text[])${MARKED}`;
/** A new target has not failed yet. */
const WAKE_SUBSCRIPTIONS = `${MARK}s.subscription_id = ANY($1::text[])${MARKED}, failures = 0`;
const WAKE_BRIDGES =
  'UPDATE delivery_work w SET wakes = w.wakes + 1, failures = 0, ' +
  'due_at = CASE WHEN w.claim IS NULL THEN now() ELSE w.due_at END FROM (SELECT subscription_id FROM delivery_work ' +
  'WHERE bridge_instance_id = ANY($1::text[]) ORDER BY subscription_id FOR UPDATE) AS held ' +
  'WHERE w.subscription_id = held.subscription_id';
const FORGET_FAILURES = 'DELETE FROM bridge_failures WHERE bridge_instance_id = ANY($1::text[])';

/** A subscription that was made anew meanwhile goes on. */
const ENDED = 'NOT EXISTS (SELECT 1 FROM bridge_subscriptions s WHERE s.subscription_id = d.subscription_id)';
const END_WORK = `DELETE FROM delivery_work d WHERE d.subscription_id = ANY($1::text[]) AND ${ENDED}`;
const DROP_WAITING =
  "UPDATE deliveries d SET status = 'dropped', next_attempt_at = NULL, updated_at = now() " +
  `WHERE d.subscription_id = ANY($1::text[]) AND d.status IN ('pending', 'failing') AND ${ENDED}`;

/** The work first: whoever writes of a subscription holds its work, and finds it gone. */
const PURGE = [
  'DELETE FROM delivery_work WHERE task_id = ANY($1::text[])',
  "DELETE FROM notification_cursors WHERE subject_id = ANY($1::text[]) AND stream_name = 'task_events'",
  'DELETE FROM deliveries WHERE task_id = ANY($1::text[])',
];

/**
 * Follows the log and marks the subscriptions that have something to look at. How far it has come is written with what it
 * marked, so that nothing is missed whoever dies; a second instance at the same time waits, and goes on behind.
 */
export class DeliveryWakes {
  constructor(private readonly dataSource: DataSource) {}

  /** Goes to the end of the log. Answers how many events meant work. */
  async catchUp(): Promise<number> {
    let heeded = 0;
    const [ahead] = await this.dataSource.query<{ position: number; events: number; concerned: boolean }[]>(AHEAD);
    if (!ahead) return heeded;
    // Nothing is locked while nothing happens, and what nobody waits for is passed over at times.
    if (!ahead.concerned) {
      if (ahead.events >= PAGE) await this.dataSource.query(PASS_OVER, [ahead.position]);
      return heeded;
    }
    for (;;) {
      const page = await this.dataSource.transaction((rows) => this.page(rows));
      heeded += page.heeded;
      if (page.atEnd) return heeded;
    }
  }

  private async page(rows: Rows): Promise<{ readonly heeded: number; readonly atEnd: boolean }> {
    const [progress] = await rows.query<{ position: number }[]>(PROGRESS);
    const [newest] = await rows.query<{ position: number }[]>(HEAD);
    const from = progress?.position ?? 0;
    const head = newest?.position ?? 0;
    if (head <= from) return { heeded: 0, atEnd: true };
    const to = Math.min(head, from + PAGE);
    const events = await rows.query<{ stream: string; type: HeededType }[]>(EVENTS, [from, to, HEEDED]);
    await this.heed(rows, events);
    await rows.query(MOVE, [to]);
    return { heeded: events.length, atEnd: to === head };
  }

  private async heed(rows: Rows, events: readonly { stream: string; type: HeededType }[]): Promise<void> {
    const ids = (effect: Effect): string[] => [
      ...new Set(events.filter(({ type }) => EFFECTS[type] === effect).map(({ stream }) => parseStreamName(stream).id)),
    ];
    const each = async (effect: Effect, statements: readonly string[]): Promise<void> => {
      const concerned = ids(effect);
      if (concerned.length === 0) return;
      for (const statement of statements) await rows.query(statement, [concerned]);
    };
    await each('wake_task', [WAKE_TASKS]);
    await each('wake_subscription', [WAKE_SUBSCRIPTIONS]);
    await each('wake_bridge', [WAKE_BRIDGES]);
    await each('end_subscription', [END_WORK, DROP_WAITING]);
    await each('purge_task', PURGE);
    // What several subscriptions share comes last, as with whoever writes an outcome: nobody then waits in a circle.
    await each('wake_bridge', [FORGET_FAILURES]);
  }
}
