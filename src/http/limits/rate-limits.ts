/**
 * How much callers may ask of this instance: each key has a token bucket, and each address may send only so many keys
 * that are not valid. Kept in memory, by every instance for itself.
 */
import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '../../ledger/rejection.js';
import type { HttpSettings } from '../settings.js';
import { addressGroup } from './caller-address.js';
import { presentedKeys } from './presented-keys.js';
import { TokenBuckets } from './token-bucket.js';

/** Callers that are remembered at most; a bucket takes about 200 bytes. */
const MAX_CALLERS = 10_000;

type Limits = Pick<HttpSettings, 'rateLimitPerSecond' | 'rateLimitBurst' | 'authFailuresPerMinute'>;

type Arrived = Pick<FastifyRequest, 'headers' | 'ip'>;
interface Refusable {
  header(name: string, value: number): unknown;
}
type Done = (error?: Error) => void;

export class RateLimits {
  private readonly logger = new Logger('limits');
  private readonly keys: TokenBuckets | undefined;
  private readonly failures: TokenBuckets | undefined;

  constructor(settings: Limits, now: () => number = () => performance.now()) {
    const { rateLimitPerSecond: perSecond, rateLimitBurst: burst, authFailuresPerMinute: perMinute } = settings;
    this.keys = perSecond > 0 ? new TokenBuckets({ perSecond, burst }, MAX_CALLERS, now) : undefined;
    const failures = { perSecond: perMinute / 60, burst: perMinute };
    this.failures = perMinute > 0 ? new TokenBuckets(failures, MAX_CALLERS, now) : undefined;
  }

  /**
   * Counts a request when it arrives, so that a stream or a long poll counts once; what presents no key is not
   * counted. Before the key is looked up: a refusal costs nothing, and says nothing of the key.
   */
  onRequest(request: Arrived, reply: Refusable, done: Done): void {
    const keys = presentedKeys(request.headers);
    if (keys.length === 0) {
      done();
      return;
    }
    const shutOutMs = this.failures?.waitMs(addressGroup(request.ip)) ?? 0;
    if (shutOutMs > 0) {
      const words = 'too many keys from this address were not valid';
      done(refused(reply, shutOutMs, new Rejection('too_many_failed_authentications', words)));
      return;
    }
    const waitMs = Math.max(...keys.map((key) => this.keys?.take(key) ?? 0));
    done(waitMs > 0 ? refused(reply, waitMs, new Rejection('rate_limited', 'too many requests')) : undefined);
  }

  /** Counts a key that was refused: that answer alone asks for a bearer token (`registries.md` 5). */
  onSend(request: Arrived, reply: FastifyReply, payload: unknown, done: Done): void {
    const failed = reply.statusCode === 401 && reply.hasHeader('www-authenticate');
    if (failed && this.failures && presentedKeys(request.headers).length > 0) {
      const address = addressGroup(request.ip);
      this.failures.take(address);
      if (this.failures.waitMs(address) > 0) this.logger.warn({ msg: 'too many keys that are not valid', address });
    }
    done();
  }
}

/** Retry-After is in whole seconds, and never too early. */
function refused(reply: Refusable, waitMs: number, rejection: Rejection): Rejection {
  void reply.header('retry-after', Math.max(1, Math.ceil(waitMs / 1000)));
  return rejection;
}
