import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import { BY_INDEX } from '../../tasks/views/list-tasks.js';
import type { RunRow } from '../../tasks/views/run-tables.js';
import { type Documents, TaskReader, type TaskWithActivity } from '../../tasks/views/task-reader.js';
import { type BacklogFilter, backlogPage, type BacklogStatement, backlogTotal } from './backlog-sql.js';

const DEFAULT_ROWS = 50;
const MAX_ROWS = 500;

export interface BacklogRequest extends BacklogFilter {
  /** Absent or not positive: 50; at most 500. */
  readonly limit?: number;
}

export interface BacklogEntry {
  readonly task: TaskWithActivity;
  readonly run: RunRow;
  readonly documents: Documents | undefined;
}

export interface BacklogView {
  readonly entries: readonly BacklogEntry[];
  /** All that the filter leaves, whatever the limit. */
  readonly total: number;
}

/** The queued runs in the order of claims, those of blocked tasks among them, as of one moment (`runs.md` 5.5). */
export class GetBacklog extends Query<BacklogView> {
  constructor(readonly request: BacklogRequest) {
    super();
  }
}

@QueryHandler(GetBacklog)
export class GetBacklogHandler implements IQueryHandler<GetBacklog> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ request }: GetBacklog): Promise<BacklogView> {
    const { limit = 0 } = request;
    const rows = Math.min(limit > 0 ? limit : DEFAULT_ROWS, MAX_ROWS);
    return readSnapshot(this.dataSource, async (snapshot) => {
      await snapshot.query(BY_INDEX);
      const places = await read<Place>(snapshot, backlogPage(request, rows));
      const [count] = await read<{ total: number }>(snapshot, backlogTotal(request));
      return { entries: await entriesAt(places, new TaskReader(snapshot)), total: count?.total ?? 0 };
    });
  }
}

interface Place {
  readonly run_id: string;
  readonly task_id: string;
}

function read<Row>(snapshot: RowSource, { text, values }: BacklogStatement): Promise<Row[]> {
  return snapshot.query<Row[]>(text, values);
}

async function entriesAt(places: readonly Place[], reader: TaskReader): Promise<BacklogEntry[]> {
  const runIds = places.map((place) => place.run_id);
  const tasks = await reader.tasks(places.map((place) => place.task_id));
  const runs = await reader.runs(runIds);
  const documents = await reader.documents(runIds);
  return places.flatMap(({ run_id, task_id }) => {
    const task = tasks.get(task_id);
    const run = runs.get(run_id);
    return task && run ? [{ task, run, documents: documents.get(run_id) }] : [];
  });
}
