/** Tasks put into the tables of the task view as the lane would, without events: for lists of many. */
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { RowBatch } from '../../../src/ledger/lane/row-batch.js';
import type { TaskState } from '../../../src/tasks/domain/task-state.js';
import { taskView } from '../../../src/tasks/views/task-view.js';

const AT = '2026-05-05T10:30:00.000Z';
const ROWS_OF_A_STATEMENT = 5_000;

/** A ready task of nobody, but for what is said. */
export function listedTask(id: string, said: Partial<TaskState> = {}): TaskState {
  return {
    id,
    uuid: randomUUID(),
    number: 1,
    scope: said.workspace_id === undefined ? 'global' : 'workspace',
    title: id,
    priority: 'medium',
    max_attempts: 3,
    auto_enqueue_on_ready: false,
    status: 'ready',
    approval_policy: 'none',
    approval_state: 'not_required',
    paused: false,
    created_by: { kind: 'human', ref: 'local-user' },
    origin: { kind: 'http', ref: 'tasks.create' },
    created_at: AT,
    updated_at: AT,
    latest_event_seq: 1,
    last_activity_at: AT,
    runs: [],
    dependencies: [],
    child_count: 0,
    ...said,
  };
}

export async function insertTasks(source: DataSource, tasks: readonly TaskState[]): Promise<void> {
  for (let at = 0; at < tasks.length; at += ROWS_OF_A_STATEMENT) {
    const rows = new RowBatch();
    for (const after of tasks.slice(at, at + ROWS_OF_A_STATEMENT)) {
      taskView.project({ id: after.id, before: null, after, events: [] }, rows);
    }
    const { text, values } = rows.statement();
    await source.query(text, [...values]);
  }
}
