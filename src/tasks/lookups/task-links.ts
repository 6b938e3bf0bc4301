import { Injectable } from '@nestjs/common';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Preparation, Staging } from '../../ledger/lane/preparation.js';
import type { Recorded } from '../../ledger/stream-type.js';
import type { TaskEvent } from '../domain/task-events.js';
import { existingTask, type TaskState, type TaskStream } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';

/** A task that waits for another one. */
export interface Dependent {
  readonly task_id: string;
  readonly created_at: string;
}

const CHILDREN =
  'SELECT parent_task_id AS parent, array_agg(id ORDER BY id) AS children FROM tasks ' +
  'WHERE parent_task_id = ANY($1::text[]) GROUP BY parent_task_id';
const SUBTREES =
  'WITH RECURSIVE subtree AS (SELECT unnest($1::text[]) AS id UNION ' +
  'SELECT t.id FROM subtree s JOIN tasks t ON t.parent_task_id = s.id) ' +
  'SELECT s.id AS parent, coalesce(array_agg(t.id ORDER BY t.id) FILTER (WHERE t.id IS NOT NULL), ARRAY[]::text[]) ' +
  'AS children FROM subtree s LEFT JOIN tasks t ON t.parent_task_id = s.id GROUP BY s.id';
const DEPENDENTS =
  'SELECT depends_on_task_id, task_id, created_at FROM task_dependencies ' +
  'WHERE depends_on_task_id = ANY($1::text[]) ORDER BY depends_on_task_id, created_at, task_id';
const BLOCKERS =
  'SELECT task_id, array_agg(depends_on_task_id) AS blockers FROM task_dependencies ' +
  'WHERE task_id = ANY($1::text[]) GROUP BY task_id';
const REACHABLE =
  'WITH RECURSIVE reach AS (SELECT unnest($1::text[]) AS id UNION ' +
  'SELECT d.depends_on_task_id FROM reach r JOIN task_dependencies d ON d.task_id = r.id) ' +
  'SELECT r.id AS task_id, coalesce(array_agg(d.depends_on_task_id) FILTER (WHERE d.task_id IS NOT NULL), ' +
  'ARRAY[]::text[]) AS blockers FROM reach r LEFT JOIN task_dependencies d ON d.task_id = r.id GROUP BY r.id';

/**
 * How tasks hang together, by the tree and by dependencies. Lists cannot be kept right without having been read, so an
 * unread one is left alone: **a command that adds to or takes from a list must ask for it in `prepare`**, which runs
 * before anything of the flush is staged. Who only reads may ask at any time.
 */
@Injectable()
export class TaskLinks implements LaneIndex<TaskStream, TaskEvent> {
  readonly category = 'task';
  /** Task id to the ids of its direct children, in order of their ids; no value means none. */
  readonly childrenOf = new LaneLookup<readonly string[]>('children of task', readChildren);
  /** Task id to the tasks that depend on it, by edge time and id; no value means none. */
  readonly dependentsOf = new LaneLookup<readonly Dependent[]>('dependents of task', readDependents);
  /** Task id to the tasks that it depends on; no value means none. Kept right from the task's own state. */
  readonly blockersOf = new LaneLookup<readonly string[]>('blockers of task', readBlockers);
  /** Reads `childrenOf` of whole subtrees in one go; has no values of its own. */
  private readonly subtrees = new LaneLookup<true>('subtrees', (query, keys) => this.readSubtrees(query, keys), 0);
  /** Reads `blockersOf` of all that tasks depend on, however far; has no values of its own. */
  private readonly reachable = new LaneLookup<true>('reachable', (query, keys) => this.readReachable(query, keys), 0);

  /** Loads what a command is going to tell that may complete a task, or queue a run of a completed one. */
  async loadDependents(unit: Preparation, taskId: string): Promise<void> {
    const dependents = await unit.get(this.dependentsOf, taskId);
    await Promise.all((dependents ?? []).map(({ task_id }) => unit.load(taskStream, task_id)));
  }

  /** The ids of a task's subtree, itself first, level by level, siblings in order of their ids. */
  async subtreeOf(unit: Preparation, taskId: string): Promise<string[]> {
    // Both are asked, so that the lane knows of both; the first answers for one task, the second for all at once.
    await Promise.all([unit.get(this.childrenOf, taskId), unit.get(this.subtrees, taskId)]);
    const ids = [taskId];
    for (const id of ids) ids.push(...((await unit.get(this.childrenOf, id)) ?? []));
    return ids;
  }

  /** Whether `fromId` depends on `toId`, over however many edges; a cycle would end the search too. */
  async reaches(unit: Preparation, fromId: string, toId: string): Promise<boolean> {
    await Promise.all([unit.get(this.blockersOf, fromId), unit.get(this.reachable, fromId)]);
    const seen = new Set([fromId]);
    for (const id of seen) {
      if (id === toId) return true;
      for (const blocker of (await unit.get(this.blockersOf, id)) ?? []) seen.add(blocker);
    }
    return false;
  }

