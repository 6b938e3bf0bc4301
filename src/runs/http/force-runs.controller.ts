import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { Context } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { checkRules } from '../../http/parsing/semantics.js';
import { Run } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { ForceLimits } from '../../tasks/commands/force-limits.js';
import { TaskAnswers } from '../../tasks/http/task-answers.js';
import { ForceFailRun, requireFailReason } from '../commands/force-fail-run.js';
import { ForceReleaseRun } from '../commands/force-release-run.js';
import { RecoverRun } from '../commands/recover-run.js';
import { RetryRun } from '../commands/retry-run.js';
import type { RunOfTask } from '../commands/run-of-task.js';
import type { SuccessorRun } from '../commands/successor-runs.js';
import { ForceFailBody, ForceReleaseBody, RecoverRunBody, RetryRunBody } from './force-run-bodies.js';

const FORCED = { right: 'write', validationStatus: 422, failures: [403, 404, 409, 422, 429, 500, 503] } as const;
const ENDS_OR_REQUEUES = { ...FORCED, success: { status: 200, type: { run: Run } } } as const;
const QUEUES_ANOTHER = { ...FORCED, success: { status: 201, type: { previous_run: Run, run: Run } } } as const;

/**
 * What an operator does to a run that is stuck (`runs.md` 3.16-3.19). An agent may only where the policy lets it, which is
 * asked before the body's rules.
 */
@Controller('api/runs')
export class ForceRunsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly answers: TaskAnswers,
    private readonly limits: ForceLimits,
  ) {}

  @Post(':id/release')
  @Operation({
    id: 'forceReleaseTaskRun',
    action: 'tasks.force_release_run',
    summary: 'Take a claimed run from its claimer and queue it again',
    body: { type: ForceReleaseBody, required: false, rulesInHandler: true },
    ...ENDS_OR_REQUEUES,
  })
  async release(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() body: ForceReleaseBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ run: Run }> {
    this.limits.requireAllowed(context.actor);
    checkRules(body, 'force_release_task_run');
    const { reason } = body;
    return this.run(await this.commands.execute(new ForceReleaseRun({ run_id: id, reason }, context)), reply);
  }

  @Post(':id/fail')
  @Operation({
    id: 'forceFailTaskRun',
    action: 'tasks.force_fail_run',
    summary: 'Give up a run that is queued, claimed or needs attention',
    body: { type: ForceFailBody, required: true, rulesInHandler: true },
    ...ENDS_OR_REQUEUES,
  })
  async fail(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() body: ForceFailBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ run: Run }> {
    this.limits.requireAllowed(context.actor);
    const reason = requireFailReason(`/api/runs/${id}/fail`, body.reason, {});
    checkRules(body, 'force_fail_task_run');
    const request = { run_id: id, reason, metadata: body.metadata };
    return this.run(await this.commands.execute(new ForceFailRun(request, context)), reply);
  }

  @Post(':id/retry')
  @Operation({
    id: 'retryTaskRun',
    action: 'tasks.retry_run',
    summary: 'Queue a new run in place of a failed one',
    body: { type: RetryRunBody, required: false, rulesInHandler: true },
    ...QUEUES_ANOTHER,
  })
  async retry(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() body: RetryRunBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ previous_run: Run; run: Run }> {
    this.limits.requireAllowed(context.actor);
    checkRules(body, 'retry_task_run');
    const request = { run_id: id, metadata: body.metadata };
    return this.successor(await this.commands.execute(new RetryRun(request, context)), reply);
  }

  @Post(':id/recover')
  @Operation({
    id: 'recoverTaskRun',
    action: 'tasks.recover_run',
    summary: 'Give up a run that needs attention and queue a new one',
    body: { type: RecoverRunBody, required: false, rulesInHandler: true },
    ...QUEUES_ANOTHER,
  })
  async recover(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() body: RecoverRunBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ previous_run: Run; run: Run }> {
    this.limits.requireAllowed(context.actor);
    checkRules(body, 'recover_task_run');
    const request = { run_id: id, reason: body.reason, metadata: body.metadata };
    return this.successor(await this.commands.execute(new RecoverRun(request, context)), reply);
  }

  private async run({ result, position }: Committed<RunOfTask>, reply: Answer): Promise<{ run: Run }> {
    reply.at(position);
    return { run: await this.answers.run(result, reply) };
  }

  private async successor(
    { result, position }: Committed<SuccessorRun>,
    reply: Answer,
  ): Promise<{ previous_run: Run; run: Run }> {
    reply.at(position);
    const { task, previous } = result;
    const [previous_run, run] = await Promise.all([
      this.answers.run({ task, run: previous }),
      this.answers.run(result, reply),
    ]);
    return { previous_run, run };
  }
}
