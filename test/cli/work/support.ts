/** `taskledger work` as a process of its own, and tasks for it. */
import { resolve } from 'node:path';
import type { Task, TaskledgerClient, TimelineItem } from '../../../src/client/index.js';
import { beginService, type StartingService } from '../../support/spawn-service.js';

const CLI = resolve(__dirname, '../../../dist/src/cli.js');

/** Generous: only a fault reaches it. */
export const COMES_WITHIN_MS = 60_000;

export interface StartedTask {
  readonly task: Task;
  readonly runId: string;
}

/** Starts a worker whose command is a script that Node runs. */
export function startWorker(url: string, options: string, script: string): Promise<StartingService> {
  return startWorkerWith(url, options, [process.execPath, '-e', script]);
}

/** Starts a worker with any command; `options` are separated by blanks. */
export function startWorkerWith(url: string, options: string, command: readonly string[]): Promise<StartingService> {
  const args = ['work', ...options.split(' '), '--', ...command];
  return beginService({ entry: CLI, args, env: { TASKLEDGER_URL: url } });
}

/** A task for one kind of worker alone, with its first run in the queue. */
export async function taskFor(client: TaskledgerClient, agent: string, metadata?: object): Promise<StartedTask> {
  const owner = { kind: 'pool', ref: agent } as const;
  const { id } = await client.createTask({ scope: 'global', title: `for ${agent}`, owner });
  const { task, run } = await client.startTask(id, metadata === undefined ? {} : { metadata });
  return { task, runId: run.id };
}

/** Follows the task until an event of this type comes that satisfies the condition. */
export async function eventOf(
  client: TaskledgerClient,
  { task }: StartedTask,
  type: string,
  condition: (item: TimelineItem) => boolean = () => true,
): Promise<TimelineItem> {
  for await (const { timeline } of client.stream(task.id, { signal: AbortSignal.timeout(COMES_WITHIN_MS) })) {
    if (timeline.event_type === type && condition(timeline)) return timeline;
  }
  throw new Error(`${type} did not come`);
}

/** The log lines of the task's progress, in order. */
export async function loggedLines(client: TaskledgerClient, { task }: StartedTask): Promise<string[]> {
  const items = await client.timeline(task.id);
  const progress = items.filter(({ event_type }) => event_type === 'task.run_progress');
  return progress.flatMap(({ payload }) => (payload as { log?: string[] }).log ?? []);
}
