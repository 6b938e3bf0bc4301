import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Rejection } from '../../ledger/rejection.js';
import type { RunStatus } from '../domain/vocabulary.js';
import { Conditions } from './conditions.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { MAX_LIST } from './list-tasks.js';
import type { RunRow } from './run-tables.js';
import { type Documents, TaskReader } from './task-reader.js';

export interface RunFilter {
  readonly status?: RunStatus;
  readonly session_id?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface RunPage {
  readonly runs: readonly RunRow[];
  readonly documents: ReadonlyMap<string, Documents>;
  readonly nextCursor?: string;
}

/** A task's runs, newest first (`runs.md` 3.2). Refused: `task_not_found`. */
export class ListTaskRuns extends Query<RunPage> {
  constructor(
    readonly taskId: string,
    readonly filter: RunFilter,
  ) {
    super();
  }
}

@QueryHandler(ListTaskRuns)
export class ListTaskRunsHandler implements IQueryHandler<ListTaskRuns> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: TaskReader,
  ) {}

  async execute({ taskId, filter }: ListTaskRuns): Promise<RunPage> {
    if (!(await this.reader.task(taskId))) throw new Rejection('task_not_found', `task ${taskId} does not exist`);
    const limit = Math.min(filter.limit && filter.limit > 0 ? filter.limit : MAX_LIST, MAX_LIST);
    const conditions = new Conditions();
    conditions.equal('task_id', taskId);
    conditions.equal('status', filter.status);
    conditions.equal('session_id', filter.session_id);
    if (filter.cursor !== undefined) {
      const [queued, id] = decodeCursor(filter.cursor, ['time', 'text']);
      conditions.add(`(queued_at, id) < (${conditions.value(queued)}::timestamptz, ${conditions.value(id)})`);
    }
    const text = `SELECT * FROM runs ${conditions.where()} ORDER BY queued_at DESC, id DESC LIMIT ${conditions.value(limit)}`;
    const runs = await this.dataSource.query<RunRow[]>(text, [...conditions.values]);
    const documents = await this.reader.documents(runs.map((run) => run.id));
    const last = runs.length === limit ? runs.at(-1) : undefined;
    return { runs, documents, ...(last ? { nextCursor: encodeCursor([last.queued_at, last.id]) } : {}) };
  }
}
