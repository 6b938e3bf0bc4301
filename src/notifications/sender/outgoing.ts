/**
 * What leaves the service over HTTP, and how that went (`registries.md` 4). The sender knows neither bridges nor tasks:
 * whoever has a message decides when it is sent, and whether it is tried again.
 */

/** One HTTP POST. */
export interface OutgoingMessage {
  /** The delivery's id, the same at every attempt: `webhook-id`. */
  readonly id: string;
  /** Absolute, http or https, without user and password. */
  readonly url: string;
  /** JSON. */
  readonly body: string;
  /** Signs the message: `whsec_` and base64, or any other text as it stands. Without it there is no signature. */
  readonly secret?: string;
  /** For the whole attempt, from looking up the name to the end of the answer. Default and most: 10 s. */
  readonly timeoutMs?: number;
}

/** What became of an attempt. */
export type SendOutcome = Delivered | NotDelivered;

/** The receiver answered 2xx. */
export interface Delivered {
  readonly delivered: true;
  readonly status: number;
  /** What it answered, cut at 4 KiB. */
  readonly body: string;
  readonly durationMs: number;
}

export interface NotDelivered {
  readonly delivered: false;
  readonly reason: FailureReason;
  /**
   * For an operator, at most 300 characters: of the URL only the origin, since path and query may carry a token, and
   * nothing of what was sent or answered.
   */
  readonly error: string;
  /** What the receiver answered, if it did. */
  readonly status?: number;
  /** The same, cut at 4 KiB. */
  readonly body?: string;
  /** How long the receiver wants to be left alone: its `Retry-After`, at most an hour. */
  readonly retryAfterMs?: number;
  /** It answered 410: it wants no more of this. */
  readonly gone?: true;
  readonly durationMs: number;
}

/**
 * - `status`: it answered something else than 2xx, a redirect among others;
 * - `timeout`: it took too long, to be reached or to answer;
 * - `connection`: its name or address could not be reached, its certificate is not valid, or it spoke no HTTP;
 * - `refused`: nothing was sent, because the URL or an address behind it is not allowed;
 * - `busy`: nothing was sent, because no slot came free for its host; this says nothing of the receiver;
 * - `aborted`: the caller, or the end of the service, broke it off; this says nothing of the receiver either.
 */
export const FAILURE_REASONS = ['status', 'timeout', 'connection', 'refused', 'busy', 'aborted'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];
