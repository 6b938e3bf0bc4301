/**
 * Token buckets: a caller may act as often as its bucket holds tokens; tokens come back at a steady rate, up to a
 * fullest. Time comes from outside, memory is bounded.
 */

export interface BucketRule {
  /** Tokens that come back per second. */
  readonly perSecond: number;
  /** Tokens of a full bucket; at least 1. */
  readonly burst: number;
}

export interface Bucket {
  readonly tokens: number;
  /** When that was, in ms. */
  readonly at: number;
}

/** A bucket as it stands at `now`; one that nobody has used is full. A clock that runs backwards gives nothing. */
export function refilled(bucket: Bucket | undefined, rule: BucketRule, now: number): Bucket {
  if (!bucket) return { tokens: rule.burst, at: now };
  if (now <= bucket.at) return bucket;
  const tokens = Math.min(rule.burst, bucket.tokens + ((now - bucket.at) / 1000) * rule.perSecond);
  return { tokens, at: now };
}

/** How long until the bucket holds a whole token, in ms; 0 when it does. */
function msUntilToken(bucket: Bucket, rule: BucketRule): number {
  return bucket.tokens >= 1 ? 0 : ((1 - bucket.tokens) / rule.perSecond) * 1000;
}

/**
 * The buckets of many callers. When there are more than `capacity`, the one that was used longest ago is forgotten,
 * which gives its caller a full one again.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly rule: BucketRule,
    private readonly capacity: number,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.buckets.size;
  }

  /** How long until the caller has a token, in ms, without taking one; 0 when it has. */
  waitMs(caller: string): number {
    const bucket = this.buckets.get(caller);
    return bucket ? msUntilToken(refilled(bucket, this.rule, this.now()), this.rule) : 0;
  }

  /** Takes a token. 0, or how long until there is one, in ms; nothing is taken then. */
  take(caller: string): number {
    const bucket = refilled(this.buckets.get(caller), this.rule, this.now());
    const wait = msUntilToken(bucket, this.rule);
    this.keep(caller, wait === 0 ? { ...bucket, tokens: bucket.tokens - 1 } : bucket);
    return wait;
  }

  /** A map keeps the order of insertion: whoever acted last goes to the end, whoever is forgotten stands first. */
  private keep(caller: string, bucket: Bucket): void {
    this.buckets.delete(caller);
    this.buckets.set(caller, bucket);
    if (this.buckets.size <= this.capacity) return;
    const [oldest] = this.buckets.keys();
    if (oldest !== undefined) this.buckets.delete(oldest);
  }
}
