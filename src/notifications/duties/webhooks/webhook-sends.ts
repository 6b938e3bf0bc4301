import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { WebhookOutboxRow } from '../../views/webhook-outbox-view.js';
import type { Changed } from '../delivery-tables.js';
import type { Due } from '../dispatch.js';

/** How the sending of a message has ended, where that has still to be written into the log. */
export type WebhookOutcome = 'delivered' | 'failed';

/** A message that somebody is at work on, until its claim ends. */
export interface ClaimedWebhook {
  readonly run_id: string;
  readonly claim: string;
  /** Attempts that have ended. */
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly outcome: WebhookOutcome | null;
}

/** How one attempt ended; without an outcome it is made again after `delayMs`. */
export interface WebhookAttempt {
  readonly status?: number | undefined;
  readonly error?: string;
  readonly outcome?: WebhookOutcome;
  readonly delayMs: number;
}

/** Longest error that is kept, in characters. */
const ERROR_LENGTH = 500;

const FRESH =
  "SELECT 1 FROM webhook_outbox WHERE position > (SELECT position FROM delivery_progress WHERE name = 'webhooks') LIMIT 1";
const PROGRESS = "SELECT position FROM delivery_progress WHERE name = 'webhooks' FOR UPDATE";
/** Ends are committed in the order of their positions: whoever sees one sees all before it. */
const TAKE_UP =
  'WITH fresh AS (SELECT run_id, host, ended_at, position FROM webhook_outbox WHERE position > $1), taken AS (' +
  'INSERT INTO webhook_sends (run_id, host, since, due_at) SELECT run_id, host, ended_at, now() FROM fresh ' +
  'ON CONFLICT (run_id) DO NOTHING) ' +
  'UPDATE delivery_progress SET position = (SELECT max(position) FROM fresh) ' +
  "WHERE name = 'webhooks' AND EXISTS (SELECT 1 FROM fresh)";
const FORGET =
  'DELETE FROM webhook_sends s WHERE NOT EXISTS (SELECT 1 FROM webhook_outbox o WHERE o.run_id = s.run_id)';

/** The hosts that have messages, one after another along the index, and of each the first that are due. */
const CANDIDATES =
  'WITH RECURSIVE waiting AS (' +
  '(SELECT host FROM webhook_sends ORDER BY host LIMIT 1) UNION ALL ' +
  'SELECT (SELECT s.host FROM webhook_sends s WHERE s.host > waiting.host ORDER BY s.host LIMIT 1) ' +
  'FROM waiting WHERE waiting.host IS NOT NULL) ' +
  'SELECT due.run_id, waiting.host FROM waiting ' +
  'CROSS JOIN LATERAL (SELECT s.run_id, s.due_at FROM webhook_sends s ' +
  'WHERE s.host = waiting.host AND s.due_at <= now() ORDER BY s.due_at, s.run_id LIMIT $1) due ' +
  'WHERE waiting.host IS NOT NULL AND waiting.host <> ALL($2::text[]) ORDER BY due.due_at, due.run_id LIMIT $3';
const CLAIM =
  "UPDATE webhook_sends s SET claim = $2::uuid, due_at = now() + $3 * interval '1 millisecond' FROM (" +
  'SELECT run_id FROM webhook_sends WHERE run_id = ANY($1::text[]) AND due_at <= now() ' +
  'FOR UPDATE SKIP LOCKED) AS free WHERE s.run_id = free.run_id ' +
  'RETURNING s.run_id, s.claim, s.attempts, s.last_status, s.last_error, s.outcome';
const ERRAND =
  'SELECT run_id, delivery_id, called_as, task_id, url, host, front, principal, ended_at, position ' +
  'FROM webhook_outbox WHERE run_id = $1';

