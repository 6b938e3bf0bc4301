import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Json } from '../../ledger/event.js';
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { isActive } from '../domain/run-status.js';
import type { OpenRun, RunRow } from './run-tables.js';
import { type DependencyRow, type DocumentRow, type TaskActivityRow, type TaskRow, TASKS } from './task-tables.js';

/** A task's row with its activity and its current run: claimed, starting or running (`runs.md` 1.3). */
export type TaskWithActivity = TaskRow & Omit<TaskActivityRow, 'task_id'> & { readonly current_run_id: string | null };

/** What other things show of a task that they refer to. */
export type ReferencedTask = Pick<TaskWithActivity, (typeof REFERENCE_COLUMNS)[number] | 'latest_event_seq'>;

/** An edge with the task that is waited for (`tasks.md` 6.1). */
export interface DependencyView extends DependencyRow {
  readonly depends_on: ReferencedTask;
}

/** A task in the tree of a root, whose depth is 0 (`tasks.md` 6.14). */
export type TaskInTree = ReferencedTask &
  Pick<TaskWithActivity, 'parent_task_id' | 'child_count' | 'max_attempts' | 'last_activity_at'> & {
    readonly depth: number;
  };

/** The documents of one task or run. */
export type Documents = Partial<Record<DocumentRow['name'], Json>>;

const CURRENT_RUN =
  '(SELECT r.id FROM runs r WHERE r.task_id = t.id ' +
  "AND r.status IN ('claimed', 'starting', 'running')) AS current_run_id";

const REFERENCE_COLUMNS = [
  'id',
  'identifier',
  'title',
  'status',
  'priority',
  'scope',
  'workspace_id',
  'owner_kind',
  'owner_ref',
  'paused',
  'paused_by_task_id',
] as const satisfies readonly (keyof TaskRow)[];

const OWN_COLUMNS = `${TASKS.columns.map((column) => `t.${column}`).join(', ')}, a.latest_event_seq, a.last_activity_at`;
const TASK_COLUMNS = `${OWN_COLUMNS}, ${CURRENT_RUN}`;
const TASK_SOURCE = 'tasks t JOIN task_activity a ON a.task_id = t.id';

const OWN_BY_IDS = `SELECT ${OWN_COLUMNS} FROM ${TASK_SOURCE} WHERE t.id = ANY($1::text[])`;
const BY_IDS = `SELECT ${TASK_COLUMNS} FROM ${TASK_SOURCE} WHERE t.id = ANY($1::text[])`;
const CHILDREN =
  `SELECT ${TASK_COLUMNS} FROM ${TASK_SOURCE} WHERE t.parent_task_id = $1 ` +
  'ORDER BY a.last_activity_at DESC, t.updated_at DESC, t.created_at DESC, t.id DESC';
const DEPENDENCIES =
  'SELECT d.task_id, d.created_at, a.latest_event_seq, ' +
  `${REFERENCE_COLUMNS.map((column) => `t.${column}`).join(', ')} FROM task_dependencies d ` +
  'JOIN tasks t ON t.id = d.depends_on_task_id JOIN task_activity a ON a.task_id = t.id ' +
  'WHERE d.task_id = ANY($1::text[]) ORDER BY d.task_id, d.created_at, d.depends_on_task_id';
const TREE =
  'WITH RECURSIVE tree AS (SELECT id, 0 AS depth FROM tasks WHERE id = $1 ' +
  'UNION ALL SELECT c.id, p.depth + 1 FROM tree p JOIN tasks c ON c.parent_task_id = p.id) ' +
  `SELECT ${REFERENCE_COLUMNS.map((column) => `t.${column}`).join(', ')}, t.parent_task_id, t.child_count, ` +
  't.max_attempts, a.latest_event_seq, a.last_activity_at, tree.depth ' +
  'FROM tree JOIN tasks t ON t.id = tree.id JOIN task_activity a ON a.task_id = t.id ' +
  'ORDER BY tree.depth, a.last_activity_at DESC, t.id';
