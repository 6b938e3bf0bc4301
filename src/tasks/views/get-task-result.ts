import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { readSnapshot } from '../../ledger/log/read-snapshot.js';
import { LINES_ALONE, LINES_LISTED, readTaskResults, type TaskResult } from './task-result.js';

/** Whose tasks are listed: those of a workspace, or those that a person made. */
export type TasksOf = { readonly workspaceId: string } | { readonly principal: string };

/** Results of a page at most, and as many unless the caller asks for fewer (`http.md` 13). */
export const MAX_RESULTS = 1_000;

export const NEWEST_OF_WORKSPACE =
  'SELECT id FROM tasks WHERE workspace_id = $1 ORDER BY created_at DESC, id COLLATE "C" DESC LIMIT $2 OFFSET $3';
export const NEWEST_OF_PERSON =
  "SELECT id FROM tasks WHERE created_by_kind = 'human' AND created_by_ref = $1 " +
  'ORDER BY created_at DESC, id COLLATE "C" DESC LIMIT $2 OFFSET $3';

/** What the task with this id has given, all of it as of one moment; undefined where there is none. */
export class GetTaskResult extends Query<TaskResult | undefined> {
  constructor(readonly taskId: string) {
    super();
  }
}

@QueryHandler(GetTaskResult)
export class GetTaskResultHandler implements IQueryHandler<GetTaskResult> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ taskId }: GetTaskResult): Promise<TaskResult | undefined> {
    return readSnapshot(this.dataSource, async (snapshot) => {
      const [result] = await readTaskResults(snapshot, [taskId], LINES_ALONE);
      return result;
    });
  }
}

/** What tasks have given, newest first. */
export class ListTaskResults extends Query<TaskResult[]> {
  constructor(
    readonly of: TasksOf,
    readonly page: { readonly limit: number; readonly offset: number },
  ) {
    super();
  }
}

@QueryHandler(ListTaskResults)
export class ListTaskResultsHandler implements IQueryHandler<ListTaskResults> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ of, page }: ListTaskResults): Promise<TaskResult[]> {
    const [text, whose] =
      'workspaceId' in of ? [NEWEST_OF_WORKSPACE, of.workspaceId] : [NEWEST_OF_PERSON, of.principal];
    return readSnapshot(this.dataSource, async (snapshot) => {
      const rows = await snapshot.query<{ id: string }[]>(text, [whose, page.limit, page.offset]);
      const ids = rows.map(({ id }) => id);
      return readTaskResults(snapshot, ids, LINES_LISTED);
    });
  }
}
