import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import { Rejection } from '../../ledger/rejection.js';
import { readInspection } from './inspect/read-inspection.js';
import type { InspectView } from './inspect/inspect-view.js';
import { TaskReader } from './task-reader.js';

/** How a task stands and what is to be done about it (`views.md` 8). Refused: `task_not_found`. */
export class InspectTask extends Query<InspectView> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(InspectTask)
export class InspectTaskHandler implements IQueryHandler<InspectTask> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ id }: InspectTask): Promise<InspectView> {
    return readSnapshot(this.dataSource, async (snapshot) => {
      const view = await readInspection(snapshot, id);
      if (!view) throw new Rejection('task_not_found', `task ${id} does not exist`);
      return view;
    });
  }
}

/** How a run stands and what is to be done about it (`runs.md` 3.21). Refused: `run_not_found`. */
export class InspectRun extends Query<InspectView> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(InspectRun)
export class InspectRunHandler implements IQueryHandler<InspectRun> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ id }: InspectRun): Promise<InspectView> {
    return readSnapshot(this.dataSource, async (snapshot) => {
      const view = await this.inspect(snapshot, id);
      if (!view) throw new Rejection('run_not_found', `run ${id} does not exist`);
      return view;
    });
  }

  private async inspect(snapshot: RowSource, id: string): Promise<InspectView | undefined> {
    const run = await new TaskReader(snapshot).run(id);
    return run && readInspection(snapshot, run.task_id, run);
  }
}
