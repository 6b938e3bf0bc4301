import type { DataSource } from 'typeorm';
import type { CursorKey } from '../../../src/notifications/domain/cursor-key.js';
import { cursorKeyOf } from '../../../src/notifications/domain/cursor-key.js';
import { advanceCursor, recordCursorError, skipCursor } from '../../../src/notifications/notification-cursors.js';
import { cursorOf } from '../../../src/notifications/views/cursor-reader.js';
import { SubscriptionReader } from '../../../src/notifications/views/subscription-reader.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let database: TestDatabase;
let dataSource: DataSource;
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(database.url, { poolSize: 2 }).initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** A cursor that nobody has moved yet. */
function aCursor() {
  const subscription = { subscription_id: `bts-${++made}`, task_id: 'task-1' };
  const key: CursorKey = cursorKeyOf(subscription);
  const reader = new SubscriptionReader(dataSource);
  return {
    key,
    advance: (sequence: number, delivery: string) => advanceCursor(dataSource, key, sequence, delivery),
    skip: (sequence: number) => skipCursor(dataSource, key, sequence),
    fail: (words: string) => recordCursorError(dataSource, key, words),
    read: async () => cursorOf(key, await reader.cursorOf(subscription)),
  };
}

const time = expect.stringMatching(TIME) as unknown;

it('is named after the subscription, the stream and the task', () => {
  expect(cursorKeyOf({ subscription_id: 'bts-x', task_id: 'task-x' })).toEqual({
    consumer_id: 'bridge_task_subscription:bts-x',
    stream_name: 'task_events',
    subject_id: 'task-x',
  });
});

it('reads as 0 before anything was done', async () => {
  const cursor = aCursor();
  expect(await cursor.read()).toStrictEqual({
    ...cursor.key,
    last_sequence: 0,
    last_delivery_id: undefined,
    last_delivered_at: undefined,
    last_error: undefined,
    updated_at: undefined,
  });
});

it('advances with a delivery, and forgets the error', async () => {
  const cursor = aCursor();
  await cursor.fail('timed out');
  expect(await cursor.advance(5, 'd-5')).toBe(true);
  expect(await cursor.read()).toStrictEqual({
    ...cursor.key,
    last_sequence: 5,
    last_delivery_id: 'd-5',
    last_delivered_at: time,
    last_error: undefined,
    updated_at: time,
  });
});

it('never goes back', async () => {
  const cursor = aCursor();
  await cursor.advance(5, 'd-5');
  await cursor.fail('timed out');
  const before = await cursor.read();
  expect(await cursor.advance(4, 'd-4')).toBe(false);
  expect(await cursor.advance(5, 'another')).toBe(false);
  expect(await cursor.skip(5)).toBe(false);
  expect(await cursor.skip(3)).toBe(false);
  expect(await cursor.read()).toEqual(before);
});

it('takes the same delivery again, and keeps when it was', async () => {
  const cursor = aCursor();
  await cursor.advance(5, 'd-5');
  await dataSource.query(
    "UPDATE notification_cursors SET last_delivered_at = '2026-01-01T00:00:00Z' WHERE consumer_id = $1",
    [cursor.key.consumer_id],
  );
  await cursor.fail('was it delivered?');
  expect(await cursor.advance(5, 'd-5')).toBe(true);
  const after = await cursor.read();
  expect(after).toMatchObject({ last_sequence: 5, last_delivered_at: '2026-01-01T00:00:00.000Z' });
  expect(after.last_error).toBeUndefined();
  expect(await cursor.advance(6, 'd-6')).toBe(true);
  expect((await cursor.read()).last_delivered_at).not.toBe('2026-01-01T00:00:00.000Z');
});

it('skips events and leaves what it knows of the last delivery', async () => {
  const cursor = aCursor();
  expect(await cursor.skip(2)).toBe(true);
  expect(await cursor.read()).toMatchObject({ last_sequence: 2, last_delivery_id: undefined, updated_at: time });
  await cursor.advance(3, 'd-3');
  const delivered = (await cursor.read()).last_delivered_at;
  await cursor.fail('mismatch');
  expect(await cursor.skip(9)).toBe(true);
  expect(await cursor.read()).toMatchObject({
    last_sequence: 9,
    last_delivery_id: 'd-3',
    last_delivered_at: delivered,
    last_error: undefined,
  });
});

it('does not advance by a skipped sequence', async () => {
  const cursor = aCursor();
  await cursor.skip(2);
  expect(await cursor.advance(2, 'd-2')).toBe(false);
});

it.each([0, -1, Number.NaN])('is not moved to %d', async (sequence) => {
  const cursor = aCursor();
  await expect(cursor.advance(sequence, 'd')).rejects.toThrow(RangeError);
  await expect(cursor.skip(sequence)).rejects.toThrow(RangeError);
  expect(await cursor.read()).toMatchObject({ last_sequence: 0, updated_at: undefined });
});

describe('an error', () => {
  it('stands beside a sequence that it does not move', async () => {
    const cursor = aCursor();
    await cursor.fail('refused');
    expect(await cursor.read()).toMatchObject({ last_sequence: 0, last_error: 'refused', updated_at: time });
    await cursor.advance(7, 'd-7');
    await cursor.fail('refused again');
    expect(await cursor.read()).toMatchObject({
      last_sequence: 7,
      last_delivery_id: 'd-7',
      last_error: 'refused again',
    });
  });

  it('tells no secrets', async () => {
    const cursor = aCursor();
    await cursor.fail('agh_claim_abc123 password=hunter2 Bearer zzz\u0000');
    const { last_error } = await cursor.read();
    expect(last_error).not.toMatch(/abc123|hunter2|zzz/);
    expect(last_error).toContain('[REDACTED]');
  });

  it('is cut to 2,048 bytes at a character boundary', async () => {
    const cursor = aCursor();
    await cursor.fail(`a${'€'.repeat(1_000)}`);
    expect((await cursor.read()).last_error).toBe(`a${'€'.repeat(682)}`);
    await cursor.fail('b'.repeat(2_048));
    expect((await cursor.read()).last_error).toBe('b'.repeat(2_048));
  });
});

it('moves in the transaction that it is given', async () => {
  const cursor = aCursor();
  const undone = dataSource.transaction(async (manager) => {
    await advanceCursor(manager, cursor.key, 1, 'd-1');
    throw new Error('taken back');
  });
  await expect(undone).rejects.toThrow('taken back');
  expect(await cursor.read()).toMatchObject({ last_sequence: 0 });
});
