import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { Context } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { IfMatch, PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { Run, Task } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { ApproveTask } from '../commands/approve-task.js';
import type { EnqueuedRun } from '../commands/enqueue.js';
import type { ExpectedSeq } from '../commands/precondition.js';
import { PublishTask } from '../commands/publish-task.js';
import { RejectTask } from '../commands/reject-task.js';
import { StartTask } from '../commands/start-task.js';
import { present } from './new-task.js';
import { EnqueueRunBody } from './task-bodies.js';
import { TaskAnswers } from './task-answers.js';

const MADE_OR_REPLAYED = 'Created, or the run that the key made before';

/** How a task goes to work: published, started, approved, or not (`tasks.md` 6.6-6.8). */
@Controller('api/tasks')
export class TaskDecisionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly answers: TaskAnswers,
  ) {}

  @Post(':id/publish')
  @Operation({
    id: 'publishTask',
    action: 'tasks.publish',
    summary: 'Publish a draft and queue its first run',
    right: 'write',
    ifMatch: true,
    validationStatus: 422,
    body: { type: EnqueueRunBody, required: false },
    success: {
      status: 200,
      description: 'Published, or the run that the key made before',
      type: { task: Task, run: Run },
    },
    failures: [404, 409, 413, 422, 500, 503],
  })
  async publish(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() body: EnqueueRunBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task; run: Run }> {
    const command = new PublishTask({ task_id: id, ...body }, context, expected);
    return this.answer(await this.commands.execute(command), reply);
  }

  @Post(':id/start')
  @Operation({
    id: 'startTask',
    action: 'tasks.start',
    summary: 'Start a task: queue a run of it',
    right: 'agent',
    ifMatch: true,
    validationStatus: 422,
    body: { type: EnqueueRunBody, required: false },
    success: { status: 201, description: MADE_OR_REPLAYED, type: { task: Task, run: Run } },
    failures: [404, 409, 413, 422, 500, 503],
  })
  async start(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() body: EnqueueRunBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task; run: Run }> {
    const command = new StartTask({ task_id: id, ...body }, context, expected);
    return this.answer(await this.commands.execute(command), reply);
  }

  @Post(':id/approve')
  @Operation({
    id: 'approveTask',
    action: 'tasks.approve',
    summary: 'Approve a task and queue a run of it; a draft is published with it',
    right: 'write',
    ifMatch: true,
    validationStatus: 422,
    body: { type: EnqueueRunBody, required: false },
    success: {
      status: 201,
      description: `${MADE_OR_REPLAYED}, or the run that waited for the approval`,
      type: { task: Task, run: Run },
    },
    failures: [404, 409, 413, 422, 500, 503],
  })
  async approve(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() body: EnqueueRunBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task; run: Run }> {
    const command = new ApproveTask({ task_id: id, ...body }, context, expected);
    return this.answer(await this.commands.execute(command), reply);
  }

  @Post(':id/reject')
  @Operation({
    id: 'rejectTask',
    action: 'tasks.reject',
    summary: 'Refuse a task the approval that it waits for',
    right: 'write',
    ifMatch: true,
    validationStatus: 422,
    success: { status: 200, type: { task: Task } },
    failures: [404, 409, 422, 500, 503],
  })
  async reject(
    @PathId('id', 'Task id', 'task') id: string,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ task: Task }> {
    const command = new RejectTask(present({ task_id: id, expected }), context);
    const { result, position } = await this.commands.execute(command);
    return { task: await this.answers.task(result, reply.at(position)) };
  }

  private async answer({ result, position }: Committed<EnqueuedRun>, reply: Answer): Promise<{ task: Task; run: Run }> {
    reply.at(position);
    if (result.replayed) reply.replayed();
    return { task: await this.answers.task(result.task, reply), run: await this.answers.run(result, reply) };
  }
}
