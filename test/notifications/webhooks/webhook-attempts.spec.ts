import { nextAttemptAfter } from '../../../src/notifications/domain/webhook-attempts.js';

const WAITS = [5, 30, 120, 600, 3_600].map((seconds, i) => [i + 1, seconds * 1_000] as const);

describe('the wait after an attempt', () => {
  it.each(WAITS)('number %i is %i ms, a fifth more or less', (attempts, wait) => {
    expect(nextAttemptAfter({ attempts, status: 500 }, 0)).toBe(wait * 0.8);
    expect(nextAttemptAfter({ attempts, status: 500 }, 0.5)).toBe(wait);
    expect(nextAttemptAfter({ attempts, status: 500 }, 0.999_999)).toBeCloseTo(wait * 1.2, -2);
  });

  it('is none after six', () => {
    expect(nextAttemptAfter({ attempts: 6, status: 500 }, 0)).toBeUndefined();
    expect(nextAttemptAfter({ attempts: 6 }, 0)).toBeUndefined();
    expect(nextAttemptAfter({ attempts: 7 }, 0)).toBeUndefined();
  });

  it('is at least what the receiver asked for, an hour at most', () => {
    expect(nextAttemptAfter({ attempts: 1, status: 429, retryAfterMs: 90_000 }, 0.5)).toBe(90_000);
    expect(nextAttemptAfter({ attempts: 4, status: 503, retryAfterMs: 1_000 }, 0.5)).toBe(600_000);
    expect(nextAttemptAfter({ attempts: 1, status: 503, retryAfterMs: 86_400_000 }, 0.5)).toBe(3_600_000);
  });
});

it.each([408, 425, 429, 500, 502, 503, 504, 599])('after %i there is another attempt', (status) => {
  expect(nextAttemptAfter({ attempts: 1, status }, 0.5)).toBe(5_000);
});

it.each([300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 426, 428, 431, 451, 499])(
  'after %i there is none',
  (status) => {
    expect(nextAttemptAfter({ attempts: 1, status, retryAfterMs: 1_000 }, 0.5)).toBeUndefined();
  },
);

it('there is another one where nobody answered, none where nothing may be sent', () => {
  expect(nextAttemptAfter({ attempts: 1, refused: false }, 0.5)).toBe(5_000);
  expect(nextAttemptAfter({ attempts: 1, refused: true }, 0.5)).toBeUndefined();
});
