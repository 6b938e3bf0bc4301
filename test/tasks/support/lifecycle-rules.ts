/**
 * What the specs say of tasks as a whole, worked out from scratch: from the log and from the other tasks, never from
 * what the service derived before. `wrongs` names everything that is not so.
 */
import type { RecordedEvent } from '../../../src/ledger/event.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import type { TaskStatus } from '../../../src/tasks/domain/vocabulary.js';

/** A task as its own events make it. */
export interface FoldedTask {
  readonly task: TaskState;
  readonly events: readonly RecordedEvent[];
}

const OPEN: readonly string[] = ['queued', 'claimed', 'starting', 'running', 'needs_attention'];
const INTERNAL = ['child_removed', 'dependency_changed', 'dependency_dropped', 'pause_inherited', 'deleted'];

/** The rules that tasks break, by words and task id. */
export function wrongs(tasks: ReadonlyMap<string, FoldedTask>): string[] {
  const found: string[] = [];
  for (const [id, folded] of tasks) {
    for (const [words, expected, actual] of rulesOf(folded, tasks)) {
      if (JSON.stringify(expected) !== JSON.stringify(actual)) {
        found.push(`${words} of ${id} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
      }
    }
  }
  return found;
}

type Rule = readonly [words: string, expected: unknown, actual: unknown];

function rulesOf({ task, events }: FoldedTask, tasks: ReadonlyMap<string, FoldedTask>): Rule[] {
  const status = statusOf(task.id, tasks);
  const shown = events.filter(({ type }) => !INTERNAL.includes(type.replace('task.', '')));
  const open = task.runs.filter((run) => OPEN.includes(run.status));
  return [
    ['status', status, task.status],
    ['being closed', ['completed', 'failed', 'canceled'].includes(status), task.closed_at !== undefined],
    ['having several open runs', false, open.length > 1],
    ['current run', open.find((run) => !['queued', 'needs_attention'].includes(run.status))?.id, task.current_run_id],
    ['latest_event_seq', shown.at(-1)?.position, task.latest_event_seq],
    ['attempts', task.runs.map((_, n) => n + 1), task.runs.map((run) => run.attempt)],
    ['inherited pause', inheritedPause(task, tasks), task.pause_inherited_from],
    ['child count', childrenOf(task.id, tasks).length, task.child_count],
    [
      'satisfied dependencies',
      task.dependencies.map((edge) => statusOf(edge.depends_on_task_id, tasks) === 'completed'),
      task.dependencies.map((edge) => edge.satisfied),
    ],
    ['lying on a cycle', false, reaches(task.id, task.id, tasks)],
    ['last activity after update', true, task.last_activity_at >= task.updated_at],
  ];
}

/** `tasks.md` 4.2 and 4.3, with `needs_attention` as queued (`runs.md` 1.3); drafts and canceled tasks by their events. */
function statusOf(id: string, tasks: ReadonlyMap<string, FoldedTask>): TaskStatus {
  const { task, events } = known(id, tasks);
  const last = latest(task.runs);
  const types = new Set(events.map(({ type }) => type));
  if (types.has('task.canceled') || last?.status === 'canceled') return 'canceled';
  const draft = events[0]?.data?.task_status === 'draft' && !types.has('task.published');
  if (draft) return 'draft';
  if (task.runs.some((run) => run.status === 'starting' || run.status === 'running')) return 'in_progress';
  const waits = (): TaskStatus => {
    const unapproved = task.approval_policy === 'manual' && task.approval_state !== 'approved';
    const unresolved = task.dependencies.some((edge) => statusOf(edge.depends_on_task_id, tasks) !== 'completed');
    return unapproved || unresolved ? 'blocked' : 'ready';
  };
  if (task.runs.some((run) => OPEN.includes(run.status)) || !last) return waits();
  if (last.status === 'completed') return 'completed';
  return last.attempt + 1 > task.max_attempts ? 'failed' : waits();
}

function latest(runs: readonly RunState[]): RunState | undefined {
  return runs.toSorted((a, b) => a.attempt - b.attempt).at(-1);
}

/** The nearest paused task above, by the parents alone. */
function inheritedPause(task: TaskState, tasks: ReadonlyMap<string, FoldedTask>): string | undefined {
  const above = task.parent_task_id;
  if (above === undefined) return undefined;
  const parent = known(above, tasks).task;
  return parent.paused ? parent.id : inheritedPause(parent, tasks);
}

export function childrenOf(id: string, tasks: ReadonlyMap<string, FoldedTask>): string[] {
  return [...tasks.values()]
    .filter(({ task }) => task.parent_task_id === id)
    .map(({ task }) => task.id)
    .sort();
}

/** Who waits for a task, in the order in which they are told. */
export function dependentsOf(id: string, tasks: ReadonlyMap<string, FoldedTask>): string[] {
  return [...tasks.values()]
    .flatMap(({ task }) => task.dependencies.map((edge) => ({ ...edge, task_id: task.id })))
    .filter((edge) => edge.depends_on_task_id === id)
    .sort((a, b) => `${a.created_at} ${a.task_id}`.localeCompare(`${b.created_at} ${b.task_id}`, 'en'))
    .map((edge) => edge.task_id);
}

function reaches(from: string, to: string, tasks: ReadonlyMap<string, FoldedTask>): boolean {
  const seen = new Set<string>();
  const waiting = [...known(from, tasks).task.dependencies];
  for (let edge = waiting.pop(); edge; edge = waiting.pop()) {
    const { depends_on_task_id: id } = edge;
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...known(id, tasks).task.dependencies);
  }
  return false;
}

/** The runs that claim-next may hand out (`runs.md` 3.4.3), as far as these tasks have owners. */
export function claimable(tasks: ReadonlyMap<string, FoldedTask>): string[] {
  const offered = [...tasks.values()].filter(({ task }) => {
    const waits = ['draft', 'blocked', 'canceled'].includes(statusOf(task.id, tasks));
    const forAgents = task.owner === undefined || ['pool', 'agent_session'].includes(task.owner.kind);
    return !waits && forAgents && !task.paused && inheritedPause(task, tasks) === undefined;
  });
  return offered.flatMap(({ task }) => task.runs.filter((run) => run.status === 'queued').map((run) => run.id)).sort();
}

function known(id: string, tasks: ReadonlyMap<string, FoldedTask>): FoldedTask {
  const task = tasks.get(id);
  if (!task) throw new Error(`task ${id} is named and is not there`);
  return task;
}
