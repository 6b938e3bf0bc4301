import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskledgerClient } from '../client/index.js';
import type { Board, FileRow, Row } from './board.js';
import type { Totals } from './file-job.js';
import type { InputFile } from './input-files.js';

/** The task above all others of the demo. */
export const PARENT_ID = 'texts';

/** Rows for the tasks to come; their ids are ours, so that no event of theirs can come before its row is known. */
export function planned(
  inputs: readonly InputFile[],
  output: string,
): { readonly files: FileRow[]; readonly summary: Row<Totals> } {
  mkdirSync(output);
  const begin = { state: 'waiting', agent: '', percent: 0 } as const;
  const files = inputs.map(({ name, path, bytes }): FileRow => {
    const job = { path, gzip_path: join(output, `${name}.gz`) };
    return { ...begin, taskId: `${PARENT_ID}-${name}`, name, bytes, job };
  });
  return { files, summary: { ...begin, taskId: `${PARENT_ID}-summary`, name: 'the summary', bytes: 0 } };
}

/**
 * Makes the parent, follows it, and then makes what is below it: a child for each file and the summary, which waits for
 * them all and asks to be queued when it need wait no longer. The children's runs are queued at last.
 */
export async function createTasks(client: TaskledgerClient, board: Board, signal: AbortSignal): Promise<void> {
  const { files, summary } = board;
  const scope = 'global';
  await client.createTask({ id: PARENT_ID, scope, title: `What is in ${files.length} texts` });
  board.follow(PARENT_ID, signal);
  await Promise.all(
    files.map(({ taskId, name, job }, index) => {
      const title = `Count, checksum and gzip ${name}`;
      const priority = index === 0 ? 'urgent' : 'medium';
      return client.createChildTask(PARENT_ID, { id: taskId, scope, title, priority, metadata: job });
    }),
  );
  const title = `Add up what ${files.length} files have`;
  await client.createChildTask(PARENT_ID, { id: summary.taskId, scope, title, auto_enqueue_on_ready: true });
  const edges = files.map(({ taskId }) => client.addDependency(summary.taskId, { depends_on_task_id: taskId }));
  await Promise.all(edges);
  for (const { taskId, job } of files) await client.startTask(taskId, { metadata: job });
}
