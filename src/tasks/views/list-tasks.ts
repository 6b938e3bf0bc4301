import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { RunRow } from './run-tables.js';
import type { ApprovalState, OwnerKind, Priority, Scope, TaskStatus } from '../domain/vocabulary.js';
import { Conditions } from './conditions.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { TASK_COLUMNS, TASK_SOURCE, TaskReader, type TaskWithActivity } from './task-reader.js';

/** Rows of a list at most, whatever the caller asks (architecture.md 12, decision 5). */
export const MAX_LIST = 500;

/** The filters of `tasks.md` 6.1, parsed; all that are given must hold. */
export interface TaskFilter {
  readonly scope?: Scope;
  readonly workspace_id?: string;
  readonly status?: TaskStatus;
  readonly priority?: Priority;
  readonly include_drafts?: boolean;
  readonly approval_state?: ApprovalState;
  readonly owner_kind?: OwnerKind;
  readonly owner_ref?: string;
  readonly parent_task_id?: string;
  readonly network_channel?: string;
  /** Substring of title or identifier, without regard to case; `%` and `_` are themselves. */
  readonly query?: string;
  readonly limit?: number;
  /** Where the last page ended, as it said. */
  readonly cursor?: string;
}

export interface TaskPage {
  readonly tasks: readonly TaskWithActivity[];
  readonly openRuns: ReadonlyMap<string, RunRow>;
  /** Given while more may follow. */
  readonly nextCursor?: string;
}

/** Tasks by latest activity, newest first (`tasks.md` 6.1). */
export class ListTasks extends Query<TaskPage> {
  constructor(readonly filter: TaskFilter) {
    super();
  }
}

const CURSOR_COLUMNS = ['a.last_activity_at', 't.updated_at', 't.created_at', 't.id'] as const;
const ORDER = CURSOR_COLUMNS.map((column) => `${column} DESC`).join(', ');

@QueryHandler(ListTasks)
export class ListTasksHandler implements IQueryHandler<ListTasks> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: TaskReader,
  ) {}

  async execute({ filter }: ListTasks): Promise<TaskPage> {
    const limit = Math.min(filter.limit && filter.limit > 0 ? filter.limit : MAX_LIST, MAX_LIST);
    const conditions = conditionsOf(filter);
    const text =
      `SELECT ${TASK_COLUMNS} FROM ${TASK_SOURCE} ${conditions.where()} ORDER BY ${ORDER} ` +
      `LIMIT ${conditions.value(limit)}`;
    const tasks = await this.dataSource.query<TaskWithActivity[]>(text, [...conditions.values]);
    const openRuns = await this.reader.openRuns(tasks.map((task) => task.id));
    const last = tasks.length === limit ? tasks.at(-1) : undefined;
    return { tasks, openRuns, ...(last ? { nextCursor: cursorOf(last) } : {}) };
  }
}

function conditionsOf(filter: TaskFilter): Conditions {
  const conditions = new Conditions();
  conditions.equal('t.scope', filter.scope);
  conditions.equal('t.workspace_id', filter.workspace_id);
  conditions.equal('t.status', filter.status);
  conditions.equal('t.priority', filter.priority);
  conditions.equal('t.approval_state', filter.approval_state);
  conditions.equal('t.owner_kind', filter.owner_kind);
  conditions.equal('t.owner_ref', filter.owner_ref);
  conditions.equal('t.parent_task_id', filter.parent_task_id);
  conditions.equal('t.network_channel', filter.network_channel);
  if (filter.status === undefined && filter.include_drafts !== true) conditions.add("t.status <> 'draft'");
  if (filter.query !== undefined) {
    const pattern = conditions.value(`%${filter.query.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.add(`(t.title ILIKE ${pattern} OR t.identifier ILIKE ${pattern})`);
  }
  if (filter.cursor !== undefined) {
    const [activity, updated, created, id] = decodeCursor(filter.cursor, ['time', 'time', 'time', 'text']);
    const bounds = [
      `${conditions.value(activity)}::timestamptz`,
      `${conditions.value(updated)}::timestamptz`,
      `${conditions.value(created)}::timestamptz`,
      conditions.value(id),
    ];
    conditions.add(`(${CURSOR_COLUMNS.join(', ')}) < (${bounds.join(', ')})`);
  }
  return conditions;
}

function cursorOf(task: TaskWithActivity): string {
  return encodeCursor([task.last_activity_at, task.updated_at, task.created_at, task.id]);
}
