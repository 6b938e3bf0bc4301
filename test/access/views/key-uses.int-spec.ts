import type { DataSource } from 'typeorm';
import { KeyUses } from '../../../src/access/views/key-uses.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let dataSource: DataSource;
let uses: KeyUses;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(database.url, { poolSize: 2 }).initialize();
});

beforeEach(() => {
  uses = new KeyUses(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function lastUse(id: string): Promise<string | undefined> {
  const rows = await dataSource.query<{ last_used_at: string }[]>(
    'SELECT last_used_at FROM api_key_uses WHERE key_id = $1',
    [id],
  );
  return rows[0]?.last_used_at;
}

it('writes the first use soon, and the next ones not before a minute is over', async () => {
  uses.used('key-a');
  await uses.writeDue();
  const written = await lastUse('key-a');
  expect(written).toMatch(/Z$/);
  for (let i = 0; i < 10; i++) {
    uses.used('key-a');
    await uses.writeDue();
  }
  expect(await lastUse('key-a')).toBe(written);
});

it('writes many keys in one statement', async () => {
  for (let i = 0; i < 500; i++) uses.used(`key-many-${i}`);
  const sent = jest.spyOn(dataSource, 'query');
  await uses.writeDue();
  expect(sent).toHaveBeenCalledTimes(1);
  sent.mockRestore();
  expect(await lastUse('key-many-499')).toBeDefined();
});

it('writes what is left when the service ends, and never an earlier time over a later one', async () => {
  const elsewhere = new KeyUses(dataSource);
  elsewhere.used('key-b');
  uses.used('key-b');
  await uses.writeDue();
  const written = (await lastUse('key-b')) ?? '';
  await elsewhere.onApplicationShutdown();
  expect(await lastUse('key-b')).toBe(written);
  uses.used('key-b');
  await uses.onApplicationShutdown();
  expect(((await lastUse('key-b')) ?? '') >= written).toBe(true);
});

it('says how long ago a use was, and nothing of keys that were not used', () => {
  uses.used('key-c');
  expect(uses.ageMs('key-c')).toBeGreaterThanOrEqual(0);
  expect(uses.ageMs('key-none')).toBeUndefined();
});
