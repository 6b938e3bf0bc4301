import pg from 'pg';
import { readSettings, type Settings } from '../../src/platform/configuration/settings.js';
import { serverSecret } from '../../src/platform/configuration/server-secret.js';
import { openDatabaseForCommand } from '../../src/platform/postgres/command-database.js';
import { openDatabase, type OpenDatabase } from '../../src/platform/postgres/open-database.js';
import { startAncientServer } from '../support/ancient-server.js';
import { byTcp, createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let opened: OpenDatabase[];

beforeEach(async () => {
  database = await createTestDatabase();
  opened = [];
});

afterEach(async () => {
  for (const each of opened) await each.close();
  await database.drop();
});

function settingsFor(url: string): Settings {
  return readSettings({ DATABASE_URL: url, TASKLEDGER_POOL_SIZE: '2' });
}

async function open(url = database.url): Promise<OpenDatabase> {
  const each = await openDatabase(settingsFor(url));
  opened.push(each);
  return each;
}

async function execute(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** The test database is migrated already; this takes it back to nothing. */
function emptied(): Promise<void> {
  return execute('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
}

describe('a given database', () => {
  it('is migrated once by instances that start at the same time', async () => {
    await emptied();
    const instances = await Promise.all([open(), open(), open()]);
    const migrated = instances.flatMap((instance) => instance.migrated);
    const [{ dataSource }] = instances;
    expect(migrated).toEqual(dataSource.migrations.map(({ name }) => name));
    expect(migrated.length).toBeGreaterThan(0);
  });

  it('is left alone when it is up to date', async () => {
    expect((await open()).migrated).toEqual([]);
  });

  it('runs its sessions in UTC and gives plain values', async () => {
    await execute(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET TimeZone = %L', current_database(), 'Asia/Tokyo'); END $$`,
    );
    const { dataSource } = await open();
    const statement = `SELECT current_setting('TimeZone') AS zone, 12::bigint AS position,
      '2026-05-05 10:30+00'::timestamptz AS at`;
    expect(await dataSource.query<unknown[]>(statement)).toEqual([
      { zone: 'UTC', position: 12, at: '2026-05-05T10:30:00.000Z' },
    ]);
  });

  it('of a newer version is refused', async () => {
    await execute(
      `INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(openDatabase(settingsFor(database.url))).rejects.toThrow(
      'the database was migrated by a newer taskledger (FromTheFuture9999999999999); upgrade this one',
    );
  });

  it('on a server older than 15 is refused', async () => {
    const ancient = await startAncientServer('14.9 (Debian 14.9-1)');
    try {
      await expect(openDatabase(settingsFor(ancient.url))).rejects.toThrow(
        /^the database at 127\.0\.0\.1:\d+\/ledger is Postgres 14\.9 \(Debian 14\.9-1\): 15 or newer is needed$/,
      );
    } finally {
      await ancient.stop();
    }
  });

  it.each([
    ['wrong user or password', (url: URL) => (url.password = 'pa55word')],
    ['no such database', (url: URL) => (url.pathname = '/nowhere')],
    ['connection refused', (url: URL) => (url.port = '1')],
  ])('that cannot be used is told in one line: %s', async (reason, spoil) => {
    const url = new URL(byTcp(database.url));
    spoil(url);
    await expect(openDatabase(settingsFor(url.href))).rejects.toThrow(
      new RegExp(`^cannot reach the database at 127\\.0\\.0\\.1:\\d+/[a-z0-9_]+: ${reason}$`),
    );
  });

  it('leaves no connection behind when it is refused', async () => {
    await execute(
      `INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await openDatabase(settingsFor(database.url)).catch(() => undefined);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const others = `SELECT application_name FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    expect((await client.query(others)).rows).toEqual([]);
    await client.end();
  });
});

describe('a command on a given database', () => {
  it('does not touch the schema', async () => {
    await emptied();
    await expect(openDatabaseForCommand(settingsFor(database.url), 'verify')).rejects.toThrow(
      /^the database lacks the migration \w+; run taskledger migrate$/,
    );
  });

  it('opens one that is up to date, unless it is there to migrate', async () => {
    opened.push(await openDatabaseForCommand(settingsFor(database.url), 'verify'));
    await emptied();
    opened.push(await openDatabaseForCommand(settingsFor(database.url), 'migrate', { migrations: 'run' }));
    expect(opened[1]?.migrated.length).toBeGreaterThan(0);
  });
});

describe('the server secret', () => {
  it('is one for all instances on a database', async () => {
    const [one, other] = [await open(), await open()];
    const settings = settingsFor(database.url);
    const secrets = await Promise.all([one, other, one].map((each) => serverSecret(settings, each.dataSource)));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('is the one that was set', async () => {
    const { dataSource } = await open();
    const settings = readSettings({ DATABASE_URL: database.url, TASKLEDGER_SECRET: 'sixteen or more!' });
    expect(await serverSecret(settings, dataSource)).toBe('sixteen or more!');
  });
});
