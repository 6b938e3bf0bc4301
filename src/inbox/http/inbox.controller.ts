import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { AtLeast, QueryInput } from '../../http/parsing/input.decorators.js';
import { TaskInbox } from '../../http/schemas/index.js';
import { WorkspaceScopes } from '../../tasks/http/workspace-scopes.js';
import { MAX_LIST } from '../../tasks/views/list-tasks.js';
import { foldCase } from '../../tasks/views/search-text.js';
import { GetTaskInbox } from '../views/get-task-inbox.js';
import { TaskInboxQuery } from './inbox-query.js';
import { presentInbox } from './present-inbox.js';

/** The tasks that need the caller's attention: the agent session's that asks, else the principal's (`views.md` 2). */
@Controller('api/observe/tasks/inbox')
export class InboxController {
  constructor(
    private readonly queries: QueryBus,
    private readonly scopes: WorkspaceScopes,
  ) {}

  @Get()
  @Operation({
    id: 'getTaskInbox',
    action: 'tasks.inbox',
    summary: 'Get the tasks that need attention, in lanes',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: TaskInboxQuery,
    success: { status: 200, type: { inbox: TaskInbox } },
    failures: [404, 422, 500, 503],
  })
  async get(
    @QueryInput() asked: TaskInboxQuery,
    @AtLeast() atLeast: number | undefined,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ inbox: TaskInbox }> {
    const { actor } = caller;
    const { owner_kind, owner_ref, lane, unread = false, query, limit = 0 } = asked;
    const question = {
      ...{ actor, owner_kind, owner_ref, lane, unread },
      place: await this.scopes.placeOf(asked, caller),
      pattern: query === undefined ? undefined : foldCase(query),
      limit: limit === 0 ? MAX_LIST : Math.min(limit, MAX_LIST),
    };
    const inbox = await this.queries.execute(new GetTaskInbox(question, atLeast));
    reply.at(inbox.position);
    return { inbox: presentInbox(inbox, actor) };
  }
}
