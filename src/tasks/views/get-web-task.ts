import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { readSnapshot } from '../../ledger/log/read-snapshot.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { BY_INDEX } from './list-tasks.js';
import type { WebTaskView } from './web-task.js';
import { type WebTaskOwner, WebTaskReader } from './web-task-reader.js';

/** A web task by its UUID, all of it as of one moment; undefined where there is none of it (`http.md` 12). */
export class GetWebTask extends Query<WebTaskView | undefined> {
  constructor(readonly uuid: string) {
    super();
  }
}

@QueryHandler(GetWebTask)
export class GetWebTaskHandler implements IQueryHandler<GetWebTask> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ uuid }: GetWebTask): Promise<WebTaskView | undefined> {
    return readSnapshot(this.dataSource, (snapshot) => new WebTaskReader(snapshot).byUuid(uuid));
  }
}

export interface WebTaskPage {
  readonly tasks: readonly WebTaskView[];
  /** Given while more may follow. */
  readonly nextCursor?: string;
}

/** Rows of a page at most, whatever the caller asks (architecture.md 12, decision 5). */
const MAX_PAGE = 500;

/** Web tasks, newest first. Refused: `invalid_query` for a cursor that no such list has answered. */
export class ListWebTasks extends Query<WebTaskPage> {
  constructor(
    readonly owner: WebTaskOwner,
    readonly page: { readonly limit?: number; readonly cursor?: string },
  ) {
    super();
  }
}

@QueryHandler(ListWebTasks)
export class ListWebTasksHandler implements IQueryHandler<ListWebTasks> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ owner, page }: ListWebTasks): Promise<WebTaskPage> {
    const limit = Math.min(page.limit && page.limit > 0 ? page.limit : MAX_PAGE, MAX_PAGE);
    const [time, id] = page.cursor === undefined ? [] : decodeCursor(page.cursor, ['time', 'text']);
    const after = time === undefined || id === undefined ? {} : { after: [time, id] as const };
    const range = { owner, limit, ...after };
    const tasks = await readSnapshot(this.dataSource, (snapshot) => new WebTaskReader(snapshot).page(range), BY_INDEX);
    const last = tasks.length === limit ? tasks.at(-1) : undefined;
    return { tasks, ...(last ? { nextCursor: encodeCursor([last.task.created_at, last.task.id]) } : {}) };
  }
}
