import { Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId } from '../../http/parsing/input.decorators.js';
import { Rejection } from '../../ledger/rejection.js';
import { RebuildView } from '../commands/rebuild-view.js';
import { ListViews, type ViewStatus } from '../views/list-views.js';
import { View } from './view-schemas.js';

/** The views that follow from the log, for admins: how they stand, and to build them anew. */
@Controller('api/views')
export class ViewsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Operation({
    id: 'listViews',
    action: 'views.list',
    summary: 'List the views that can be rebuilt from the log',
    right: 'admin',
    reads: true,
    bound: 'refused',
    validationStatus: 422,
    success: { status: 200, type: { views: [View] } },
    failures: [422, 500, 503],
  })
  async list(): Promise<{ views: View[] }> {
    return { views: (await this.queries.execute(new ListViews())).map(present) };
  }

  @Post(':name/rebuild')
  @Operation({
    id: 'rebuildView',
    action: 'views.rebuild',
    summary: 'Build a view anew from the log, while the service runs',
    right: 'admin',
    bound: 'refused',
    validationStatus: 422,
    success: { status: 202, type: { view: View } },
    failures: [404, 422, 500, 503],
  })
  async rebuild(@PathId('name', 'View name') name: string): Promise<{ view: View }> {
    await this.commands.execute(new RebuildView(name));
    const view = (await this.queries.execute(new ListViews())).find((one) => one.name === name);
    if (!view) throw new Rejection('view_not_found', `there is no view ${name}`);
    return { view: present(view) };
  }
}

function present({ lastError, rebuild, ...status }: ViewStatus): View {
  return {
    ...status,
    last_error: lastError,
    rebuild: rebuild && {
      events_done: rebuild.events_done,
      events_total: rebuild.events_total,
      started_at: rebuild.started_at,
    },
  };
}
