import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { Context } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { IfMatch, PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { checkRules } from '../../http/parsing/semantics.js';
import { Task } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { CancelTask } from '../commands/cancel-task.js';
import { ForceLimits } from '../commands/force-limits.js';
import { PauseTask, requireReason } from '../commands/pause-task.js';
import type { ExpectedSeq } from '../commands/precondition.js';
import { ResumeTask } from '../commands/resume-task.js';
import type { TaskState } from '../domain/task-state.js';
import { CancelTaskBody, PauseTaskBody, ResumeTaskBody } from './control-bodies.js';
import { present } from './new-task.js';
import { TaskAnswers } from './task-answers.js';

/** What holds a task and everything below it back, or ends it (`tasks.md` 6.9, 6.10). */
@Controller('api/tasks')
export class TaskControlController {
  constructor(
    private readonly commands: CommandBus,
    private readonly answers: TaskAnswers,
    private readonly limits: ForceLimits,
  ) {}

  @Post(':id/cancel')
  @Operation({
    id: 'cancelTask',
    action: 'tasks.cancel',
    summary: 'Cancel a task and everything below it',
    right: 'write',
    validationStatus: 422,
    body: { type: CancelTaskBody, required: false },
    ifMatch: true,
    success: { status: 200, type: { task: Task } },
    failures: [404, 409, 413, 422, 500, 503],
  })
  async cancel(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() { reason, metadata }: CancelTaskBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task }> {
    const request = present({ task_id: id, reason, metadata });
    return this.answer(await this.commands.execute(new CancelTask(request, context, expected)), reply);
  }

  @Post(':id/pause')
  @Operation({
    id: 'pauseTask',
    action: 'tasks.pause_task',
    summary: 'Pause a task and everything below it for future claims',
    right: 'write',
    validationStatus: 422,
    body: { type: PauseTaskBody, required: true, rulesInHandler: true },
    ifMatch: true,
    success: { status: 200, type: { task: Task } },
    failures: [403, 404, 409, 413, 422, 429, 500, 503],
  })
  async pause(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() body: PauseTaskBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task }> {
    this.limits.requireAllowed(context.actor);
    const reason = requireReason(id, body.reason);
    checkRules(body, 'pause_task');
    const request = present({ task_id: id, reason, metadata: body.metadata });
    return this.answer(await this.commands.execute(new PauseTask(request, context, expected)), reply);
  }

  @Post(':id/resume')
  @Operation({
    id: 'resumeTask',
    action: 'tasks.resume_task',
    summary: "Lift a task's own pause",
    right: 'write',
    validationStatus: 422,
    body: { type: ResumeTaskBody, required: false, rulesInHandler: true },
    ifMatch: true,
    success: { status: 200, type: { task: Task } },
    failures: [403, 404, 409, 413, 422, 429, 500, 503],
  })
  async resume(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() body: ResumeTaskBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task }> {
    this.limits.requireAllowed(context.actor);
    checkRules(body, 'resume_task');
    const request = present({ task_id: id, metadata: body.metadata });
    return this.answer(await this.commands.execute(new ResumeTask(request, context, expected)), reply);
  }

  private async answer({ result, position }: Committed<TaskState>, reply: Answer): Promise<{ task: Task }> {
    reply.at(position);
    return { task: await this.answers.task(result, reply) };
  }
}
