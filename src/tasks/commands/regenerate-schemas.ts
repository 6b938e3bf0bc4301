import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { createHash } from 'node:crypto';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { CommandUnit } from '../../ledger/lane/preparation.js';
import { openSchemaRun, resetSchemas, type SchemaHashes } from '../domain/decide/regenerate-schemas.js';
import type { RunState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskDocuments } from '../lookups/task-documents.js';
import { type WebTaskEntry, WebTasks } from '../lookups/web-tasks.js';
import { appended } from './appended.js';
import { requireTask } from './precondition.js';
import { SchemaRuns } from './schema-runs.js';

/**
 * Takes a web task's schemas back and queues the run that makes new ones, both or neither (`http.md` 12). While such a
 * run is open nothing is written and the answer is that run. Refused: `task_not_found` (also for what is no web task),
 * `task_not_executable`, `open_run_exists`, `channel_in_other_workspace`.
 */
export class RegenerateSchemas extends Command<Committed<RunState>> {
  constructor(
    readonly taskId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RegenerateSchemas)
export class RegenerateSchemasHandler implements ICommandHandler<RegenerateSchemas> {
  constructor(
    private readonly lane: Lane,
    private readonly runs: SchemaRuns,
    private readonly documents: TaskDocuments,
    private readonly webTasks: WebTasks,
  ) {}

  execute({ taskId, context }: RegenerateSchemas): Promise<Committed<RunState>> {
    return this.lane.execute<RunState>({
      name: 'regenerate_schemas',
      context,
      prepare: async (unit) => {
        await Promise.all([
          this.runs.prepare(unit, taskId, context),
          unit.get(this.documents.documentsOf, taskId),
          unit.get(this.webTasks.entryOf, taskId),
        ]);
      },
      execute: (unit) => this.regenerate(unit, taskId),
    });
  }

  private async regenerate(unit: CommandUnit, taskId: string): Promise<RunState> {
    const task = await requireTask(unit, taskId);
    const web = await unit.get(this.webTasks.entryOf, taskId);
    const events = resetSchemas(task, { requested_by: unit.context.actor, previous: web ? hashesOf(web) : {} });
    const open = openSchemaRun(task);
    if (open && Array.isArray(events)) return open;
    const reset = appended(unit.append(taskStream, taskId, events));
    if (!web) throw new Error(`web task ${taskId} has no row in its view`);
    const description = (await unit.get(this.documents.documentsOf, taskId))?.description;
    return this.runs.append(unit, reset, {
      website: web.website,
      instructions: description === undefined || description === '' ? task.title : description,
      required_secrets: web.required_secrets,
    });
  }
}

function hashesOf({ input_schema, output_schema }: WebTaskEntry): SchemaHashes {
  return {
    ...(input_schema === undefined ? {} : { input_schema_sha256: sha256(input_schema) }),
    ...(output_schema === undefined ? {} : { output_schema_sha256: sha256(output_schema) }),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
