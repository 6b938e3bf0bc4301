import { setMaxListeners } from 'node:events';
import { VERSION } from '../../platform/version.js';
import { Attempt, type AttemptLimits, BROKEN_OFF } from './attempt.js';
import { type Answer, post } from './exchange.js';
import { Failure, failureOf } from './failure.js';
import { HostSlots } from './host-slots.js';
import type { NotDelivered, OutgoingMessage, SendOutcome } from './outgoing.js';
import { addressesWithoutAsking, type Resolve } from './resolve.js';
import { retryAfterMs } from './retry.js';
import { canSign, signedHeaders, unsignedHeaders } from './signature.js';
import { type Target, targetOf } from './target.js';

/** Until the connection stands, the lookup of the name included. */
const CONNECT_MS = 5_000;
/** The whole attempt. */
const ATTEMPT_MS = 10_000;

const BUSY = new Failure('busy', 'as many messages as are allowed are on their way to this host');
const LONGEST_ERROR = 300;
/** Of one name, that are tried. */
const MOST_ADDRESSES = 16;

export interface SenderOptions {
  readonly resolve: Resolve;
  /** Why an address must not be called, in a word; undefined when it may be. */
  readonly whyNot: (address: string) => string | undefined;
  /** Certificates to trust instead of those that the runtime trusts. */
  readonly ca?: string;
  /** In place of the limits that hold in service. */
  readonly connectMs?: number;
  readonly attemptMs?: number;
  readonly slots?: HostSlots;
}

/**
 * Sends messages: signed, to checked addresses alone, never redirected, each within its time, and few to one host at once
 * (`registries.md` 4). It keeps nothing and retries nothing: whoever has a message does.
 */
export class Sender {
  private readonly slots: HostSlots;
  private readonly closing = new AbortController();
  private readonly observers: ((outcome: SendOutcome) => void)[] = [];

  constructor(private readonly options: SenderOptions) {
    this.slots = options.slots ?? new HostSlots();
    manyMayListen(this.closing.signal);
  }

  /** Attempts under way. */
  get inFlight(): number {
    return this.slots.taken;
  }

  /** Whether a message to this URL would be sent at once. True for a URL that cannot be used: it is refused at once. */
  hasSlot(url: string): boolean {
    const target = targetOf(url);
    return typeof target === 'string' || this.slots.isFree(target.host);
  }

  /** Why no message can go to this URL, as far as can be said before its name is looked up; undefined when one may. */
  refusalOf(url: string): string | undefined {
    const target = targetOf(url);
    if (typeof target === 'string') return target;
    const address = target.literal ? target.hostname : addressesWithoutAsking(target.hostname)?.[0];
    return address === undefined ? undefined : this.refusalOfAddress(address, true)?.words;
  }

  observe(observer: (outcome: SendOutcome) => void): void {
    this.observers.push(observer);
  }

  /** Makes one attempt; never throws. An attempt that the signal breaks off may still have reached the receiver. */
  async send(message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome> {
    manyMayListen(signal);
    const outcome = await this.outcomeOf(message, signal);
    for (const observer of this.observers) observer(outcome);
    return outcome;
  }

  /** Breaks off what is under way and makes no more attempts. */
  close(): void {
    this.closing.abort();
  }

  private async outcomeOf(message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome> {
    const target = targetOf(message.url);
    if (typeof target === 'string') return notDelivered(new Failure('refused', target), 0);
    const release = await this.slots.take(target.host, signal);
    if (!release) return notDelivered(signal.aborted ? BROKEN_OFF : BUSY, 0, target);
    const attempt = new Attempt(this.limitsOf(message), signal, this.closing.signal);
    try {
      const answer = await this.exchange(message, target, attempt);
      return outcomeOfAnswer(answer, attempt.durationMs, target);
    } catch (error) {
      const failure: unknown = attempt.signal.aborted ? attempt.signal.reason : error;
      return notDelivered(failureOf(failure), attempt.durationMs, target);
    } finally {
      attempt.end();
      release();
    }
  }

  private limitsOf({ timeoutMs = Infinity }: OutgoingMessage): AttemptLimits {
    const { connectMs = CONNECT_MS, attemptMs = ATTEMPT_MS } = this.options;
    return { connectMs, wholeMs: Math.min(timeoutMs, attemptMs) };
  }

  private async exchange(message: OutgoingMessage, target: Target, attempt: Attempt): Promise<Answer> {
    const headers = headersOf(message);
    const addresses = await this.addressesOf(target, attempt);
    attempt.reached('connecting');
    const { ca } = this.options;
    const onConnected = (): void => attempt.reached('answering');
    return attempt.within(
      post({ target, addresses, headers, body: message.body, ca, onConnected, signal: attempt.signal }),
    );
  }

  /**
   * Asked for once for each attempt, all of them checked, and no others connected to: a name that means something else a
   * moment later changes nothing.
   */
  private async addressesOf({ hostname, literal }: Target, attempt: Attempt): Promise<readonly string[]> {
    const addresses = literal ? [hostname] : await attempt.within(this.options.resolve(hostname, attempt.signal));
    if (addresses.length === 0) throw new Failure('connection', 'its name has no address');
    for (const address of addresses) {
      const refusal = this.refusalOfAddress(address, literal);
      if (refusal) throw refusal;
    }
    return addresses.slice(0, MOST_ADDRESSES);
  }

  private refusalOfAddress(address: string, literal: boolean): Failure | undefined {
    const why = this.options.whyNot(address);
    const what = literal ? 'its address' : 'an address of its name';
    return why === undefined ? undefined : new Failure('refused', `${what} is not public (${why})`);
  }
}

/** Every attempt under way listens, which is no leak. */
function manyMayListen(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}

function headersOf({ id, body, secret }: OutgoingMessage): Record<string, string> {
  if (secret !== undefined && !canSign(secret)) throw new Failure('refused', 'its secret cannot sign');
  const now = new Date();
  return {
    'content-type': 'application/json',
    'user-agent': `taskledger/${VERSION}`,
    ...(secret === undefined ? unsignedHeaders(id, now) : signedHeaders(id, body, secret, now)),
  };
}

function outcomeOfAnswer({ status, body, retryAfter }: Answer, durationMs: number, target: Target): SendOutcome {
  if (status >= 200 && status < 300) return { delivered: true, status, body, durationMs };
  const words = status >= 300 && status < 400 ? `a redirect (${status}), which is not followed` : `status ${status}`;
  const wait = retryAfterMs(retryAfter, new Date());
  return {
    ...notDelivered(new Failure('status', `it answered ${words}`), durationMs, target),
    status,
    body,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(status === 410 ? { gone: true } : {}),
  };
}

function notDelivered({ reason, words }: Failure, durationMs: number, target?: Target): NotDelivered {
  const error = target ? `${target.origin}: ${words}` : words;
  return { delivered: false, reason, error: error.slice(0, LONGEST_ERROR), durationMs };
}
