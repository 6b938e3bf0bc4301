import type { DataSource } from 'typeorm';
import { BridgeSecrets } from '../../../src/notifications/views/bridge-secrets.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let dataSource: DataSource;
let secrets: BridgeSecrets;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(database.url, { poolSize: 2 }).initialize();
  secrets = new BridgeSecrets(dataSource, 'the server secret');
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

it('gives back what it keeps, and keeps it unreadable', async () => {
  const id = await secrets.keep('brg-a', 'whsec_planted');
  expect(await secrets.of(id)).toBe('whsec_planted');
  expect(await secrets.of('bsec-none')).toBeUndefined();
  const rows = await dataSource.query<{ sealed: string }[]>('SELECT sealed FROM bridge_secrets');
  for (const { sealed } of rows) expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('planted');
});

it('keeps one beside the other, and forgets one or all of a bridge', async () => {
  const [one, two, three] = [
    await secrets.keep('brg-b', 'one'),
    await secrets.keep('brg-b', 'two'),
    await secrets.keep('brg-c', 'three'),
  ];
  await secrets.forget(one);
  expect(await secrets.of(one)).toBeUndefined();
  expect(await secrets.of(two)).toBe('two');
  await secrets.forgetAll('brg-b');
  expect(await secrets.of(two)).toBeUndefined();
  expect(await secrets.of(three)).toBe('three');
});

it('opens nothing with another server secret, nor under another id', async () => {
  const id = await secrets.keep('brg-d', 'mine');
  await expect(new BridgeSecrets(dataSource, 'another secret').of(id)).rejects.toThrow();
  await dataSource.query("UPDATE bridge_secrets SET id = 'bsec-moved' WHERE id = $1", [id]);
  await expect(secrets.of('bsec-moved')).rejects.toThrow();
});
