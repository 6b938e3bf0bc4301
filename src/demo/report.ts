import type { TaskledgerClient, TimelineItem } from '../client/index.js';
import type { Board, FileRow } from './board.js';
import { differences, expectedFacts, expectedTotals, isGzipOf } from './file-job.js';
import { PARENT_ID } from './tasks.js';
import { heading, paint, say, table } from './terminal.js';

/** Says what is about to be done, and draws the tasks. */
export function introduce(url: string, { files, summary }: Board): void {
  const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  say(`The service runs at ${url}; ${files.length} files, ${megabytes.toFixed(1)} MB.\n`);
  const lines = [
    [PARENT_ID, 'the parent: one event stream tells of everything below it'],
    [`├── ${files[0]?.taskId} …`, `${files.length} children, whose commands count, checksum and gzip a file each,`],
    ['│', 'at most 3 MB a second so that there is something to see'],
    [`└── ${summary.taskId}`, 'depends on all of them: the service queues it when the last is completed,'],
    ['', 'and its command adds up their results'],
  ] as const;
  for (const [tree, words] of lines) say(`  ${tree.padEnd(28)}  ${paint('dim', words)}`);
}

/** Prints what the workers found, and works every file and the sums out once more. Answers what is wrong. */
export function reportResults({ files, summary }: Board): string[] {
  heading('What the workers found, and the summary added up');
  const found = files.map(({ name, agent, result }) => [
    name,
    result?.bytes ?? 0,
    result?.lines ?? 0,
    result?.words ?? 0,
    result?.gzip_bytes ?? 0,
    result?.sha256.slice(0, 12) ?? '',
    agent,
  ]);
  const { files: count = 0, bytes = 0, lines = 0, words = 0, gzip_bytes = 0 } = summary.result ?? {};
  const sums = [`${count} files`, bytes, lines, words, gzip_bytes, '', summary.agent];
  table(['file', 'bytes', 'lines', 'words', 'gzipped', 'sha-256', 'by'], [...found, sums]);

  const expected = files.map(({ job }) => expectedFacts(job));
  const wrongFacts = files.flatMap(({ name, job, result }, index) => {
    const problems = differences(result, expected[index] ?? {});
    return [...problems, ...(isGzipOf(job) ? [] : ['the gzipped file is not the file'])].map(
      (one) => `${name}: ${one}`,
    );
  });
  const wrongTotals = differences(summary.result, expectedTotals(expected));
  return [...wrongFacts, ...wrongTotals.map((one) => `the summary: ${one}`)];
}

/** Checks that all tasks stand below their parent, completed, and the summary after the last file. Answers what is wrong. */
export async function checkTree(
  client: TaskledgerClient,
  parentId: string,
  { files, summary }: Board,
): Promise<string[]> {
  const { descendants = [] } = await client.getTaskTree(parentId);
  const completed = descendants.filter(({ task, depth }) => depth === 1 && task.status === 'completed');
  const timeline = await client.timeline(summary.taskId);
  const queuedAt = timeline.filter(({ event_type }) => event_type === 'task.run_enqueued').map((item) => item.sequence);
  const ends = await Promise.all(files.map(({ taskId }) => client.getTask(taskId)));
  const lastEnd = Math.max(...ends.map(({ task }) => task.latest_event_seq));
  const all = files.length + 1;
  const checks: [boolean, string][] = [
    [
      descendants.length === all && completed.length === all,
      `${completed.length} of ${descendants.length} tasks below the parent are completed instead of ${all}`,
    ],
    [queuedAt.length === 1 && (queuedAt[0] ?? 0) > lastEnd, 'the summary was not queued once, after the last file'],
  ];
  return checks.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

/**
 * Prints the timeline of the run whose first worker was killed, and checks that another one finished the same run and
 * attempt. Answers what is wrong.
 */
export async function reportKilledRun(
  client: TaskledgerClient,
  board: Board,
  row: FileRow,
  killed: string,
): Promise<string[]> {
  const items = await client.timeline(row.taskId);
  heading(`The timeline of ${row.name}`);
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
  return checks.flatMap(([holds, problem]) => (holds ? [] : [`${row.name}: ${problem}`]));
}

function detail({ event_type, payload }: TimelineItem): string {
  const { log, reason, result, attempt } = (payload ?? {}) as Record<string, unknown>;
  if (event_type === 'task.run_progress' && Array.isArray(log)) return log.join(' · ').slice(0, 60);
  if (event_type === 'task.run_enqueued') return `attempt ${String(attempt)}`;
  if (event_type === 'task.run_lease_expired') return String(reason);
  return event_type === 'task.run_completed' ? JSON.stringify(result).slice(0, 60) : '';
}

/** Says how it ended. Answers the exit code. */
export function conclude(problems: readonly string[], { files }: Board): number {
  heading(problems.length === 0 ? `All ${files.length} files and their summary are right.` : 'Something is wrong:');
  for (const problem of problems) say(`  ${problem}`);
  return problems.length === 0 ? 0 : 1;
}
