/**
 * When the end of a run that was not told is told again, and when that is given up (`http.md` 11.9).
 */

/** Seconds between one attempt and the next; after the last one there is no other. */
const WAITS_SECONDS = [5, 30, 120, 600, 3_600] as const;
/** A wait is up to so much shorter or longer, so that those that failed together do not come back together. */
const JITTER = 0.2;
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** What may be better in a while, beside 5xx. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/** How an attempt failed. */
export interface FailedAttempt {
  /** Attempts so far, this one included. */
  readonly attempts: number;
  /** What the receiver answered, if it did. */
  readonly status?: number | undefined;
  /** Set where nothing was sent because its address is not allowed. */
  readonly refused?: boolean;
  /** What the receiver asked for. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * Milliseconds until the next attempt; undefined when there is none: after six, and at once for an answer that will be the
 * same the next time, redirects among them.
 * @param random from 0 to below 1, evenly spread
 */
export function nextAttemptAfter(failed: FailedAttempt, random: number): number | undefined {
  const { attempts, retryAfterMs = 0 } = failed;
  const seconds = WAITS_SECONDS[attempts - 1];
  if (seconds === undefined || !mayPass(failed)) return undefined;
  const wait = seconds * 1_000 * (1 - JITTER + 2 * JITTER * random);
  return Math.round(Math.max(wait, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)));
}

function mayPass({ status, refused }: FailedAttempt): boolean {
  if (status === undefined) return refused !== true;
  return status >= 500 || PASSING.has(status);
}
