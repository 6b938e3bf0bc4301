import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/identity/caller.js';
import { Rejection } from '../../ledger/rejection.js';
import { TaskAliases } from '../../tasks/views/task-aliases.js';
import { TaskReader, type TaskWithActivity } from '../../tasks/views/task-reader.js';
import { sees } from './front-sight.js';

/** The tasks that callers of the fronts with keys reach. */
@Injectable()
export class FrontTasks {
  constructor(
    private readonly aliases: TaskAliases,
    private readonly reader: TaskReader,
  ) {}

  /**
   * The task with this UUID or id. Refused: `task_not_found`, whether there is none or the caller may not know of it,
   * in words that name only what was asked for.
   */
  async require(caller: Caller, asked: string): Promise<TaskWithActivity> {
    const task = await this.reader.task((await this.aliases.taskIdOfUuid(asked)) ?? asked);
    if (!task || !sees(caller, placed(task))) {
      throw new Rejection('task_not_found', `task ${asked} does not exist`);
    }
    return task;
  }
}

function placed({ created_by_kind: kind, created_by_ref: ref, workspace_id }: TaskWithActivity) {
  return { created_by: { kind, ref }, workspace_id };
}
