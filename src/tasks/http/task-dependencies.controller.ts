import { Controller, Delete, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { visibilityOf } from '../../http/identity/visibility.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { EnumField, TextField } from '../../http/parsing/fields/index.js';
import { IfMatch, PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { DEPENDENCY_KINDS, type DependencyKind, TaskDetail } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { AddTaskDependency } from '../commands/add-task-dependency.js';
import type { ExpectedSeq } from '../commands/precondition.js';
import { RemoveTaskDependency } from '../commands/remove-task-dependency.js';
import { GetTask } from '../views/get-task.js';
import { presentTaskDetail } from './present/present-task-detail.js';
import { TaskAnswers } from './task-answers.js';

/** Body of addTaskDependency (`tasks.md` 6.12). */
export class AddTaskDependencyBody {
  @TextField({ required: true, max: 512, description: 'Id of the task that must be completed first' })
  depends_on_task_id: string;
  @EnumField(DEPENDENCY_KINDS, { default: 'blocks' }) kind?: DependencyKind;
}

/** What tasks wait for (`tasks.md` 6.12, 6.13). Both operations answer the task as it is read afterwards. */
@Controller('api/tasks/:id/dependencies')
export class TaskDependenciesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly scopes: ResourceScopes,
    private readonly answers: TaskAnswers,
  ) {}

  @Post()
  @Operation({
    id: 'addTaskDependency',
    action: 'tasks.add_dependency',
    summary: 'Let a task wait for another one',
    right: 'write',
    ifMatch: true,
    validationStatus: 422,
    body: { type: AddTaskDependencyBody, required: true },
    success: { status: 200, type: { task: TaskDetail } },
    failures: [404, 409, 422, 500, 503],
  })
  async add(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() body: AddTaskDependencyBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: TaskDetail }> {
    const { depends_on_task_id } = body;
    await this.scopes.requireVisibleTask(caller, depends_on_task_id);
    const edge = { task_id: id, depends_on_task_id };
    const { position } = await this.commands.execute(new AddTaskDependency(edge, context, expected));
    reply.at(position);
    return this.detail(id, caller, reply);
  }

  @Delete(':depends_on_id')
  @Operation({
    id: 'removeTaskDependency',
    action: 'tasks.remove_dependency',
    summary: 'Let a task no longer wait for another one',
    right: 'write',
    ifMatch: true,
    validationStatus: 422,
    success: { status: 200, type: { task: TaskDetail } },
    failures: [404, 422, 500, 503],
  })
  async remove(
    @PathId('id', 'Task id', 'task') id: string,
    @PathId('depends_on_id', 'Dependency task id', 'task') dependsOnId: string,
    @IfMatch() expected: ExpectedSeq | undefined,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: TaskDetail }> {
    const edge = { task_id: id, depends_on_task_id: dependsOnId };
    const { position } = await this.commands.execute(new RemoveTaskDependency(edge, context, expected));
    reply.at(position);
    return this.detail(id, caller, reply);
  }

  private async detail(id: string, caller: Caller, reply: Answer): Promise<{ task: TaskDetail }> {
    const view = await this.queries.execute(new GetTask(id));
    this.answers.aliases(view.task, reply);
    return { task: presentTaskDetail(view, visibilityOf(caller)) };
  }
}
