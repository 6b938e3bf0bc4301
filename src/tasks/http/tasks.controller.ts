import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { requireWorkspace } from '../../http/identity/agent-identity.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { visibilityOf } from '../../http/identity/visibility.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { IfMatch, PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import { Task, TaskDetail, TaskSummary } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { CreateTask } from '../commands/create-task.js';
import { DeleteTask } from '../commands/delete-task.js';
import type { ExpectedSeq } from '../commands/precondition.js';
import { UpdateTask } from '../commands/update-task.js';
import { GetTask } from '../views/get-task.js';
import { ListTasks } from '../views/list-tasks.js';
import { presentTaskDetail } from './present/present-task-detail.js';
import { presentTaskSummary, visibleEdges } from './present/present-task.js';
import { CreateTaskBody, ListTasksQuery, UpdateTaskBody } from './task-bodies.js';
import { newTask, present, taskPatch } from './new-task.js';
import { TaskAnswers } from './task-answers.js';
import { WorkspaceScopes } from './workspace-scopes.js';

/** Tasks as operators make, find and change them (`tasks.md` 6.1-6.5). */
@Controller('api/tasks')
export class TasksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly scopes: WorkspaceScopes,
    private readonly resources: ResourceScopes,
    private readonly answers: TaskAnswers,
  ) {}

  @Post()
  @Operation({
    id: 'createTask',
    action: 'tasks.create',
    summary: 'Create a task',
    right: 'write',
    bound: 'filtered',
    validationStatus: 422,
    body: { type: CreateTaskBody, required: true },
    success: { status: 201, description: 'Created', type: { task: Task } },
    failures: [404, 409, 413, 422, 500, 503],
  })
  async create(
    @RequestBody() body: CreateTaskBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task }> {
    const workspaceId = await this.scopes.ofNewTask('create_task', body, caller);
    if (workspaceId !== undefined) requireWorkspace(caller, workspaceId);
    const { result, position } = await this.commands.execute(new CreateTask(newTask(body, workspaceId), context));
    reply.at(position);
    const { description, metadata } = body;
    return { task: this.answers.newTask(result, { description, metadata }, reply) };
  }

  @Get()
  @Operation({
    id: 'listTasks',
    action: 'tasks.list',
    summary: 'List tasks, latest activity first',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: ListTasksQuery,
    success: { status: 200, type: { tasks: [TaskSummary] } },
    failures: [404, 422, 500, 503],
  })
  async list(
    @QueryInput() query: ListTasksQuery,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ tasks: TaskSummary[] }> {
    const { workspace: _workspace, ...filter } = query;
    const workspaceId = await this.scopes.ofFilter(query, caller);
    const parent = query.parent_task_id;
    if (parent !== undefined && !(await this.resources.isVisible(caller, 'task', parent))) return { tasks: [] };
    const page = await this.queries.execute(
      new ListTasks({ ...filter, ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }) }),
    );
    if (page.nextCursor !== undefined) reply.header('x-next-cursor', page.nextCursor);
    const visibility = visibilityOf(caller);
    const edgesOf = (id: string) => visibleEdges(page.dependencies.get(id), visibility);
    return { tasks: page.tasks.map((task) => presentTaskSummary(task, page.openRuns.get(task.id), edgesOf(task.id))) };
  }

  @Get(':id')
  @Operation({
    id: 'getTask',
    action: 'tasks.get',
    summary: 'Get one task in detail',
    right: 'read',
    validationStatus: 422,
    success: { status: 200, type: { task: TaskDetail } },
    failures: [404, 422, 500, 503],
  })
  async get(
    @PathId('id', 'Task id', 'task') id: string,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ task: TaskDetail }> {
    const view = await this.queries.execute(new GetTask(id));
    this.answers.aliases(view.task, reply);
    return { task: presentTaskDetail(view, visibilityOf(caller)) };
  }

  @Patch(':id')
  @Operation({
    id: 'updateTask',
    action: 'tasks.update',
    summary: 'Change fields of a task',
    right: 'write',
    ifMatch: true,
    validationStatus: 422,
    body: { type: UpdateTaskBody, required: true },
    success: { status: 200, type: { task: Task } },
    failures: [404, 409, 413, 422, 500, 503],
  })
  async update(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() body: UpdateTaskBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task }> {
    const request = present({ task_id: id, expected, patch: taskPatch(body) });
    const { result, position } = await this.commands.execute(new UpdateTask(request, context));
    return { task: await this.answers.task(result, reply.at(position)) };
  }

  @Delete(':id')
  @Operation({
    id: 'deleteTask',
    action: 'tasks.delete',
    summary: 'Delete a task without children and open runs',
    right: 'write',
    ifMatch: true,
    validationStatus: 400,
    success: { status: 204, description: 'Deleted' },
    failures: [400, 404, 500, 503],
  })
  async delete(
    @PathId('id', 'Task id', 'task') id: string,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<void> {
    const { position } = await this.commands.execute(new DeleteTask(id, context, expected));
    reply.at(position);
  }
}
