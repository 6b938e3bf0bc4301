import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Json } from '../../ledger/event.js';
import type { RunRow } from './run-tables.js';
import { type DocumentRow, type TaskActivityRow, type TaskRow, TASKS } from './task-tables.js';

/** A task's row with its activity and its current run: claimed, starting or running (`runs.md` 1.3). */
export type TaskWithActivity = TaskRow & Omit<TaskActivityRow, 'task_id'> & { readonly current_run_id: string | null };

/** The documents of one task or run. */
export type Documents = Partial<Record<DocumentRow['name'], Json>>;

const CURRENT_RUN =
  '(SELECT r.id FROM runs r WHERE r.task_id = t.id ' +
  "AND r.status IN ('claimed', 'starting', 'running')) AS current_run_id";

export const TASK_COLUMNS =
  `${TASKS.columns.map((column) => `t.${column}`).join(', ')}, ` +
  `a.latest_event_seq, a.last_activity_at, ${CURRENT_RUN}`;
export const TASK_SOURCE = 'tasks t JOIN task_activity a ON a.task_id = t.id';

const BY_IDS = `SELECT ${TASK_COLUMNS} FROM ${TASK_SOURCE} WHERE t.id = ANY($1::text[])`;
const CHILDREN =
  `SELECT ${TASK_COLUMNS} FROM ${TASK_SOURCE} WHERE t.parent_task_id = $1 ` +
  'ORDER BY a.last_activity_at DESC, t.updated_at DESC, t.created_at DESC, t.id DESC';
const RUNS_OF_TASK = 'SELECT * FROM runs WHERE task_id = $1 ORDER BY queued_at DESC, id DESC LIMIT $2';
const OPEN_RUNS =
  'SELECT * FROM runs WHERE task_id = ANY($1::text[]) ' +
  "AND status IN ('queued', 'claimed', 'starting', 'running', 'needs_attention')";
const RUNS_BY_IDS = 'SELECT * FROM runs WHERE id = ANY($1::text[])';
const DOCUMENTS = 'SELECT owner_id, name, value FROM task_documents WHERE owner_id = ANY($1::text[])';

/** Reads of the task and run views by key; lists with filters have queries of their own. */
@Injectable()
export class TaskReader {
  constructor(private readonly dataSource: DataSource) {}

  async task(id: string): Promise<TaskWithActivity | undefined> {
    return (await this.tasks([id])).get(id);
  }

  async tasks(ids: readonly string[]): Promise<Map<string, TaskWithActivity>> {
    return byId(await this.read<TaskWithActivity>(BY_IDS, ids));
  }

  children(taskId: string): Promise<TaskWithActivity[]> {
    return this.dataSource.query<TaskWithActivity[]>(CHILDREN, [taskId]);
  }

  /** The newest runs of a task first, at most `limit`. */
  runsOfTask(taskId: string, limit: number): Promise<RunRow[]> {
    return this.dataSource.query<RunRow[]>(RUNS_OF_TASK, [taskId, limit]);
  }

  async run(id: string): Promise<RunRow | undefined> {
    return (await this.runs([id])).get(id);
  }

  async runs(ids: readonly string[]): Promise<Map<string, RunRow>> {
    return byId(await this.read<RunRow>(RUNS_BY_IDS, ids));
  }

  /** The open run of each task that has one; there is at most one a task. */
  async openRuns(taskIds: readonly string[]): Promise<Map<string, RunRow>> {
    const rows = await this.read<RunRow>(OPEN_RUNS, taskIds);
    return new Map(rows.map((row) => [row.task_id, row]));
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
    return ids.length === 0 ? Promise.resolve([]) : this.dataSource.query<Row[]>(text, [ids]);
  }
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
