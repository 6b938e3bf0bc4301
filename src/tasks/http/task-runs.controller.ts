import { Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { Context } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { IfMatch, PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import { Run, RunDetail } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { EnqueueRun } from '../commands/enqueue-run.js';
import type { ExpectedSeq } from '../commands/precondition.js';
import { GetTaskRun } from '../views/get-task-run.js';
import { ListTaskRuns } from '../views/list-task-runs.js';
import { presentRunDetail } from './present/present-run-detail.js';
import { presentRun } from './present/present-run.js';
import { EnqueueRunBody, ListTaskRunsQuery } from './task-bodies.js';
import { TaskAnswers } from './task-answers.js';

/** The runs of tasks, as operators queue and read them (`runs.md` 3.1-3.3). */
@Controller('api')
export class TaskRunsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly answers: TaskAnswers,
  ) {}

  @Post('tasks/:id/runs')
  @Operation({
    id: 'enqueueTaskRun',
    action: 'tasks.enqueue_run',
    summary: 'Queue a run of a task',
    right: 'agent',
    ifMatch: true,
    validationStatus: 422,
    body: { type: EnqueueRunBody, required: false },
    success: { status: 201, description: 'Created, or the run that the key made before', type: { run: Run } },
    failures: [404, 409, 413, 422, 500, 503],
  })
  async enqueue(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() body: EnqueueRunBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ run: Run }> {
    const { result, position } = await this.commands.execute(
      new EnqueueRun({ task_id: id, ...body }, context, expected),
    );
    reply.at(position);
    if (result.replayed) reply.replayed();
    return { run: await this.answers.run(result, reply) };
  }

  @Get('tasks/:id/runs')
  @Operation({
    id: 'listTaskRuns',
    action: 'tasks.list_runs',
    summary: 'List the runs of a task, newest first',
    right: 'read',
    validationStatus: 422,
    query: ListTaskRunsQuery,
    success: { status: 200, type: { runs: [Run] } },
    failures: [404, 422, 500, 503],
  })
  async list(
    @PathId('id', 'Task id', 'task') id: string,
    @QueryInput() query: ListTaskRunsQuery,
    @Reply() reply: Answer,
  ): Promise<{ runs: Run[] }> {
    const page = await this.queries.execute(new ListTaskRuns(id, query));
    if (page.nextCursor !== undefined) reply.header('x-next-cursor', page.nextCursor);
    return { runs: page.runs.map((run) => presentRun(run, page.documents.get(run.id))) };
  }

  @Get('task-runs/:id')
  @Operation({
    id: 'getTaskRun',
    action: 'tasks.get_run',
    summary: 'Get one run in detail',
    right: 'read',
    validationStatus: 422,
    success: { status: 200, type: { run: RunDetail } },
    failures: [404, 422, 500, 503],
  })
  async get(@PathId('id', 'Task run id', 'run') id: string, @Reply() reply: Answer): Promise<{ run: RunDetail }> {
    const view = await this.queries.execute(new GetTaskRun(id));
    reply.header('x-run-number', view.run.number);
    return { run: presentRunDetail(view) };
  }
}