const HELD = 'run_id = $1 AND claim = $2::uuid';
const RELEASE = `UPDATE webhook_sends SET claim = NULL, due_at = now() + $3 * interval '1 millisecond' WHERE ${HELD}`;
/** With an outcome the claim is kept, for whoever writes it into the log. */
const NOTE =
  'UPDATE webhook_sends SET attempts = attempts + 1, last_status = $3, last_error = $4, outcome = $5::text, ' +
  'claim = CASE WHEN $5::text IS NULL THEN NULL ELSE claim END, ' +
  "due_at = CASE WHEN $5::text IS NULL THEN now() + $6 * interval '1 millisecond' ELSE due_at END " +
  `WHERE ${HELD} RETURNING run_id, claim, attempts, last_status, last_error, outcome`;
const END = `DELETE FROM webhook_sends WHERE ${HELD}`;

/**
 * How far the telling of each run's end has come, beside the outbox, which is a view and knows no attempts. A row is
 * claimed for a limited time by whoever works on it; what is written of it is written only while the claim stands.
 */
export class WebhookSends {
  constructor(
    private readonly dataSource: DataSource,
    /** How long a claim lasts, in ms: longer than any send can take. */
    private readonly leaseMs: number,
  ) {}

  /**
   * Takes up what has come into the outbox, each once, whoever dies and however often the outbox is built anew. Answers whether
   * anything had come.
   */
  async takeUp(): Promise<boolean> {
    // Nothing is locked or written while nothing happens.
    if ((await this.dataSource.query<unknown[]>(FRESH)).length === 0) return false;
    await this.dataSource.transaction(async (rows) => {
      const [progress] = await rows.query<{ position: number }[]>(PROGRESS);
      await rows.query(TAKE_UP, [progress?.position ?? 0]);
    });
    return true;
  }

  /** Forgets what is no longer in the outbox: its task is gone, or its outcome was told. Answers how many. */
  async forget(): Promise<number> {
    const [, forgotten] = await this.dataSource.query<Changed<unknown>>(FORGET);
    return forgotten;
  }

  /** What is due, longest due first; for each host at most `ofEach`, for those in `except` none. */
  async due(ofEach: number, except: readonly string[], limit: number): Promise<readonly Due[]> {
    const rows = await this.dataSource.query<{ run_id: string; host: string }[]>(CANDIDATES, [ofEach, except, limit]);
    return rows.map(({ run_id, host }) => ({ id: run_id, group: host, url: `http://${host}` }));
  }

  /** Takes those that are still due and that nobody else takes at this moment. */
  async claim(runIds: readonly string[]): Promise<readonly ClaimedWebhook[]> {
    const values = [runIds, randomUUID(), this.leaseMs];
    const [claimed] = await this.dataSource.query<Changed<ClaimedWebhook>>(CLAIM, values);
    return claimed;
  }

  /** What is to be told, as the outbox has it at this moment; undefined when there is nothing to tell any more. */
  async errand({ run_id }: ClaimedWebhook): Promise<WebhookOutboxRow | undefined> {
    const [row] = await this.dataSource.query<WebhookOutboxRow[]>(ERRAND, [run_id]);
    return row;
  }

  /** Gives back what was begun and not tried, for `delayMs` from now. */
  async release({ run_id, claim }: ClaimedWebhook, delayMs: number): Promise<void> {
    await this.dataSource.query(RELEASE, [run_id, claim, delayMs]);
  }

  /** Writes down how an attempt ended; undefined when the claim was lost, and nothing was written. */
  async note({ run_id, claim }: ClaimedWebhook, attempt: WebhookAttempt): Promise<ClaimedWebhook | undefined> {
    const { status, error, outcome, delayMs } = attempt;
    const words = error?.slice(0, ERROR_LENGTH) ?? null;
    const values = [run_id, claim, status ?? null, words, outcome ?? null, delayMs];
    const [noted] = await this.dataSource.query<Changed<ClaimedWebhook>>(NOTE, values);
    return noted[0];
  }

  /** There is nothing left to do. */
  async end({ run_id, claim }: ClaimedWebhook): Promise<void> {
    await this.dataSource.query(END, [run_id, claim]);
  }
}
