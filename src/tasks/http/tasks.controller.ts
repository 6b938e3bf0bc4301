import { Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { requireWorkspace } from '../../http/identity/agent-identity.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import { Run, Task, TaskDetail, TaskSummary } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { CreateTask } from '../commands/create-task.js';
import { StartTask } from '../commands/start-task.js';
import { GetTask } from '../views/get-task.js';
import { ListTasks } from '../views/list-tasks.js';
import { presentTaskDetail } from './present/present-task-detail.js';
import { presentTaskSummary } from './present/present-task.js';
import { CreateTaskBody, EnqueueRunBody, ListTasksQuery } from './task-bodies.js';
import { newTask } from './new-task.js';
import { TaskAnswers } from './task-answers.js';
import { WorkspaceScopes } from './workspace-scopes.js';

/** Tasks as operators make, find and start them (`tasks.md` 6). */
@Controller('api/tasks')
export class TasksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly scopes: WorkspaceScopes,
    private readonly answers: TaskAnswers,
  ) {}

  @Post()
  @Operation({
    id: 'createTask',
    action: 'tasks.create',
    summary: 'Create a task',
    right: 'write',
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
    const workspaceId = await this.scopes.ofNewTask('create_task', body);
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
    validationStatus: 422,
    query: ListTasksQuery,
    success: { status: 200, type: { tasks: [TaskSummary] } },
    failures: [404, 422, 500, 503],
  })
  async list(@QueryInput() query: ListTasksQuery, @Reply() reply: Answer): Promise<{ tasks: TaskSummary[] }> {
    const { workspace: _workspace, ...filter } = query;
    const workspaceId = await this.scopes.ofFilter(query);
    const page = await this.queries.execute(
      new ListTasks({ ...filter, ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }) }),
    );
    if (page.nextCursor !== undefined) reply.header('x-next-cursor', page.nextCursor);
    return { tasks: page.tasks.map((task) => presentTaskSummary(task, page.openRuns.get(task.id))) };
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
  async get(@PathId('id', 'Task id') id: string, @Reply() reply: Answer): Promise<{ task: TaskDetail }> {
    const view = await this.queries.execute(new GetTask(id));
    this.answers.aliases(view.task, reply);
    return { task: presentTaskDetail(view) };
  }

  @Post(':id/start')
  @Operation({
    id: 'startTask',
    action: 'tasks.start',
    summary: 'Start a task: queue a run of it',
    right: 'agent',
    validationStatus: 422,
    body: { type: EnqueueRunBody, required: false },
    success: {
      status: 201,
      description: 'Created, or the run that the key made before',
      type: { task: Task, run: Run },
    },
    failures: [404, 409, 413, 422, 500, 503],
  })
  async start(
    @PathId('id', 'Task id') id: string,
    @RequestBody() body: EnqueueRunBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task; run: Run }> {
    const { result, position } = await this.commands.execute(new StartTask({ task_id: id, ...body }, context));
    reply.at(position);
    if (result.replayed) reply.replayed();
    return { task: await this.answers.task(result.task, reply), run: await this.answers.run(result, reply) };
  }
}
