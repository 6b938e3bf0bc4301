import fc from 'fast-check';
import {
  LONGEST_DELAY_MS,
  LONGEST_RETRY_AFTER_MS,
  retryAfterMs,
  retryDelay,
  SHORTEST_DELAY_MS,
} from '../../../src/notifications/sender/retry.js';

const least = { random: () => 0 };
const most = { random: () => 1 - Number.EPSILON };

test('waits double, between a second and five minutes', () => {
  const attempts = [1, 2, 3, 4, 8, 9, 10, 50, 10_000];
  const longest = attempts.map((attempt) => retryDelay(attempt, {}, most));
  expect(longest).toEqual([2_000, 4_000, 8_000, 16_000, 256_000, 300_000, 300_000, 300_000, 300_000]);
  expect(attempts.map((attempt) => retryDelay(attempt, {}, least))).toEqual(attempts.map(() => SHORTEST_DELAY_MS));
});

test('a receiver is left alone for as long as it asked for, and a little more by chance', () => {
  expect(retryDelay(1, { retryAfterMs: 60_000 }, least)).toBe(60_000);
  expect(retryDelay(1, { retryAfterMs: 60_000 }, most)).toBe(61_000);
});

test('it cannot ask to be called sooner, nor to be left alone for more than an hour', () => {
  expect(retryDelay(8, { retryAfterMs: 1 }, most)).toBe(256_000);
  expect(retryDelay(1, { retryAfterMs: Number.MAX_SAFE_INTEGER }, least)).toBe(LONGEST_RETRY_AFTER_MS);
});

test('one that wants no more is called as seldom as possible', () => {
  expect(retryDelay(1, { gone: true }, least)).toBe(LONGEST_DELAY_MS);
  expect(retryDelay(1, { gone: true, retryAfterMs: 3_600_000 }, least)).toBe(LONGEST_RETRY_AFTER_MS);
});

test('another shortest and longest wait', () => {
  const options = { ...most, shortestMs: 10 };
  expect([1, 2, 3].map((attempt) => retryDelay(attempt, {}, options))).toEqual([20, 40, 80]);
  expect(retryDelay(1, { retryAfterMs: 1_000 }, options)).toBe(1_010);
  expect([1, 2, 3].map((attempt) => retryDelay(attempt, {}, { ...options, longestMs: 30 }))).toEqual([20, 30, 30]);
  expect(retryDelay(9, { gone: true }, { ...options, longestMs: 30 })).toBe(30);
  expect(retryDelay(9, {}, { ...most, longestMs: 30 })).toBe(SHORTEST_DELAY_MS);
});

test('no wait leaves its bounds, whatever chance and the receiver say', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const asked = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), asked, chance, fc.boolean(), (attempt, retryAfter, at, gone) => {
      const delay = retryDelay(attempt, { retryAfterMs: retryAfter, gone }, { random: () => at });
      expect(delay).toBeGreaterThanOrEqual(Math.max(SHORTEST_DELAY_MS, Math.min(retryAfter, LONGEST_RETRY_AFTER_MS)));
      expect(delay).toBeLessThanOrEqual(LONGEST_RETRY_AFTER_MS + SHORTEST_DELAY_MS);
    }),
  );
});

describe('Retry-After', () => {
  const now = new Date('2026-05-05T10:30:00.000Z');
  const read = (header?: string): number | undefined => retryAfterMs(header, now);

  test('in seconds', () => {
    expect([read('120'), read(' 7 '), read('3600')]).toEqual([120_000, 7_000, 3_600_000]);
  });

  test('as a date', () => {
    expect(read('Tue, 05 May 2026 10:31:30 GMT')).toBe(90_000);
  });

  test('is an hour at most', () => {
    expect([read('86400'), read('999999999999'), read('Wed, 05 May 2027 10:31:30 GMT')]).toEqual([
      LONGEST_RETRY_AFTER_MS,
      LONGEST_RETRY_AFTER_MS,
      LONGEST_RETRY_AFTER_MS,
    ]);
  });

  test.each([
    undefined,
    '',
    '0',
    '-5',
    '1.5',
    'soon',
    '1e3',
    '9999999999999',
    'Tue, 05 May 2026 10:29:59 GMT',
    'Tue, 05 May 2026 10:30:00 GMT',
    'Xyz, 99 Foo 2026 10:30:00 GMT',
    '2026-05-05T11:00:00Z',
    '120, 240',
  ])('%s says nothing', (header) => {
    expect(read(header)).toBeUndefined();
  });
});
