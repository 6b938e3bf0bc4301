import fc from 'fast-check';
import { type BucketRule, refilled, TokenBuckets } from '../../../src/http/limits/token-bucket.js';

/** A clock that stands until it is moved. */
function clock() {
  let time = 0;
  return { now: () => time, pass: (ms: number) => void (time += ms) };
}

function buckets(rule: BucketRule, capacity = 100) {
  const time = clock();
  return { ...time, buckets: new TokenBuckets(rule, capacity, time.now) };
}

describe('a token bucket', () => {
  it('is full at first, empties by use and fills again at its rate', () => {
    const { buckets: all, pass } = buckets({ perSecond: 2, burst: 3 });
    expect([all.take('a'), all.take('a'), all.take('a')]).toEqual([0, 0, 0]);
    expect(all.take('a')).toBe(500);
    pass(499);
    expect(all.take('a')).toBeCloseTo(1);
    pass(1);
    expect(all.take('a')).toBe(0);
    expect(all.waitMs('a')).toBe(500);
  });

  it('never holds more than its burst', () => {
    const { buckets: all, pass } = buckets({ perSecond: 1_000, burst: 2 });
    all.take('a');
    pass(3_600_000);
    expect([all.take('a'), all.take('a'), all.take('a')]).toEqual([0, 0, 1]);
  });

  it('gives nothing for a clock that runs backwards', () => {
    const rule = { perSecond: 1, burst: 5 };
    expect(refilled({ tokens: 2, at: 1_000 }, rule, 0)).toEqual({ tokens: 2, at: 1_000 });
  });

  it('is one per caller', () => {
    const { buckets: all } = buckets({ perSecond: 1, burst: 1 });
    expect([all.take('a'), all.take('b'), all.take('a')]).toEqual([0, 0, 1_000]);
  });

  it('takes nothing when it is only looked at', () => {
    const { buckets: all } = buckets({ perSecond: 1, burst: 1 });
    expect([all.waitMs('a'), all.waitMs('a'), all.take('a')]).toEqual([0, 0, 0]);
    expect(all.size).toBe(1);
  });

  it('is forgotten when it was used longest ago and there are too many', () => {
    const { buckets: all } = buckets({ perSecond: 1, burst: 1 }, 2);
    for (const caller of ['a', 'b', 'a', 'c']) all.take(caller);
    expect(all.size).toBe(2);
    expect(all.waitMs('a')).toBeGreaterThan(0);
    expect(all.waitMs('b')).toBe(0);
  });

  const rules = fc.record({
    perSecond: fc.integer({ min: 1, max: 5_000 }).map((tenths) => tenths / 10),
    burst: fc.integer({ min: 1, max: 50 }),
  });
  const steps = fc.array(fc.record({ after: fc.integer({ min: 0, max: 3_000 }), caller: fc.constantFrom('a', 'b') }), {
    maxLength: 200,
  });

  it('never lets more through, in any stretch of time, than its burst and what the rate gives', () => {
    fc.assert(
      fc.property(rules, steps, (rule, calls) => {
        const { buckets: all, now, pass } = buckets(rule);
        const admitted: number[] = [];
        for (const { after, caller } of calls) {
          pass(after);
          if (all.take(caller) === 0 && caller === 'a') admitted.push(now());
        }
        for (const [first, from] of admitted.entries()) {
          for (const [last, to] of admitted.entries()) {
            if (last < first) continue;
            const most = rule.burst + ((to - from) / 1000) * rule.perSecond;
            expect(last - first + 1).toBeLessThanOrEqual(most + 1e-6);
          }
        }
      }),
    );
  });

  it('lets through whoever waits as long as it was told, and whoever keeps to the rate always', () => {
    fc.assert(
      fc.property(rules, steps, (rule, calls) => {
        const { buckets: all, pass } = buckets(rule);
        for (const { after, caller } of calls) {
          pass(after);
          const wait = all.take(caller);
          if (wait === 0) continue;
          pass(wait + 1e-6);
          expect(all.take(caller)).toBe(0);
        }
        const polite = buckets(rule);
        for (let i = 0; i < 200; i++) {
          expect(polite.buckets.take('a')).toBe(0);
          polite.pass(1000 / rule.perSecond + 1e-6);
        }
      }),
    );
  });
});
