import { CachedReading } from '../../src/platform/health/cached-reading.js';
import { gate } from '../support/until.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A reading of numbers from 1 on, each of which takes so many ms. */
function counting(takesMs = 0): {
  readonly reading: CachedReading<number>;
  readonly failures: unknown[];
  fail: boolean;
} {
  let reads = 0;
  const failures: unknown[] = [];
  const counted = {
    fail: false,
    failures,
    reading: new CachedReading(
      () => {
        jest.advanceTimersByTime(takesMs);
        if (counted.fail) return Promise.reject(new Error('away'));
        return Promise.resolve(++reads);
      },
      (error) => failures.push(error),
    ),
  };
  return counted;
}

it('reads once, however many ask at once', async () => {
  const { reading } = counting();
  expect(await Promise.all([reading.get(), reading.get(), reading.get()])).toEqual([1, 1, 1]);
});

it('keeps what was read for five seconds', async () => {
  const { reading } = counting();
  expect(await reading.get()).toBe(1);
  jest.advanceTimersByTime(4_999);
  expect(await reading.get()).toBe(1);
  jest.advanceTimersByTime(1);
  expect(await reading.get()).toBe(2);
});

it('keeps what took long to read twenty times as long as it took', async () => {
  const { reading } = counting(1_000);
  expect(await reading.get()).toBe(1);
  jest.advanceTimersByTime(19_999);
  expect(await reading.get()).toBe(1);
  jest.advanceTimersByTime(1);
  expect(await reading.get()).toBe(2);
});

it('has nothing when it cannot read, says so, and tries again', async () => {
  const counted = counting();
  expect(await counted.reading.get()).toBe(1);
  counted.fail = true;
  jest.advanceTimersByTime(5_000);
  expect(await counted.reading.get()).toBeUndefined();
  expect(await counted.reading.get()).toBeUndefined();
  expect(counted.failures).toEqual([new Error('away')]);
  counted.fail = false;
  jest.advanceTimersByTime(5_000);
  expect(await counted.reading.get()).toBe(2);
});

it('lets nobody wait for long: what was read before will do, and what comes late is there for the next', async () => {
  const slow = gate<number>();
  let reads = 0;
  const reading = new CachedReading(
    () => (++reads === 1 ? Promise.resolve(1) : slow.passed),
    () => undefined,
  );
  expect(await reading.get()).toBe(1);
  jest.advanceTimersByTime(5_000);
  const asked = reading.get();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(await asked).toBe(1);
  slow.open(2);
  expect(await reading.get()).toBe(2);
  expect(reads).toBe(2);
});
