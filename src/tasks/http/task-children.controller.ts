import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { requireWorkspace } from '../../http/identity/agent-identity.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { IfMatch, PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { Task } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { CreateChildTask } from '../commands/create-child-task.js';
import type { ExpectedSeq } from '../commands/precondition.js';
import { newTask } from './new-task.js';
import { TaskAnswers } from './task-answers.js';
import { CreateTaskBody } from './task-bodies.js';
import { WorkspaceScopes } from './workspace-scopes.js';

/** Tasks below tasks (`tasks.md` 6.11). */
@Controller('api/tasks/:id/children')
export class TaskChildrenController {
  constructor(
    private readonly commands: CommandBus,
    private readonly scopes: WorkspaceScopes,
    private readonly answers: TaskAnswers,
  ) {}

  @Post()
  @Operation({
    id: 'createChildTask',
    action: 'tasks.create_child',
    summary: 'Create a task below another one',
    right: 'agent',
    ifMatch: true,
    validationStatus: 422,
    body: { type: CreateTaskBody, required: true },
    success: { status: 201, description: 'Created', type: { task: Task } },
    failures: [404, 409, 413, 422, 500, 503],
  })
  async create(
    @PathId('id', 'Parent task id', 'task') parentId: string,
    @RequestBody() body: CreateTaskBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task }> {
    const workspaceId = await this.scopes.ofNewTask('create_child_task', body, caller);
    if (workspaceId !== undefined) requireWorkspace(caller, workspaceId);
    const task = { ...newTask(body, workspaceId), parent_task_id: parentId };
    const { result, position } = await this.commands.execute(new CreateChildTask(task, context, expected));
    reply.at(position);
    const { description, metadata } = body;
    return { task: this.answers.newTask(result, { description, metadata }, reply) };
  }
}
