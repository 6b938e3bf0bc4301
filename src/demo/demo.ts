/**
 * `npm run demo`: the service on a home of its own, a parent task with a child for each of a directory of real texts and
 * a summary that depends on them all, and three workers, one of which is killed half-way. Ends by itself; exit code 0
 * only when every result is right, the summary adds up, the killed worker's run was finished by another, and the ledger
 * verifies.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TaskledgerClient } from '../client/index.js';
import { Board, type FileRow, type Row } from './board.js';
import { makeInputFiles } from './input-files.js';
import { Programs } from './programs.js';
import { checkTree, conclude, introduce, reportKilledRun, reportResults } from './report.js';
import { createTasks, PARENT_ID, planned } from './tasks.js';
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
  heading('A task with a child for each of some real texts, and a summary that depends on them all');
  const client = new TaskledgerClient({ url: await programs.startService() });
  const { files, summary } = planned(makeInputFiles(PACKAGE_ROOT, join(folder, 'texts')), join(folder, 'gzipped'));
  const board = new Board(client, files, summary, sayEvent);
  await createTasks(client, board, signal);
  introduce(client.url, board);

  heading('Three workers, one of them killed half-way');
  const largest = await letOneDie(programs, board, client.url);
  await board.until(() => files.some(({ state }) => state === 'failed') || isOver(summary.state));

  const problems = [
    ...reportResults(board),
    ...(await checkTree(client, PARENT_ID, board)),
    ...(await reportKilledRun(client, board, largest, KILLED.agent)),
  ];
  heading('What taskledger verify says');
  const verdict = await programs.verify();
  say(verdict.words);
  return conclude(verdict.intact ? problems : [...problems, 'the ledger does not verify'], board);
}

function isOver(state: Row['state']): boolean {
  return state === 'completed' || state === 'failed';
}

/** The first worker alone gets the largest file; when the others work too and it is half-way, it is killed. */
async function letOneDie(programs: Programs, board: Board, url: string): Promise<FileRow> {
  const victim = programs.startWorker(KILLED.agent, url, { concurrency: 1, lease: KILLED.lease });
  const hasClaimed = ({ state, agent }: Row): boolean => state === 'claimed' && agent === KILLED.agent;
  await board.until(() => board.files.some(hasClaimed));
  const row = board.files.find(hasClaimed);
  if (!row) throw new Error('the first worker has no file');
  for (const agent of ['ada', 'ben']) programs.startWorker(agent, url, { concurrency: 2, lease: 30 });
  await board.until(() => row.state !== 'claimed' || row.percent >= KILLED.atPercent);
  victim.kill('SIGKILL');
  await victim.exited;
  sayLive(
    KILLED.agent,
    paint('yellow', `killed at ${row.percent} % of ${row.name}; its lease ends within ${KILLED.lease} s`),
  );
  return row;
}