const RUNS_OF_TASK = 'SELECT * FROM runs WHERE task_id = $1 ORDER BY queued_at DESC, id DESC LIMIT $2';
/** Of the open runs only those that need attention have an error: for the others nothing is looked up. */
const OPEN_RUNS =
  "SELECT r.*, CASE WHEN r.status = 'needs_attention' THEN (SELECT d.value FROM task_documents d " +
  "WHERE d.owner_id = r.id AND d.name = 'error') END AS error FROM runs r WHERE r.task_id = ANY($1::text[]) " +
  "AND r. status IN ('queued', 'claimed', 'starting', 'running', 'needs_attention')";
const RUNS_BY_IDS = 'SELECT * FROM runs WHERE id = ANY($1::text[])';
const DOCUMENTS = 'SELECT owner_id, name, value FROM task_documents WHERE owner_id = ANY($1::text[])';

/**
 * Reads of the task and run views by key; lists with filters have queries of their own. One that is made of a snapshot
 * sees everything as it was at its first read.
 */
@Injectable()
export class TaskReader {
  constructor(@Inject(DataSource) private readonly source: RowSource) {}

  async task(id: string): Promise<TaskWithActivity | undefined> {
    return (await this.tasks([id])).get(id);
  }

  async tasks(ids: readonly string[]): Promise<Map<string, TaskWithActivity>> {
    return byId(await this.read<TaskWithActivity>(BY_IDS, ids));
  }

  /** Tasks whose open runs were read already, by which their current runs are known. */
  async tasksWith(
    openRuns: ReadonlyMap<string, RunRow>,
    ids: readonly string[],
  ): Promise<Map<string, TaskWithActivity>> {
    const rows = await this.read<Omit<TaskWithActivity, 'current_run_id'>>(OWN_BY_IDS, ids);
    return byId(rows.map((row) => Object.assign(row, { current_run_id: currentRunId(openRuns.get(row.id)) })));
  }

  children(taskId: string): Promise<TaskWithActivity[]> {
    return this.source.query<TaskWithActivity[]>(CHILDREN, [taskId]);
  }

  /** A task and everything below it, itself first: by depth, latest activity first. */
  tree(rootId: string): Promise<TaskInTree[]> {
    return this.source.query<TaskInTree[]>(TREE, [rootId]);
  }

  /** The newest runs of a task first, at most `limit`. */
  runsOfTask(taskId: string, limit: number): Promise<RunRow[]> {
    return this.source.query<RunRow[]>(RUNS_OF_TASK, [taskId, limit]);
  }

  async run(id: string): Promise<RunRow | undefined> {
    return (await this.runs([id])).get(id);
  }

  async runs(ids: readonly string[]): Promise<Map<string, RunRow>> {
    return byId(await this.read<RunRow>(RUNS_BY_IDS, ids));
  }

  /** The open run of each task that has one; there is at most one a task. */
  async openRuns(taskIds: readonly string[]): Promise<Map<string, OpenRun>> {
    const rows = await this.read<OpenRun>(OPEN_RUNS, taskIds);
    return new Map(rows.map((row) => [row.task_id, row]));
  }

  /** The edges of each task that has any, oldest first, with the tasks that are waited for. */
  async dependenciesOf(taskIds: readonly string[]): Promise<Map<string, DependencyView[]>> {
    const found = new Map<string, DependencyView[]>();
    const rows = await this.read<ReferencedTask & Pick<DependencyRow, 'task_id' | 'created_at'>>(DEPENDENCIES, taskIds);
    for (const { task_id, created_at, ...depends_on } of rows) {
      const edge = { task_id, depends_on_task_id: depends_on.id, created_at, depends_on };
      found.set(task_id, [...(found.get(task_id) ?? []), edge]);
    }
    return found;
  }

  /** Documents by the id of their task or run; owners without documents are left out. */
  async documents(ownerIds: readonly string[]): Promise<Map<string, Documents>> {
    const found = new Map<string, Documents>();
    for (const row of await this.read<DocumentRow>(DOCUMENTS, ownerIds)) {
      found.set(row.owner_id, { ...found.get(row.owner_id), [row.name]: row.value });
    }
    return found;
  }

  private read<Row>(text: string, ids: readonly string[]): Promise<Row[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.source.query<Row[]>(text, [ids]);
  }
}

function currentRunId(openRun: RunRow | undefined): string | null {
  return openRun && isActive(openRun.status) ? openRun.id : null;
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
