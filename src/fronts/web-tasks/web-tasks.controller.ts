import { Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import { redactText } from '../../http/redaction/text.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import { CreateWebTask } from '../../tasks/commands/create-web-task.js';
import { RegenerateSchemas } from '../../tasks/commands/regenerate-schemas.js';
import { GetWebTask, ListWebTasks } from '../../tasks/views/get-web-task.js';
import { presentWebTask, type WebTaskView } from '../../tasks/views/web-task.js';
import { sees, sightOf } from '../doors/front-sight.js';
import { newWebTask } from './new-web-task.js';
import { CreateWebTaskBody, ListWebTasksQuery } from './web-task-bodies.js';
import { WebTask } from './web-task-schemas.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TAG = 'web tasks';

/** Web tasks: made, found, and their schemas regenerated (`http.md` 12). */
@Controller('v1beta/tasks')
export class WebTasksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Operation({
    id: 'createWebTask',
    action: 'compat.a.create',
    summary: 'Create a web task, and have its schemas generated',
    tag: TAG,
    front: 'a',
    right: 'write',
    bound: 'filtered',
    validationStatus: 422,
    body: { type: CreateWebTaskBody, required: true },
    success: { status: 200, type: WebTask },
    failures: [401, 403, 404, 409, 413, 422, 500, 503],
  })
  async create(
    @RequestBody() body: CreateWebTaskBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<WebTask> {
    const task = newWebTask(body, caller.principal.workspaceId);
    const { result, position } = await this.commands.execute(new CreateWebTask(task, context));
    reply.at(position);
    return shown(await this.find(caller, result.uuid));
  }

  @Get()
  @Operation({
    id: 'listWebTasks',
    action: 'compat.a.list',
    summary: 'List web tasks, newest first',
    tag: TAG,
    front: 'a',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: ListWebTasksQuery,
    success: { status: 200, type: { tasks: [WebTask] } },
    failures: [401, 403, 422, 500, 503],
  })
  async list(
    @QueryInput() query: ListWebTasksQuery,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ tasks: WebTask[] }> {
    const sight = sightOf(caller);
    const owner = 'workspaceId' in sight ? { workspace_id: sight.workspaceId } : { created_by: sight.principal };
    const page = await this.queries.execute(new ListWebTasks(owner, query));
    if (page.nextCursor !== undefined) reply.header('x-next-cursor', page.nextCursor);
    return { tasks: page.tasks.map(shown) };
  }

  @Get(':id')
  @Operation({
    id: 'getWebTask',
    action: 'compat.a.get',
    summary: 'Get a web task',
    tag: TAG,
    front: 'a',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    success: { status: 200, type: WebTask },
    failures: [401, 403, 404, 422, 500, 503],
  })
  async get(@PathId('id', 'Task UUID') id: string, @CurrentCaller() caller: Caller): Promise<WebTask> {
    return shown(await this.find(caller, id));
  }

  @Post(':id/regenerate')
  @Operation({
    id: 'regenerateWebTask',
    action: 'compat.a.regenerate',
    summary: "Have a web task's schemas generated anew",
    tag: TAG,
    front: 'a',
    right: 'write',
    bound: 'filtered',
    validationStatus: 422,
    success: { status: 200, type: WebTask },
    failures: [401, 403, 404, 409, 422, 500, 503],
  })
  async regenerate(
    @PathId('id', 'Task UUID') id: string,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<WebTask> {
    const { task } = await this.find(caller, id);
    const { position } = await this.commands.execute(new RegenerateSchemas(task.id, context));
    reply.at(position);
    return shown(await this.find(caller, id));
  }

  /** What the caller may not know of reads like what is not there: `task_not_found`. */
  private async find(caller: Caller, uuid: string): Promise<WebTaskView> {
    if (!UUID.test(uuid)) throw new Rejection('invalid_path_id', 'path id must be a UUID');
    const view = await this.queries.execute(new GetWebTask(uuid));
    if (!view || !sees(caller, placed(view))) throw new Rejection('task_not_found', `task ${uuid} does not exist`);
    return view;
  }
}

function placed({ task }: WebTaskView) {
  const { created_by_kind: kind, created_by_ref: ref, workspace_id } = task;
  return { created_by: { kind, ref }, workspace_id };
}

function shown(view: WebTaskView): WebTask {
  return presentWebTask(view, redactText);
}
