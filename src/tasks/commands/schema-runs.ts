import { Injectable } from '@nestjs/common';
import type { CommandContext } from '../../ledger/event.js';
import type { CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import { type SchemaRequest, schemaRun } from '../domain/decide/regenerate-schemas.js';
import type { RunState, TaskState } from '../domain/task-state.js';
import { RunLookups } from '../lookups/run-lookups.js';
import { TaskLinks } from '../lookups/task-links.js';
import { appendRun, prepareEnqueue } from './enqueue.js';

/** Queues the runs that make a web task's schemas, as every run is queued (`http.md` 12). */
@Injectable()
export class SchemaRuns {
  constructor(
    private readonly lookups: RunLookups,
    private readonly links: TaskLinks,
  ) {}

  prepare(unit: Preparation, task_id: string, context: CommandContext): Promise<void> {
    return prepareEnqueue(unit, this.lookups, { task_id }, context, this.links);
  }

  async append(unit: CommandUnit, task: TaskState, request: SchemaRequest): Promise<RunState> {
    const { run } = await appendRun(unit, this.lookups, task, { task_id: task.id, ...schemaRun(request) });
    return run;
  }
}
