import type { TaskledgerClient, TimelineItem } from '../client/index.js';
import type { Board, Row } from './board.js';
import { checkFacts } from './file-job.js';
import { heading, say, table } from './terminal.js';

/** Prints what the workers found, and works every file out once more. Answers what is wrong. */
export function reportResults(rows: readonly Row[]): string[] {
  heading('What the workers found');
  const found = rows.map(({ file, agent, result }) => [
    file.name,
    result?.bytes ?? 0,
    result?.lines ?? 0,
    result?.words ?? 0,
    result?.gzip_bytes ?? 0,
    result?.sha256.slice(0, 12) ?? '',
    agent,
  ]);
  table(['file', 'bytes', 'lines', 'words', 'gzipped', 'sha-256', 'by'], found);
  return rows.flatMap(({ file, job, result }) => checkFacts(job, result).map((problem) => `${file.name}: ${problem}`));
}

/**
 * Prints the timeline of the run whose first worker was killed, and checks that another one finished the same run and
 * attempt. Answers what is wrong.
 */
export async function reportKilledRun(
  client: TaskledgerClient,
  board: Board,
  row: Row,
  killed: string,
): Promise<string[]> {
  const items = await client.timeline(row.taskId);
  heading(`The timeline of ${row.file.name}`);
  const start = Date.parse(items[0]?.timestamp ?? '');
  const lines = await Promise.all(
    items.map(async (item) => {
      const seconds = `+${((Date.parse(item.timestamp) - start) / 1000).toFixed(2)} s`;
      return [item.sequence, seconds.padStart(9), item.event_type, await board.agentOf(item), detail(item)];
    }),
  );
  table(['sequence', '     time', 'event', 'by', ''], lines);
  const claims = items.filter(({ event_type }) => event_type === 'task.run_claimed');
  const [first, second] = await Promise.all(claims.map((claim) => board.agentOf(claim)));
  const [run, ...otherRuns] = await client.listRuns(row.taskId);
  const expired = items.some(({ event_type }) => event_type === 'task.run_lease_expired');
  const checks: [boolean, string][] = [
    [
      claims.length === 2 && first === killed && second !== undefined && second !== killed,
      'not claimed by the killed worker and then by another',
    ],
    [expired, 'the lease of the killed worker did not run out'],
    [
      otherRuns.length === 0 && run?.attempt === 1 && run.status === 'completed',
      'not completed as the same run and attempt',
    ],
    [run?.claimed_by?.ref === claims.at(-1)?.actor.ref, 'not completed by the session that took it over'],
  ];
  return checks.flatMap(([holds, problem]) => (holds ? [] : [`${row.file.name}: ${problem}`]));
}

function detail({ event_type, payload }: TimelineItem): string {
  const { log, reason, result, attempt } = (payload ?? {}) as Record<string, unknown>;
  if (event_type === 'task.run_progress' && Array.isArray(log)) return log.join(' · ').slice(0, 60);
  if (event_type === 'task.run_enqueued') return `attempt ${String(attempt)}`;
  if (event_type === 'task.run_lease_expired') return String(reason);
  return event_type === 'task.run_completed' ? JSON.stringify(result).slice(0, 60) : '';
}

/** Says how it ended. Answers the exit code. */
export function conclude(problems: readonly string[], rows: readonly Row[]): number {
  heading(problems.length === 0 ? `All ${rows.length} files are right.` : 'Something is wrong:');
  for (const problem of problems) say(`  ${problem}`);
  return problems.length === 0 ? 0 : 1;
}
