/**
 * `npm run demo`: the service on a home of its own, a directory of real texts with a task for each, and three workers,
 * one of which is killed half-way. Ends by itself; exit code 0 only when every result is right, the killed worker's run
 * was finished by another, and the ledger verifies.
 */
import { setMaxListeners } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TaskledgerClient } from '../client/index.js';
import { Board, type Row } from './board.js';
import { type InputFile, makeInputFiles } from './input-files.js';
import { Programs } from './programs.js';
import { conclude, reportKilledRun, reportResults } from './report.js';
import { heading, paint, say, sayEvent, sayLive } from './terminal.js';

const PACKAGE_ROOT = resolve(import.meta.dirname, '../../..');
/** The demo gives up after so many seconds. */
const ENDS_WITHIN_SECONDS = Number(process.env.DEMO_SECONDS ?? 55);
const KILLED = { agent: 'cleo', lease: 4, atPercent: 40 };

process.exitCode = await demo();

async function demo(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'taskledger-demo-'));
  // As root, Postgres runs as another user, who has to get to its home.
  chmodSync(folder, 0o711);
  const programs = new Programs(PACKAGE_ROOT, join(folder, 'home'));
  const abort = new AbortController();
  // Every file's stream listens to it.
  setMaxListeners(0, abort.signal);
  const timer = setTimeout(() => abort.abort(new Error('it took too long')), ENDS_WITHIN_SECONDS * 1000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort(new Error(signal)));
  try {
    return await Promise.race([play(programs, folder, abort.signal), endOf(abort.signal)]);
  } catch (error) {
    say(paint('red', `\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\n`));
    say(programs.lastWords());
    return 1;
  } finally {
    clearTimeout(timer);
    abort.abort();
    await programs.endAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function play(programs: Programs, folder: string, signal: AbortSignal): Promise<number> {
  heading('A task for each of some real texts');
  const client = new TaskledgerClient({ url: await programs.startService() });
  const rows = await createTasks(client, makeInputFiles(PACKAGE_ROOT, join(folder, 'texts')), join(folder, 'gzipped'));
  const megabytes = rows.reduce((sum, { file }) => sum + file.bytes, 0) / 1e6;
  say(
    `The service runs at ${client.url}; ${rows.length} files, ${megabytes.toFixed(1)} MB; each worker command counts,`,
  );
  say('checksums and gzips one file, at most 3 MB a second so that there is something to see.');

  heading('Three workers, one of them killed half-way');
  const board = new Board(client, rows, sayEvent);
  board.follow(signal);
  const largest = await letOneDie(programs, board, client.url);
  await board.until(() => rows.every(({ state }) => state === 'completed' || state === 'failed'));

  const problems = [...reportResults(rows), ...(await reportKilledRun(client, board, largest, KILLED.agent))];
  heading('What taskledger verify says');
  const verdict = await programs.verify();
  say(verdict.words);
  return conclude(verdict.intact ? problems : [...problems, 'the ledger does not verify'], rows);
}

async function createTasks(client: TaskledgerClient, files: readonly InputFile[], output: string): Promise<Row[]> {
  mkdirSync(output);
  return Promise.all(
    files.map(async (file, index): Promise<Row> => {
      const job = { path: file.path, gzip_path: join(output, `${file.name}.gz`) };
      const priority = index === 0 ? 'urgent' : 'medium';
      const title = `Count, checksum and gzip ${file.name}`;
      const task = await client.createTask({ scope: 'global', title, priority, metadata: job });
      await client.startTask(task.id, { metadata: job });
      return { file, job, taskId: task.id, state: 'queued', agent: '', percent: 0 };
    }),
  );
}

/** The first worker alone gets the largest file; when the others work too and it is half-way, it is killed. */
async function letOneDie(programs: Programs, board: Board, url: string): Promise<Row> {
  const victim = programs.startWorker(KILLED.agent, url, { concurrency: 1, lease: KILLED.lease });
  const hasClaimed = ({ state, agent }: Row): boolean => state === 'claimed' && agent === KILLED.agent;
  await board.until(() => board.rows.some(hasClaimed));
  const row = board.rows.find(hasClaimed);
  if (!row) throw new Error('the first worker has no file');
  for (const agent of ['ada', 'ben']) programs.startWorker(agent, url, { concurrency: 2, lease: 30 });
  await board.until(() => row.state !== 'claimed' || row.percent >= KILLED.atPercent);
  victim.kill('SIGKILL');
  await victim.exited;
  sayLive(
    KILLED.agent,
    paint('yellow', `killed at ${row.percent} % of ${row.file.name}; its lease ends within ${KILLED.lease} s`),
  );
  return row;
}
