import { claimableRun } from '../claimability.js';
import type { TaskEvent } from '../task-events.js';
import { existingTask, findRun, type RunState, type TaskState, type TaskStream } from '../task-state.js';
import { statusWith } from './run-command.js';

/** A run that the starvation ladder has counted turns for; `lease_epoch` tells one wait in the queue from the next. */
export interface StarvingRun {
  readonly run_id: string;
  readonly lease_epoch: number;
  /** Turns of the scheduler in which no active session could claim it. */
  readonly turns: number;
}

export interface StarvationFacts {
  readonly now: string;
  /** While the scheduler is paused nobody starves (`runs.md` 5). */
  readonly scheduler_paused: boolean;
}

/** `task.run_starved`, once for each time that the run is queued (`runs.md` 4.3.2). */
export function tellStarvedRun(stream: TaskStream, starving: StarvingRun, facts: StarvationFacts): TaskEvent[] {
  const { run } = waiting(stream, starving, facts) ?? {};
  if (!run || run.starved) return [];
  return [{ type: 'task.run_starved', data: { ...waitOf(run), queued_age_ms: ageOf(run, facts.now) } }];
}

/** `task.run_needs_attention`: nobody claims the run any more until somebody recovers it (`runs.md` 4.3.2). */
export function flagRunForAttention(stream: TaskStream, starving: StarvingRun, facts: StarvationFacts): TaskEvent[] {
  const { task, run } = waiting(stream, starving, facts) ?? {};
  if (!task || !run) return [];
  const seconds = Math.floor(ageOf(run, facts.now) / 1000);
  return [
    {
      type: 'task.run_needs_attention',
      data: {
        ...waitOf(run),
        task_status: statusWith(task, { ...run, status: 'needs_attention' }),
        diagnostic:
          `the run has been queued for ${seconds} s and nobody could claim it: ` +
          `in ${starving.turns} turns of the scheduler no active session was eligible`,
      },
    },
  ];
}

/** The run, while it still waits as it was counted: not claimed since, nor paused, nor blocked. */
function waiting(
  stream: TaskStream,
  { run_id, lease_epoch }: StarvingRun,
  { scheduler_paused }: StarvationFacts,
): { readonly task: TaskState; readonly run: RunState } | undefined {
  const task = existingTask(stream);
  const run = task && findRun(task, run_id);
  if (!task || run?.lease_epoch !== lease_epoch || scheduler_paused) return undefined;
  return claimableRun(stream)?.run_id === run_id ? { task, run } : undefined;
}

function waitOf(run: RunState) {
  const { id, queued_at, coordination_channel_id } = run;
  const channel = coordination_channel_id === undefined ? {} : { coordination_channel: coordination_channel_id };
  return { run_id: id, queued_at, ...channel };
}

function ageOf(run: RunState, now: string): number {
  return Date.parse(now) - Date.parse(run.queued_at);
}
