import type { DeliveryProspect } from '../views/delivery-prospect.js';
import type { FinalEvent } from '../domain/delivery-decision.js';
import { deliveryId } from '../domain/delivery-message.js';
import type { Changed, Rows } from './delivery-tables.js';

/** Attempts of a delivery that are kept, the newest. */
const ATTEMPTS_KEPT = 20;
/** Deliveries of a subscription that are kept once they have ended, the newest. */
const DELIVERIES_KEPT = 100;
/** Longest error that is kept, in characters. */
const ERROR_LENGTH = 2_000;

/** A message that is about to be sent, as it was written down before its first try. */
export interface PlannedDelivery {
  readonly delivery_id: string;
  readonly sequence: number;
  readonly body: string;
}

/** How a try ended. */
export interface Attempt {
  readonly durationMs: number;
  /** What the receiver answered, if it did. */
  readonly status?: number;
  /** Why it failed; absent when it did not. */
  readonly error?: string;
}

/**
 * The body stays as it was first written, so that every try of an id sends the same bytes; but a message that waits is
 * written anew when its subscription has another target by now.
 */
const PLAN =
  'INSERT INTO deliveries AS d (delivery_id, subscription_id, bridge_instance_id, task_id, run_id, workspace_id, ' +
  'sequence, event_type, status, body, planned_for, attempts, created_at, updated_at) ' +
  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10, 0, now(), now()) " +
  'ON CONFLICT (delivery_id) DO UPDATE SET bridge_instance_id = EXCLUDED.bridge_instance_id, ' +
  'body = CASE WHEN d.planned_for = EXCLUDED.planned_for THEN d.body ELSE EXCLUDED.body END, ' +
  "planned_for = EXCLUDED.planned_for, status = CASE WHEN d.attempts > 0 THEN 'failing' ELSE 'pending' END, " +
  'next_attempt_at = NULL, updated_at = now() RETURNING d.body';
const NOTE_ATTEMPT =
  'INSERT INTO delivery_attempts (delivery_id, number, at, duration_ms, status, error) ' +
  "SELECT delivery_id, attempts, clock_timestamp() - $2 * interval '1 millisecond', $2, $3, $4 " +
  'FROM deliveries WHERE delivery_id = $1';
const FORGET_ATTEMPTS =
  'DELETE FROM delivery_attempts a USING deliveries d WHERE d.delivery_id = $1 AND a.delivery_id = d.delivery_id ' +
  `AND a.number <= d.attempts - ${ATTEMPTS_KEPT}`;
const DELIVERED =
  "UPDATE deliveries SET status = 'delivered', attempts = attempts + 1, last_status = $2, last_error = NULL, " +
  'next_attempt_at = NULL, updated_at = now(), delivered_at = now() WHERE delivery_id = $1';
const FAILED =
  "UPDATE deliveries SET status = 'failing', attempts = attempts + 1, last_status = $2, last_error = $3, " +
  'next_attempt_at = $4, updated_at = now() WHERE delivery_id = $1';
/** What was delivered once stays delivered, whatever became of a later try. */
const FAILED_AGAIN =
  'UPDATE deliveries SET attempts = attempts + 1, last_status = $2, last_error = $3, updated_at = now() ' +
  'WHERE delivery_id = $1';
const SUPPRESSED =
  "UPDATE deliveries SET status = 'suppressed', next_attempt_at = NULL, updated_at = now() WHERE delivery_id = $1";
const DROP_PASSED =
  "UPDATE deliveries SET status = 'dropped', next_attempt_at = NULL, updated_at = now() " +
  "WHERE subscription_id = $1 AND sequence <= $2 AND status IN ('pending', 'failing')";
const ENDED = "status IN ('delivered', 'suppressed', 'dropped')";
const FORGET_OLDER =
  `DELETE FROM deliveries WHERE subscription_id = $1 AND ${ENDED} AND (created_at, delivery_id) < (` +
  'SELECT created_at, delivery_id FROM deliveries WHERE subscription_id = $1 ' +
  `ORDER BY created_at DESC, delivery_id DESC OFFSET ${DELIVERIES_KEPT - 1} LIMIT 1)`;

/** Writes a message down before it is sent. Answers it with the body to send, which an earlier try may have fixed. */
export async function planDelivery(
  rows: Rows,
  { subscription }: DeliveryProspect,
  event: FinalEvent,
  body: string,
): Promise<PlannedDelivery> {
  const { subscription_id, bridge_instance_id, task_id, workspace_id, updated_at } = subscription;
  const { sequence, type, run_id } = event;
  const delivery_id = deliveryId(subscription_id, sequence);
  const [written] = await rows.query<{ body: string }[]>(PLAN, [
    ...[delivery_id, subscription_id, bridge_instance_id, task_id, run_id ?? null, workspace_id],
    ...[sequence, type, body, updated_at],
  ]);
  return { delivery_id, sequence, body: written?.body ?? body };
}

export async function noteDelivered(rows: Rows, deliveryId: string, attempt: Attempt): Promise<void> {
  await rows.query(DELIVERED, [deliveryId, attempt.status ?? null]);
  await noteAttempt(rows, deliveryId, attempt);
}

/** @param nextAttemptAt when it is tried again; undefined for a try that somebody asked for, which is the only one. */
export async function noteFailed(
  rows: Rows,
  deliveryId: string,
  attempt: Attempt,
  nextAttemptAt: string | undefined,
): Promise<void> {
  const outcome = [deliveryId, attempt.status ?? null, attempt.error?.slice(0, ERROR_LENGTH) ?? null];
  if (nextAttemptAt === undefined) await rows.query(FAILED_AGAIN, outcome);
  else await rows.query(FAILED, [...outcome, nextAttemptAt]);
  await noteAttempt(rows, deliveryId, attempt);
}

export async function noteSuppressed(rows: Rows, deliveryId: string): Promise<void> {
  await rows.query(SUPPRESSED, [deliveryId]);
}

/** Messages that wait for a try and that the cursor has passed: the task has gone on. Answers how many. */
export async function dropPassed(rows: Rows, subscriptionId: string, sequence: number): Promise<number> {
  const [, dropped] = await rows.query<Changed<unknown>>(DROP_PASSED, [subscriptionId, sequence]);
  return dropped;
}

/** Keeps the newest deliveries of a subscription, besides those that have not ended. */
export async function forgetOlder(rows: Rows, subscriptionId: string): Promise<void> {
  await rows.query(FORGET_OLDER, [subscriptionId]);
}

async function noteAttempt(rows: Rows, deliveryId: string, { durationMs, status, error }: Attempt): Promise<void> {
  const cut = error?.slice(0, ERROR_LENGTH) ?? null;
  await rows.query(NOTE_ATTEMPT, [deliveryId, Math.round(durationMs), status ?? null, cut]);
  await rows.query(FORGET_ATTEMPTS, [deliveryId]);
}
