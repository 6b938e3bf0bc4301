import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { Context } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { Run } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { CancelRun } from '../commands/cancel-run.js';
import { CompleteRun } from '../commands/complete-run.js';
import { FailRun } from '../commands/fail-run.js';
import { CancelRunBody, CompleteRunBody, FailRunBody } from './operated-run-bodies.js';
import { RunAnswers } from './run-answers.js';

const FAILURES = [404, 409, 413, 422, 500, 503];

/** How an operator ends a run (`runs.md` 3.13-3.15). */
@Controller('api/task-runs')
export class TaskRunEndingsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly answers: RunAnswers,
  ) {}

  @Post(':id/complete')
  @Operation({
    id: 'completeTaskRun',
    action: 'tasks.complete_run',
    summary: 'Complete a running run that has no lease, and stop its session',
    right: 'write',
    validationStatus: 422,
    body: { type: CompleteRunBody, required: false },
    success: { status: 200, type: { run: Run } },
    failures: FAILURES,
  })
  async complete(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() body: CompleteRunBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ run: Run }> {
    return this.answers.of(await this.commands.execute(new CompleteRun({ run_id: id, ...body }, context)), reply);
  }

  @Post(':id/fail')
  @Operation({
    id: 'failTaskRun',
    action: 'tasks.fail_run',
    summary: 'Fail a run at work that has no lease, and stop its session',
    right: 'write',
    validationStatus: 422,
    body: { type: FailRunBody, required: true },
    success: { status: 200, type: { run: Run } },
    failures: FAILURES,
  })
  async fail(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() body: FailRunBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ run: Run }> {
    return this.answers.of(await this.commands.execute(new FailRun({ run_id: id, ...body }, context)), reply);
  }

  @Post(':id/cancel')
  @Operation({
    id: 'cancelTaskRun',
    action: 'tasks.cancel_run',
    summary: 'Cancel an open run, whoever holds it, and its task with it',
    right: 'write',
    validationStatus: 422,
    body: { type: CancelRunBody, required: false },
    success: { status: 200, type: { run: Run } },
    failures: FAILURES,
  })
  async cancel(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() { reason, metadata }: CancelRunBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ run: Run }> {
    const words = { ...(reason === undefined ? {} : { reason }), ...(metadata === undefined ? {} : { metadata }) };
    return this.answers.of(await this.commands.execute(new CancelRun({ run_id: id, ...words }, context)), reply);
  }
}
