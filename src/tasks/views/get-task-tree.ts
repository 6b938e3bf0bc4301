import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { readSnapshot } from '../../ledger/log/read-snapshot.js';
import { Rejection } from '../../ledger/rejection.js';
import type { OpenRun } from './run-tables.js';
import { type TaskInTree, TaskReader } from './task-reader.js';

/** A task with everything below it. */
export interface TaskTreeView {
  readonly root: TaskInTree;
  /** By depth, latest activity first. */
  readonly descendants: readonly TaskInTree[];
  readonly openRuns: ReadonlyMap<string, OpenRun>;
}

/** The tree below a task, all of it as of one moment (`tasks.md` 6.14). Refused: `task_not_found`. */
export class GetTaskTree extends Query<TaskTreeView> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetTaskTree)
export class GetTaskTreeHandler implements IQueryHandler<GetTaskTree> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ id }: GetTaskTree): Promise<TaskTreeView> {
    return readSnapshot(this.dataSource, async (snapshot) => {
      const reader = new TaskReader(snapshot);
      const [root, ...descendants] = await reader.tree(id);
      if (!root) throw new Rejection('task_not_found', `task ${id} does not exist`);
      const openRuns = await reader.openRuns([id, ...descendants.map((task) => task.id)]);
      return { root, descendants, openRuns };
    });
  }
}
