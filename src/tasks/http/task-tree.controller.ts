import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId } from '../../http/parsing/input.decorators.js';
import { TaskTree } from '../../http/schemas/index.js';
import { GetTaskTree } from '../views/get-task-tree.js';
import { presentTaskTree } from './present/present-task-tree.js';

/** The tree below a task (`tasks.md` 6.14). */
@Controller('api/tasks/:id/tree')
export class TaskTreeController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Operation({
    id: 'getTaskTree',
    action: 'tasks.tree',
    summary: 'Get a task with everything below it',
    right: 'read',
    validationStatus: 422,
    success: { status: 200, type: { tree: TaskTree } },
    failures: [404, 422, 500, 503],
  })
  async get(@PathId('id', 'Task id', 'task') id: string): Promise<{ tree: TaskTree }> {
    return { tree: presentTaskTree(await this.queries.execute(new GetTaskTree(id))) };
  }
}
