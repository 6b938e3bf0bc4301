import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { AtLeast, QueryInput } from '../../http/parsing/input.decorators.js';
import { TaskDashboard } from '../../http/schemas/index.js';
import { WorkspaceScopes } from '../../tasks/http/workspace-scopes.js';
import { GetTaskDashboard } from '../views/get-task-dashboard.js';
import { TaskDashboardQuery } from './dashboard-query.js';
import { presentDashboard } from './present-dashboard.js';

/** All tasks in numbers; whoever asks, agent headers are not looked at (`views.md` 1). */
@Controller('api/observe/tasks/dashboard')
export class DashboardController {
  constructor(
    private readonly queries: QueryBus,
    private readonly scopes: WorkspaceScopes,
  ) {}

  @Get()
  @Operation({
    id: 'getTaskDashboard',
    action: 'tasks.dashboard',
    summary: 'Get all tasks and runs in numbers',
    right: 'read',
    caller: 'anonymous',
    bound: 'filtered',
    validationStatus: 422,
    query: TaskDashboardQuery,
    success: { status: 200, type: { dashboard: TaskDashboard } },
    failures: [404, 422, 500, 503],
  })
  async get(
    @QueryInput() query: TaskDashboardQuery,
    @AtLeast() atLeast: number | undefined,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ dashboard: TaskDashboard }> {
    const { scope: _scope, workspace: _workspace, ...filter } = query;
    const place = await this.scopes.placeOf(query, caller);
    const figures = await this.queries.execute(new GetTaskDashboard({ ...filter, place }, atLeast));
    reply.at(figures.position);
    return { dashboard: presentDashboard(figures) };
  }
}
