import { Controller, Get, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import { HeldCalls } from '../../runs/http/held-calls.js';
import { CalledRuns } from '../../runs/views/called-run-reader.js';
import { presentTaskRun } from '../../runs/views/called-run.js';
import { EnqueueCalledRun } from '../../tasks/commands/enqueue-called-run.js';
import { FrontTasks } from '../doors/front-tasks.js';
import { CallOptions } from '../request/call-options.js';
import { TaskRunBody } from '../request/called-run-bodies.js';
import { IdempotencyKey } from '../request/idempotency-key.js';
import { TaskRun } from './task-run-schemas.js';

const TAG = 'task runs';

/** Runs of tasks, for callers with a key of the task run front (`http.md` 15). */
@Controller('tasks')
export class TaskRunsFrontController {
  constructor(
    private readonly commands: CommandBus,
    private readonly tasks: FrontTasks,
    private readonly options: CallOptions,
    private readonly runs: CalledRuns,
    private readonly held: HeldCalls,
  ) {}

  @Post(':task_id/runs')
  @Operation({
    id: 'runTask',
    action: 'compat.d.run',
    summary: "Run a task; with wait_for_completion answered at the run's end",
    tag: TAG,
    front: 'd',
    right: 'agent',
    bound: 'filtered',
    validationStatus: 422,
    body: { type: TaskRunBody, required: false },
    success: { status: 200, type: TaskRun },
    failures: [401, 403, 404, 409, 413, 422, 500, 503],
  })
  async run(
    @PathId('task_id', 'Task id or UUID') asked: string,
    @RequestBody() body: TaskRunBody,
    @IdempotencyKey() idempotency_key: string | undefined,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) { raw: response }: FastifyReply,
    @Reply() reply: Answer,
  ): Promise<TaskRun> {
    const options = this.options.read(body, 'run_task');
    const { id } = await this.tasks.require(caller, asked);
    const call = { task_id: id, options, front: 'd', idempotency_key } as const;
    const enqueued = await this.commands.execute(new EnqueueCalledRun(call, context));
    const { run, waited } = await this.held.settle(enqueued, caller, response, reply);
    if (waited && caller.life.over) throw keyLost(reply);
    return presentTaskRun(run);
  }

  @Get(':task_id/runs/:run_id')
  @Operation({
    id: 'getRunOfTask',
    action: 'compat.d.get',
    summary: 'Get a run of a task',
    tag: TAG,
    front: 'd',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    success: { status: 200, type: TaskRun },
    failures: [401, 403, 404, 422, 500, 503],
  })
  async get(
    @PathId('task_id', 'Task id or UUID') asked: string,
    @PathId('run_id', 'Run id') runId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskRun> {
    const { id } = await this.tasks.require(caller, asked);
    const run = await this.runs.one(runId, 'alone');
    if (run?.task.id !== id) throw new Rejection('run_not_found', `run ${runId} does not exist`);
    return presentTaskRun(run);
  }
}

/** The key of whoever waited was taken away: as every later request of it, this one is refused. */
function keyLost(reply: Answer): Rejection {
  reply.header('www-authenticate', 'Bearer');
  return new Rejection('front_key_required', 'unauthorized');
}
