/** A Postgres of the bench's own: the embedded one with its settings in service, fsync on, in a temporary directory. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDataSource } from '../../dist/src/platform/postgres/data-source.js';
import { startEmbeddedServer } from '../../dist/src/platform/postgres/embedded-server.js';

/** @returns `url`, `database(name)` which makes a migrated database and gives its URL, and `stop`. */
export async function startBenchServer() {
  const home = mkdtempSync(join(tmpdir(), 'taskledger-bench-'));
  // A root-owned run starts the server as another user, who must be able to walk in.
  chmodSync(home, 0o711);
  const server = await startEmbeddedServer({ home });
  const stop = async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return { url: server.url('postgres'), database: (name) => makeDatabase(server, name), stop };
}

async function makeDatabase(server, name) {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = server.url(name);
  const source = createDataSource(url, { poolSize: 1, applicationName: 'bench' });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
  return url;
}
