import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Binaries } from './binaries.js';
import { disownPostmasterFile, inspectPostmaster, type PostmasterFile } from './postmaster-file.js';
import { serverProcess, shutDown } from './shutdown.js';
import type { Storage } from './storage.js';

const ANSWER_WITHIN_MS = 20_000;
const CONNECT_WITHIN_MS = 5_000;
const POLL_MS = 20;

/** Sqlstates of a server that will not let us in, however long we ask. */
const REFUSALS = new Set(['28P01', '28000']);

/** Stops the server that an earlier service left behind, if any. */
export async function stopLeftover(storage: Storage, binaries: Binaries): Promise<void> {
  const found = inspectPostmaster(storage.data);
  if (found.kind === 'running') await shutDown(serverProcess(found.file.pid, storage.data, binaries));
}

/**
 * Looks after what an earlier service that was killed left behind: a stale pid file is disarmed; a server that still
 * runs is handed back for use when it answers (and has the wanted port), else stopped.
 */
export async function takeLeftover(
  storage: Storage,
  binaries: Binaries,
  urlAt: (port: number) => string,
  wantedPort: number | undefined,
): Promise<PostmasterFile | undefined> {
  const deadline = Date.now() + ANSWER_WITHIN_MS;
  for (;;) {
    const found = inspectPostmaster(storage.data);
    if (found.kind === 'none') return undefined;
    if (found.kind !== 'running') {
      disownPostmasterFile(storage.data);
      return undefined;
    }
    const portFits = wantedPort === undefined || wantedPort === found.file.port;
    const answer = portFits ? await ask(urlAt(found.file.port)) : 'refuses';
    if (answer === 'answers') return found.file;
    if (answer === 'refuses' || Date.now() > deadline) {
      await shutDown(serverProcess(found.file.pid, storage.data, binaries));
    } else {
      await delay(POLL_MS);
    }
  }
}

async function ask(url: string): Promise<'answers' | 'not yet' | 'refuses'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return 'answers';
  } catch (error) {
    return error instanceof pg.DatabaseError && REFUSALS.has(error.code ?? '') ? 'refuses' : 'not yet';
  } finally {
    await client.end().catch(() => undefined);
  }
}