  staged(
    change: { readonly before: TaskStream; readonly after: TaskStream; readonly event: Recorded<TaskEvent> },
    unit: Staging,
  ): void {
    const before = existingTask(change.before);
    const after = existingTask(change.after);
    if (!before && after) this.created(after, unit);
    else if (before && !after) this.deleted(before, unit);
    else if (before && after && before.dependencies !== after.dependencies) this.edges(before, after, unit);
  }

  private created(task: TaskState, unit: Staging): void {
    unit.put(this.childrenOf, task.id, undefined);
    unit.put(this.dependentsOf, task.id, undefined);
    unit.put(this.blockersOf, task.id, undefined);
    const parent = task.parent_task_id;
    if (parent !== undefined) this.change(unit, this.childrenOf, parent, (ids) => [...ids, task.id].sort());
  }

  private deleted(task: TaskState, unit: Staging): void {
    const parent = task.parent_task_id;
    if (parent !== undefined) {
      this.change(unit, this.childrenOf, parent, (ids) => ids.filter((id) => id !== task.id));
    }
    for (const edge of task.dependencies) this.leave(task.id, edge.depends_on_task_id, unit);
    unit.put(this.blockersOf, task.id, undefined);
  }

  private edges(before: TaskState, after: TaskState, unit: Staging): void {
    const kept = new Set(after.dependencies.map((edge) => edge.depends_on_task_id));
    const known = new Set(before.dependencies.map((edge) => edge.depends_on_task_id));
    for (const edge of before.dependencies) {
      if (!kept.has(edge.depends_on_task_id)) this.leave(after.id, edge.depends_on_task_id, unit);
    }
    for (const { depends_on_task_id, created_at } of after.dependencies) {
      if (known.has(depends_on_task_id)) continue;
      const dependent = { task_id: after.id, created_at };
      this.change(unit, this.dependentsOf, depends_on_task_id, (all) => [...all, dependent].sort(byEdge));
    }
    unit.put(this.blockersOf, after.id, [...kept]);
  }

  private leave(taskId: string, blockerId: string, unit: Staging): void {
    this.change(unit, this.dependentsOf, blockerId, (all) => all.filter((one) => one.task_id !== taskId));
  }

  private change<V>(
    unit: Staging,
    lookup: LaneLookup<readonly V[]>,
    key: string,
    changed: (list: readonly V[]) => readonly V[],
  ): void {
    if (lookup.entries.has(key)) unit.put(lookup, key, changed(lookup.entries.get(key) ?? []));
  }

  private async readSubtrees(query: LaneQuery, keys: readonly string[]): Promise<Map<string, true>> {
    const rows = await query<{ parent: string; children: string[] }>(SUBTREES, [keys]);
    for (const row of rows) learn(this.childrenOf, row.parent, row.children);
    return new Map();
  }

  private async readReachable(query: LaneQuery, keys: readonly string[]): Promise<Map<string, true>> {
    const rows = await query<{ task_id: string; blockers: string[] }>(REACHABLE, [keys]);
    for (const row of rows) learn(this.blockersOf, row.task_id, row.blockers);
    return new Map();
  }
}

/** What is known already may hold what no row says yet. */
function learn<V>(lookup: LaneLookup<V>, key: string, value: V): void {
  if (!lookup.entries.has(key)) lookup.entries.set(key, value);
}

function byEdge(a: Dependent, b: Dependent): number {
  if (a.created_at !== b.created_at) return a.created_at < b.created_at ? -1 : 1;
  return a.task_id < b.task_id ? -1 : 1;
}

async function readChildren(query: LaneQuery, keys: readonly string[]): Promise<Map<string, readonly string[]>> {
  const rows = await query<{ parent: string; children: string[] }>(CHILDREN, [keys]);
  return new Map(rows.map((row) => [row.parent, row.children]));
}

async function readDependents(query: LaneQuery, keys: readonly string[]): Promise<Map<string, readonly Dependent[]>> {
  const found = new Map<string, Dependent[]>();
  const rows = await query<Dependent & { depends_on_task_id: string }>(DEPENDENTS, [keys]);
  for (const { depends_on_task_id, ...dependent } of rows) {
    found.set(depends_on_task_id, [...(found.get(depends_on_task_id) ?? []), dependent]);
  }
  return found;
}

async function readBlockers(query: LaneQuery, keys: readonly string[]): Promise<Map<string, readonly string[]>> {
  const rows = await query<{ task_id: string; blockers: string[] }>(BLOCKERS, [keys]);
  return new Map(rows.map((row) => [row.task_id, row.blockers]));
}
