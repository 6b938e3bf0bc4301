/**
 * What the compatibility fronts have in common: whom they let in, and what those may see (`http.md` 11.1, 11.2).
 *
 * An operation of a front says so by `front` in its `@Operation`: `a`, `b` and `d` take a key of that front from its
 * own header and nothing else, `c` native callers. Such an operation gives `bound: 'filtered'` and asks `FrontTasks`
 * for its task, so that what is foreign reads like what does not exist; its action is `compat.<letter>.<action>`.
 *
 * The numbered front shares its path with the native one. It takes the ids that are 1 to 16 digits, by routes such as
 * `@Post('api/tasks/:task_number(^\\d{1,16}$)/runs')`: the router prefers them to `:id`, and OpenAPI shows them without
 * the pattern. With `@PathId('task_number', 'Task number', 'task')` its handler gets the task's id, as every handler
 * does whose path id is declared to be a task or run (`ScopeCheck`), or what was sent when it names nothing. So
 * `GET /api/tasks/7/runs` answers the native list by itself.
 */
import { Module } from '@nestjs/common';
import { TasksModule } from '../../tasks/tasks.module.js';
import { FrontTasks } from './front-tasks.js';

@Module({
  imports: [TasksModule],
  providers: [FrontTasks],
  exports: [FrontTasks],
})
export class DoorsModule {}
