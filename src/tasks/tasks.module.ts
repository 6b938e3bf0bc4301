/**
 * Tasks with their runs, the one consistency boundary of the service: what a task is, how its status follows from its
 * runs, and what operators do to it. Everything about leases is in `runs`.
 */
import { Module } from '@nestjs/common';
import { ForceLimitsModule } from '../access/force-limits.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ApproveTaskHandler } from './commands/approve-task.js';
import { CancelTaskHandler } from './commands/cancel-task.js';
import { AddTaskDependencyHandler } from './commands/add-task-dependency.js';
import { CreateChildTaskHandler } from './commands/create-child-task.js';
import { CreateTaskHandler } from './commands/create-task.js';
import { CreateWebTaskHandler } from './commands/create-web-task.js';
import { DeleteTaskHandler } from './commands/delete-task.js';
import { EraseTaskTreeHandler } from './commands/erase-task-tree.js';
import { EnqueueRunHandler } from './commands/enqueue-run.js';
import { ExecutionBoundary } from './commands/execution-boundary.js';
import { PauseTaskHandler } from './commands/pause-task.js';
import { PublishTaskHandler } from './commands/publish-task.js';
import { RegenerateSchemasHandler } from './commands/regenerate-schemas.js';
import { RejectTaskHandler } from './commands/reject-task.js';
import { ResumeTaskHandler } from './commands/resume-task.js';
import { RemoveTaskDependencyHandler } from './commands/remove-task-dependency.js';
import { SchemaRuns } from './commands/schema-runs.js';
import { StartTaskHandler } from './commands/start-task.js';
import { UpdateTaskHandler } from './commands/update-task.js';
import { TaskAnswers } from './http/task-answers.js';
import { TaskChildrenController } from './http/task-children.controller.js';
import { TaskDependenciesController } from './http/task-dependencies.controller.js';
import { TaskDecisionsController } from './http/task-decisions.controller.js';
import { TaskControlController } from './http/task-control.controller.js';
import { TaskInspectController } from './http/task-inspect.controller.js';
import { TaskRunsController } from './http/task-runs.controller.js';
import { TaskScopes } from './http/task-scopes.js';
import { TaskTreeController } from './http/task-tree.controller.js';
import { TasksController } from './http/tasks.controller.js';
import { WorkspaceScopes } from './http/workspace-scopes.js';
import { GatheredDocuments } from './views/gathered-documents.js';
import { GetTaskRunHandler } from './views/get-task-run.js';
import { GetTaskTreeHandler } from './views/get-task-tree.js';
import { GetTaskHandler } from './views/get-task.js';
import { GetWebTaskHandler, ListWebTasksHandler } from './views/get-web-task.js';
import { InspectRunHandler, InspectTaskHandler } from './views/inspect-task.js';
import { ListTaskRunsHandler } from './views/list-task-runs.js';
import { ListTasksHandler } from './views/list-tasks.js';
import { GetTaskResultHandler, ListTaskResultsHandler } from './views/get-task-result.js';
import { TaskAliases } from './views/task-aliases.js';
import { TaskPlaces } from './views/task-places.js';
import { TaskReader } from './views/task-reader.js';
import { TaskStreamModule } from './task-stream.module.js';

@Module({
  imports: [TaskStreamModule, SessionsModule, ForceLimitsModule],
  controllers: [
    TasksController,
    TaskRunsController,
    TaskDecisionsController,
    TaskControlController,
    TaskChildrenController,
    TaskDependenciesController,
    TaskTreeController,
    TaskInspectController,
  ],
  providers: [
    ApproveTaskHandler,
    CancelTaskHandler,
    AddTaskDependencyHandler,
    CreateChildTaskHandler,
    CreateTaskHandler,
    CreateWebTaskHandler,
    DeleteTaskHandler,
    EraseTaskTreeHandler,
    RemoveTaskDependencyHandler,
    ExecutionBoundary,
    PauseTaskHandler,
    PublishTaskHandler,
    RegenerateSchemasHandler,
    RejectTaskHandler,
    SchemaRuns,
    ResumeTaskHandler,
    EnqueueRunHandler,
    StartTaskHandler,
    UpdateTaskHandler,
    GetTaskHandler,
    GetWebTaskHandler,
    ListWebTasksHandler,
    GetTaskTreeHandler,
    GetTaskResultHandler,
    ListTaskResultsHandler,
    GetTaskRunHandler,
    InspectTaskHandler,
    InspectRunHandler,
    ListTasksHandler,
    ListTaskRunsHandler,
    TaskReader,
    GatheredDocuments,
    TaskAliases,
    TaskPlaces,
    TaskScopes,
    TaskAnswers,
    WorkspaceScopes,
  ],
  exports: [TaskReader, TaskAliases, TaskAnswers, WorkspaceScopes],
})
export class TasksModule {}
