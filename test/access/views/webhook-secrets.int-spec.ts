import type { DataSource } from 'typeorm';
import { WebhookSecrets } from '../../../src/access/views/webhook-secrets.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let dataSource: DataSource;
let secrets: WebhookSecrets;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await createDataSource(database.url, { poolSize: 2 }).initialize();
  secrets = new WebhookSecrets(dataSource, 'the server secret');
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

it('gives back what it keeps, and keeps it unreadable', async () => {
  await secrets.keep('key-a', 'whsec_ä planted');
  expect(await secrets.of('key-a')).toBe('whsec_ä planted');
  expect(await secrets.of('key-none')).toBeUndefined();
  const rows = await dataSource.query<{ sealed: string }[]>('SELECT sealed FROM api_key_webhook_secrets');
  for (const { sealed } of rows) expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('planted');
});

it('replaces and forgets', async () => {
  await secrets.keep('key-b', 'one');
  await secrets.keep('key-b', 'two');
  expect(await secrets.of('key-b')).toBe('two');
  await secrets.forget('key-b');
  expect(await secrets.of('key-b')).toBeUndefined();
});

it('opens nothing with another server secret, nor for another key', async () => {
  await secrets.keep('key-c', 'mine');
  await expect(new WebhookSecrets(dataSource, 'another secret').of('key-c')).rejects.toThrow();
  await dataSource.query("UPDATE api_key_webhook_secrets SET key_id = 'key-d' WHERE key_id = 'key-c'");
  await expect(secrets.of('key-d')).rejects.toThrow();
});
