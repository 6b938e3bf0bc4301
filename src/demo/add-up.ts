import { TaskledgerClient } from '../client/index.js';
import type { FileFacts, Totals } from './file-job.js';

/** Adds up the results of the tasks that a task depends on, which it reads from the service. */
export async function addUp(url: string, taskId: string): Promise<Totals> {
  const apiKey = process.env.TASKLEDGER_KEY;
  const client = new TaskledgerClient({ url, ...(apiKey === undefined ? {} : { apiKey }) });
  const { dependencies = [] } = await client.getTask(taskId);
  let totals: Totals = { files: 0, bytes: 0, lines: 0, words: 0, gzip_bytes: 0 };
  for (const { depends_on_task_id } of dependencies) {
    const [run] = await client.listRuns(depends_on_task_id, { status: 'completed', limit: 1 });
    if (!run) throw new Error(`${depends_on_task_id} has no completed run`);
    totals = added(totals, run.result as FileFacts);
  }
  return totals;
}

function added(totals: Totals, { bytes, lines, words, gzip_bytes }: FileFacts): Totals {
  return {
    files: totals.files + 1,
    bytes: totals.bytes + bytes,
    lines: totals.lines + lines,
    words: totals.words + words,
    gzip_bytes: totals.gzip_bytes + gzip_bytes,
  };
}
