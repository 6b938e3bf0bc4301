import { Controller, Delete, Get } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput } from '../../http/parsing/input.decorators.js';
import { stripClaimTokens } from '../../http/redaction/claim-token.js';
import { redactText } from '../../http/redaction/text.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import { EraseTaskTree } from '../../tasks/commands/erase-task-tree.js';
import { presentTaskResult } from '../../tasks/views/present-task-result.js';
import type { TaskResult as ReadTaskResult } from '../../tasks/views/task-result.js';
import { GetTaskResult, ListTaskResults, MAX_RESULTS } from '../../tasks/views/get-task-result.js';
import { sightOf } from '../doors/front-sight.js';
import { FrontTasks } from '../doors/front-tasks.js';
import { TaskResult } from './task-result-schemas.js';
import { ListTaskResultsQuery } from './task-results-query.js';

const TAG = 'task results';
/** How often a task that moves on while it is deleted is read again, before it is deleted as it was read last. */
const LOOKS = 20;

/** What tasks have given: listed, asked for, and deleted with the task (`http.md` 13). */
@Controller('api/v1/task')
export class TaskResultsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly tasks: FrontTasks,
  ) {}

  @Get()
  @Operation({
    id: 'listTaskResults',
    action: 'compat.b.list',
    summary: 'List what tasks have given, newest first',
    tag: TAG,
    front: 'b',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: ListTaskResultsQuery,
    success: { status: 200, type: TaskResult, list: true },
    failures: [401, 403, 500, 503],
  })
  async list(
    @QueryInput() { limit = MAX_RESULTS, offset = 0 }: ListTaskResultsQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskResult[]> {
    const results = await this.queries.execute(new ListTaskResults(sightOf(caller), { limit, offset }));
    return results.map(shown);
  }

  @Get(':taskId')
  @Operation({
    id: 'getTaskResult',
    action: 'compat.b.get',
    summary: 'Get what a task has given',
    tag: TAG,
    front: 'b',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    success: { status: 200, type: TaskResult },
    failures: [401, 403, 404, 500, 503],
  })
  async get(@PathId('taskId', 'Task UUID or id') taskId: string, @CurrentCaller() caller: Caller): Promise<TaskResult> {
    const { id } = await this.tasks.require(caller, taskId);
    return shown(await this.read(id, taskId));
  }

  @Delete(':taskId')
  @Operation({
    id: 'deleteTaskResult',
    action: 'compat.b.delete',
    summary: 'Delete a task with everything below it, for good',
    tag: TAG,
    front: 'b',
    right: 'write',
    bound: 'filtered',
    validationStatus: 422,
    success: { status: 200, description: 'Deleted; the object as it was before', type: TaskResult },
    failures: [401, 403, 404, 500, 503],
  })
  async delete(
    @PathId('taskId', 'Task UUID or id') taskId: string,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<TaskResult> {
    for (let looks = LOOKS; ; looks--) {
      const { id, latest_event_seq } = await this.tasks.require(caller, taskId);
      const result = await this.read(id, taskId);
      // The answer is what there was at the very end: nothing may happen between the look and the deletion.
      const expected = looks > 0 ? [latest_event_seq] : undefined;
      try {
        const { position } = await this.commands.execute(new EraseTaskTree(id, context, expected));
        reply.at(position);
        return shown(result);
      } catch (error) {
        if (!(error instanceof Rejection && error.code === 'precondition_failed')) throw error;
      }
    }
  }

  private async read(id: string, asked: string): Promise<ReadTaskResult> {
    const result = await this.queries.execute(new GetTaskResult(id));
    if (!result) throw new Rejection('task_not_found', `task ${asked} does not exist`);
    return result;
  }
}

function shown(result: ReadTaskResult): TaskResult {
  return presentTaskResult(result, { text: redactText, json: stripClaimTokens });
}
