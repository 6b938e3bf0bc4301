/**
 * When a message that did not get through is tried again: pure, for whoever keeps messages.
 */

/** The first wait. */
export const SHORTEST_DELAY_MS = 1_000;
/** No wait grows beyond it, unless the receiver asked for more. */
export const LONGEST_DELAY_MS = 300_000;
/** What a receiver may ask for at most. */
export const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** What the failed attempt said of the next one; a failed outcome of the sender will do. */
export interface RetryHint {
  readonly retryAfterMs?: number;
  /** The receiver wants no more of this: it is asked as seldom as possible. */
  readonly gone?: boolean;
}

export interface RetryOptions {
  /** From 0 to below 1, evenly spread. */
  readonly random: () => number;
  /** Default `SHORTEST_DELAY_MS`. */
  readonly shortestMs?: number;
  /** Default `LONGEST_DELAY_MS`. */
  readonly longestMs?: number;
}

/**
 * Milliseconds until the next attempt: between the shortest wait and twice, four times, ... of it, evenly spread, so that
 * those who failed together do not come back together. Never sooner than the receiver asked for.
 * @param attempt how many attempts in a row have failed, from 1
 */
export function retryDelay(
  attempt: number,
  { retryAfterMs = 0, gone = false }: RetryHint,
  options: RetryOptions,
): number {
  const { random, shortestMs = SHORTEST_DELAY_MS, longestMs = LONGEST_DELAY_MS } = options;
  const chance = random();
  const longest = Math.max(shortestMs, longestMs);
  const most = Math.min(longest, shortestMs * 2 ** Math.min(Math.max(attempt, 1), 32));
  const backoff = gone ? longest : shortestMs + chance * (most - shortestMs);
  const asked = retryAfterMs === 0 ? 0 : Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS) + chance * shortestMs;
  return Math.round(Math.max(backoff, asked));
}

const SECONDS = /^\d{1,12}$/;
/** As RFC 9110 has it: `Sun, 06 Nov 1994 08:49:37 GMT`. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How many milliseconds a `Retry-After` asks for, at most an hour; undefined when it is missing, in the past or not to be
 * understood.
 */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  const wanted = SECONDS.test(text)
    ? Number(text) * 1_000
    : HTTP_DATE.test(text)
      ? Date.parse(text) - now.getTime()
      : Number.NaN;
  return wanted > 0 ? Math.min(wanted, LONGEST_RETRY_AFTER_MS) : undefined;
}
