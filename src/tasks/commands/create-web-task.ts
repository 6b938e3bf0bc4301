import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import { newId, newUuid } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { compileSchema } from '../../runs/results/json-schema.js';
import { workspaceStream } from '../../sessions/domain/workspace-stream.js';
import { createTask, type CreateTask } from '../domain/decide/create-task.js';
import { webTaskRequest } from '../domain/decide/create-web-task.js';
import type { TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import type { WebTaskSettings } from '../domain/web-task.js';
import { appended } from './appended.js';
import { requireWorkspace } from './require-workspace.js';
import { SchemaRuns } from './schema-runs.js';

export interface NewWebTask {
  readonly title: string;
  readonly description: string;
  /** Its workspace; a global task without one. */
  readonly workspace_id?: string;
  /** The task's metadata key `web_task`. */
  readonly web_task: Json;
}

/**
 * Creates a web task and, where its schemas are to be generated, queues the run that does it, both or neither
 * (`http.md` 12). Refused: `payload_too_large`, `validation_failed`, `workspace_not_found`.
 */
export class CreateWebTask extends Command<Committed<TaskState>> {
  constructor(
    readonly task: NewWebTask,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CreateWebTask)
export class CreateWebTaskHandler implements ICommandHandler<CreateWebTask> {
  constructor(
    private readonly lane: Lane,
    private readonly runs: SchemaRuns,
  ) {}

  execute({ task, context }: CreateWebTask): Promise<Committed<TaskState>> {
    const web = webTaskRequest(task.web_task);
    if (web instanceof Rejection) return Promise.reject(web);
    const refusal = refuseSchemas(web);
    if (refusal) return Promise.reject(refusal);
    const id = newId('task');
    const fields = fieldsOf(task, { id, uuid: newUuid() });
    return this.lane.execute<TaskState>({
      name: 'create_web_task',
      context,
      prepare: async (unit) => {
        if (task.workspace_id !== undefined) await unit.load(workspaceStream, task.workspace_id);
      },
      execute: (unit) => this.create(unit, fields, web),
    });
  }

  private async create(unit: UnitOfWork, fields: CreateTask, web: WebTaskSettings): Promise<TaskState> {
    await requireWorkspace(unit, fields.workspace_id);
    unit.fresh(taskStream, fields.id);
    const state = await unit.load(taskStream, fields.id);
    const made = appended(unit.append(taskStream, fields.id, createTask(state, fields, { number: unit.nextPosition })));
    if (!web.auto_generate_schemas) return made;
    await this.runs.append(unit, made, {
      website: web.website,
      instructions: fields.description ?? fields.title,
      required_secrets: web.required_secrets ?? [],
    });
    return appended(await unit.load(taskStream, fields.id));
  }
}

/** Each must be a JSON Schema that inputs and outputs can be checked against; inputs are objects. */
function refuseSchemas(web: WebTaskSettings): Rejection | undefined {
  for (const name of ['input_schema', 'output_schema'] as const) {
    if (web[name] === undefined) continue;
    const compiled = compileSchema(web[name]);
    if (!compiled.ok) return new Rejection('validation_failed', `create_web_task.${name} ${compiled.error}`);
    if (name === 'input_schema' && !isOfObjects(compiled.schema)) {
      return new Rejection('validation_failed', `create_web_task.${name} must be of type object`);
    }
  }
  return undefined;
}

function isOfObjects(schema: string): boolean {
  const root = JSON.parse(schema) as boolean | { readonly type?: Json };
  return typeof root === 'object' && root.type === 'object';
}

function fieldsOf(
  { title, description, workspace_id, web_task }: NewWebTask,
  made: Pick<CreateTask, 'id' | 'uuid'>,
): CreateTask {
  return {
    ...made,
    scope: workspace_id === undefined ? 'global' : 'workspace',
    ...(workspace_id === undefined ? {} : { workspace_id }),
    title,
    description,
    metadata: { web_task },
    priority: 'medium',
    max_attempts: 3,
    auto_enqueue_on_ready: false,
    draft: false,
    approval_policy: 'none',
  };
}
