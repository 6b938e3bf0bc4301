/** Ledgers that are in use, of as many tasks as a bench wants, written through a lane beside the service that is asked. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ledgerRegistry } from '../../dist/src/cli/ledger-registry.js';
import { Lane } from '../../dist/src/ledger/lane/lane.js';
import { setTypeParsers } from '../../dist/src/platform/postgres/type-parsers.js';
import { connect } from '../http/connect.mjs';
import { startService } from '../http/service-process.mjs';
import { fillLedger } from '../views/fill.mjs';
import { round } from './statistics.mjs';

/** The program that a filled home's service is compared with. */
export const BARE = join(import.meta.dirname, 'bare-service.mjs');

const WORKSPACES = 50;
/** Most of what is queued here is nobody's: what the ladder does about that is not what is measured. */
export const NO_LADDER = { SCHEDULER_TICK_SECONDS: '3600' };
const log = (line) => process.stderr.write(`bench: ${line}\n`);

/** @returns tasks, events, seconds until the views were there, and the id of the workspace that has the most tasks. */
export async function fillService(service, tasks) {
  setTypeParsers();
  const post = connect(service.url);
  const workspaces = [];
  for (let n = 0; n < WORKSPACES; n++) workspaces.push((await post('/api/workspaces', { name: `w${n}` })).workspace.id);
  const lane = new Lane(ledgerRegistry(), { url: service.ledgerUrl });
  const begun = performance.now();
  await fillLedger(lane, { tasks, workspaces });
  await lane.close();
  const filled = performance.now();
  const events = await caughtUp(service.url);
  const behind = (performance.now() - filled) / 1000;
  await tidy(service.ledgerUrl);
  log(
    `${tasks} tasks: ${events} events in ${round((filled - begun) / 1000)} s, views there ${round(behind, 1)} s later`,
  );
  return { tasks, events, behind: round(behind, 1), workspace: workspaces[0] };
}

/**
 * A home with a ledger of so many tasks; no service runs on it. A filled one is in the directory BENCH_LEDGER, where it stays
 * and is taken as it is the next time, or in one of the bench's own.
 * @returns `home`, `tasks`, `events`, `firstStartMs` of its first start if that was now, and `remove()`
 */
export async function makeHome(tasks) {
  const kept = tasks > 0 ? process.env.BENCH_LEDGER : undefined;
  if (kept !== undefined) mkdirSync(kept, { recursive: true });
  const home = kept ?? mkdtempSync(join(tmpdir(), 'taskledger-bench-'));
  chmodSync(home, 0o711);
  const isNew = !existsSync(join(home, 'postgres'));
  const service = await startService(NO_LADDER, home);
  try {
    if (isNew && tasks > 0) await fillService(service, tasks);
    const remove = () => (kept === undefined ? rmSync(home, { recursive: true, force: true }) : undefined);
    return { home, ...(await counted(service)), ...(isNew ? { firstStartMs: service.readyMs } : {}), remove };
  } finally {
    await service.stop();
  }
}

async function counted({ ledgerUrl }) {
  return withClient(ledgerUrl, async (client) => {
    const text = 'SELECT (SELECT count(*)::int FROM tasks) AS tasks, (SELECT count(*)::int FROM events) AS events';
    return (await client.query(text)).rows[0];
  });
}

/** What autovacuum would do in the next minutes, while it is measured. */
async function tidy(url) {
  await withClient(url, async (client) => {
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
  });
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Both views show the log's head. */
async function caughtUp(url) {
  const ready = await fetch(`${url}/health/ready`);
  const head = (await ready.json()).checks.log.detail.head;
  for (const path of ['dashboard', 'inbox']) {
    for (let at = 0; at < head;) {
      const answer = await fetch(`${url}/api/observe/tasks/${path}${path === 'inbox' ? '?limit=1' : ''}`);
      await answer.text();
      at = Number(answer.headers.get('x-ledger-position') ?? 0);
    }
  }
  return head;
}
