import { Controller, Delete, Get, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { Context } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { IfMatch, PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { ExecutionProfile } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import type { ExpectedSeq } from '../../tasks/domain/expected-seq.js';
import { DeleteExecutionProfile } from '../commands/delete-execution-profile.js';
import { SetExecutionProfile } from '../commands/set-execution-profile.js';
import type { StoredProfile } from '../domain/stored-profile.js';
import { GetExecutionProfile } from '../views/get-execution-profile.js';
import { SetExecutionProfileBody } from './profile-bodies.js';

/** How a task is to be executed, and whom its runs may be given to (`reviews.md` B). */
@Controller('api/tasks/:id/execution-profile')
export class ExecutionProfileController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Operation({
    id: 'getTaskExecutionProfile',
    action: 'tasks.get_profile',
    summary: 'Get the execution profile of a task, else the default',
    right: 'read',
    validationStatus: 422,
    success: { status: 200, type: { profile: ExecutionProfile } },
    failures: [404, 422, 500, 503],
  })
  async get(@PathId('id', 'Task id', 'task') id: string): Promise<{ profile: ExecutionProfile }> {
    return { profile: shown(id, await this.queries.execute(new GetExecutionProfile(id))) };
  }

  @Put()
  @Operation({
    id: 'setTaskExecutionProfile',
    action: 'tasks.set_profile',
    summary: 'Replace the execution profile of a task as a whole',
    right: 'write',
    validationStatus: 400,
    body: { type: SetExecutionProfileBody, required: true },
    ifMatch: true,
    success: { status: 200, type: { profile: ExecutionProfile } },
    failures: [400, 404, 409, 500, 503],
  })
  async set(
    @PathId('id', 'Task id', 'task') id: string,
    @RequestBody() { task_id, ...draft }: SetExecutionProfileBody,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ profile: ExecutionProfile }> {
    requireSameTask(id, task_id);
    const command = new SetExecutionProfile({ task_id: id, draft, expected }, context);
    const { result, position } = await this.commands.execute(command);
    reply.at(position);
    return { profile: shown(id, result) };
  }

  @Delete()
  @Operation({
    id: 'deleteTaskExecutionProfile',
    action: 'tasks.delete_profile',
    summary: 'Delete the execution profile of a task, so that the default applies',
    right: 'write',
    validationStatus: 400,
    ifMatch: true,
    success: { status: 204 },
    failures: [404, 409, 500, 503],
  })
  async delete(
    @PathId('id', 'Task id', 'task') id: string,
    @IfMatch() expected: ExpectedSeq | undefined,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<void> {
    const { position } = await this.commands.execute(new DeleteExecutionProfile(id, expected, context));
    reply.at(position);
  }
}

function requireSameTask(id: string, named: string | undefined): void {
  if (named === undefined || named === id) return;
  throw new Rejection('validation_failed', `set_task_execution_profile.task_id must be empty or ${id}`);
}

function shown(task_id: string, { profile, ...times }: StoredProfile): ExecutionProfile {
  return { task_id, ...profile, ...times };
}
