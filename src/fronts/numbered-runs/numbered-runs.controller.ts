import { Controller, Get, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { requireAlive } from '../../http/identity/require-alive.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import { HeldCalls } from '../../runs/http/held-calls.js';
import { CalledRuns } from '../../runs/views/called-run-reader.js';
import { presentNumberedRun } from '../../runs/views/called-run.js';
import { EnqueueCalledRun } from '../../tasks/commands/enqueue-called-run.js';
import { CallOptions } from '../request/call-options.js';
import { NumberedRunBody } from '../request/called-run-bodies.js';
import { IdempotencyKey } from '../request/idempotency-key.js';
import { NumberedRun } from './numbered-run-schemas.js';

const TAG = 'numbered runs';
const HOLD_NOTE = "Run a task by its number; with wait_for_completion answered at the run's end";

/** Runs of tasks that callers know by numbers (`http.md` 14). */
@Controller('api/tasks')
export class NumberedRunsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly options: CallOptions,
    private readonly runs: CalledRuns,
    private readonly held: HeldCalls,
  ) {}

  @Post(':task_number(^\\d{1,16}$)/runs')
  @Operation({
    id: 'runNumberedTask',
    action: 'compat.c.run',
    summary: HOLD_NOTE,
    tag: TAG,
    front: 'c',
    right: 'agent',
    validationStatus: 422,
    body: { type: NumberedRunBody, required: false },
    success: { status: 200, type: NumberedRun },
    failures: [401, 403, 404, 409, 413, 422, 500, 503],
  })
  async run(
    @PathId('task_number', 'Task number', 'task', 'integer') taskId: string,
    @RequestBody() body: NumberedRunBody,
    @IdempotencyKey() idempotency_key: string | undefined,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) { raw: response }: FastifyReply,
    @Reply() reply: Answer,
  ): Promise<NumberedRun> {
    const options = this.options.read(body, 'run_numbered_task');
    const call = { task_id: taskId, options, front: 'c', idempotency_key } as const;
    const enqueued = await this.commands.execute(new EnqueueCalledRun(call, context));
    const { run, waited } = await this.held.settle(enqueued, caller, response, reply);
    if (waited) requireAlive(caller, reply);
    reply.header('location', `/api/task-runs/${run.id}`);
    return presentNumberedRun(run, waited);
  }

  @Get(':task_number(^\\d{1,16}$)/runs/:run_number(^\\d{1,16}$)')
  @Operation({
    id: 'getNumberedRun',
    action: 'compat.c.get',
    summary: 'Get a run by the numbers of its task and its own',
    tag: TAG,
    front: 'c',
    right: 'read',
    validationStatus: 422,
    success: { status: 200, type: NumberedRun },
    failures: [401, 403, 404, 422, 500, 503],
  })
  async get(
    @PathId('task_number', 'Task number', 'task', 'integer') taskId: string,
    @PathId('run_number', 'Run number', 'run', 'integer') runId: string,
  ): Promise<NumberedRun> {
    const run = await this.runs.one(runId, 'alone');
    if (run?.task.id !== taskId) throw new Rejection('run_not_found', 'the task has no run of this number');
    return presentNumberedRun(run);
  }
}
