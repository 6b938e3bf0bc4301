/**
 * Tasks with their runs, the one consistency boundary of the service: what a task is, how its status follows from its
 * runs, and what operators do to it. Everything about leases is in `runs`.
 */
import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { CreateTaskHandler } from './commands/create-task.js';
import { EnqueueRunHandler } from './commands/enqueue-run.js';
import { StartTaskHandler } from './commands/start-task.js';
import { TaskAnswers } from './http/task-answers.js';
import { TaskRunsController } from './http/task-runs.controller.js';
import { TasksController } from './http/tasks.controller.js';
import { WorkspaceScopes } from './http/workspace-scopes.js';
import { GetTaskRunHandler } from './views/get-task-run.js';
import { GetTaskHandler } from './views/get-task.js';
import { ListTaskRunsHandler } from './views/list-task-runs.js';
import { ListTasksHandler } from './views/list-tasks.js';
import { TaskReader } from './views/task-reader.js';
import { TaskStreamModule } from './task-stream.module.js';

@Module({
  imports: [TaskStreamModule, SessionsModule],
  controllers: [TasksController, TaskRunsController],
  providers: [
    CreateTaskHandler,
    EnqueueRunHandler,
    StartTaskHandler,
    GetTaskHandler,
    GetTaskRunHandler,
    ListTasksHandler,
    ListTaskRunsHandler,
    TaskReader,
    TaskAnswers,
    WorkspaceScopes,
  ],
  exports: [TaskReader, TaskAnswers],
})
export class TasksModule {}
