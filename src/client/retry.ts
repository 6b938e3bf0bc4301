import { setTimeout as delay } from 'node:timers/promises';
import { TaskledgerError } from './errors.js';

/** Options that every call takes. */
export interface CallOptions {
  /** Ends the call, also while it waits between two tries; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Longest time to wait for one try's answer, in ms. Default: 30 s; a claim that waits for work 75 s. */
  readonly timeoutMs?: number;
  /** How often a call is tried at most where repeating it is safe. Default: 5, which takes about 3 seconds. */
  readonly maxAttempts?: number;
  /** Asked with the failure before every repetition: false gives up, so that an unlimited `maxAttempts` can still end. */
  readonly retryWhile?: (failure: TaskledgerError) => boolean;
}

/**
 * `any`: the call may be repeated after any failure that is not a refusal, because it changes nothing, is keyed, or is
 * fenced. `unsent`: only when the service cannot have seen it.
 */
export type Repeatable = 'any' | 'unsent';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
const LONGEST_ASKED_PAUSE_MS = 30_000;
const DEFAULT_ATTEMPTS = 5;

const UNSENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const UNAVAILABLE: ReadonlySet<number> = new Set([0, 502, 503, 504]);

/** True when the service was not there to judge the call: no answer, or one that says "not now". */
export function isUnavailable(error: unknown): error is TaskledgerError {
  return error instanceof TaskledgerError && (UNAVAILABLE.has(error.status) || error.status === 429);
}

/** True when the failed try cannot have had an effect. */
function isWithoutEffect(error: TaskledgerError): boolean {
  return error.status === 429 || (error.status === 0 && UNSENT.has(error.code ?? ''));
}

/** How long to wait after the `attempt`-th failure: doubling, with jitter so that many callers do not come back as one. */
export function pauseMs(attempt: number, askedMs?: number): number {
  const grown = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return Math.max(grown * (0.5 + Math.random() / 2), Math.min(askedMs ?? 0, LONGEST_ASKED_PAUSE_MS));
}

/** Waits; throws the signal's reason when it is aborted meanwhile. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}

/** Waits; answers false, and at once, when the signal is aborted. */
export async function pauseUnlessAborted(ms: number, signal: AbortSignal): Promise<boolean> {
  await pause(ms, signal).catch(() => undefined);
  return !signal.aborted;
}

/** Runs `attempt` again after failures of a service that is not there, as often as options and safety allow. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  repeatable: Repeatable,
  options: CallOptions,
): Promise<T> {
  let maybeDone = false;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TaskledgerError)) throw error;
      const withoutEffect = isWithoutEffect(error);
      maybeDone ||= isUnavailable(error) && !withoutEffect;
      error.maybeDone = maybeDone;
      const mayRepeat = withoutEffect || (repeatable === 'any' && isUnavailable(error));
      if (!mayRepeat || attempts >= (options.maxAttempts ?? DEFAULT_ATTEMPTS)) throw error;
      if (options.retryWhile?.(error) === false) throw error;
      await pause(pauseMs(attempts, error.retryAfterMs), options.signal);
    }
  }
}

/**
 * Runs `call`. When it ends with one of the statuses that a repetition meets whose first try had taken effect, and there
 * was an unanswered try, `lookBack` may find the answer that was lost; undefined lets the refusal stand.
 */
export async function orLostAnswer<T>(
  call: () => Promise<T>,
  statuses: readonly number[],
  lookBack: () => Promise<T | undefined>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof TaskledgerError) || !error.maybeDone || !statuses.includes(error.status)) throw error;
    const lost = await lookBack();
    if (lost === undefined) throw error;
    return lost;
  }
}
