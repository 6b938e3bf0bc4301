import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Caller } from '../../http/identity/caller.js';
import { CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { visibilityOf } from '../../http/identity/visibility.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId } from '../../http/parsing/input.decorators.js';
import { Inspect } from '../../http/schemas/index.js';
import { InspectRun, InspectTask } from '../views/inspect-task.js';
import { presentInspection } from './present/present-inspection.js';

const INSPECTS = {
  action: 'tasks.inspect',
  right: 'read',
  validationStatus: 422,
  success: { status: 200, type: { inspect: Inspect } },
  failures: [404, 422, 500, 503],
} as const;

/** How tasks and runs stand, with what is wrong and what to do (`views.md` 8, `runs.md` 3.21). */
@Controller('api')
export class TaskInspectController {
  constructor(private readonly queries: QueryBus) {}

  @Get('tasks/:id/inspect')
  @Operation({
    id: 'inspectTask',
    summary: 'Inspect one task with diagnostics',
    ...INSPECTS,
  })
  async task(
    @PathId('id', 'Task id', 'task') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<{ inspect: Inspect }> {
    return { inspect: presentInspection(await this.queries.execute(new InspectTask(id)), visibilityOf(caller)) };
  }

  @Get('runs/:id/inspect')
  @Operation({
    id: 'inspectRun',
    summary: 'Inspect one task run with diagnostics',
    ...INSPECTS,
  })
  async run(
    @PathId('id', 'Task run id', 'run') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<{ inspect: Inspect }> {
    return { inspect: presentInspection(await this.queries.execute(new InspectRun(id)), visibilityOf(caller)) };
  }
}
