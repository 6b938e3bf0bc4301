/**
 * The registries that everything else refers to: workspaces, which hold tasks, and agent sessions, which do the work.
 * Both are streams of the ledger like all else; only when a session was seen last is operational and no event.
 */
import { Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { SessionDirectory } from '../http/identity/session-directory.js';
import { DutyRunner } from '../ledger/duties/duty-runner.js';
import { StreamRegistry } from '../ledger/registry.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { TaskStreamModule } from '../tasks/task-stream.module.js';
import { CreateWorkspaceHandler } from './commands/create-workspace.js';
import { DeleteWorkspaceHandler } from './commands/delete-workspace.js';
import { RegisterSessionHandler } from './commands/register-session.js';
import { StopCanceledRunHandler } from './commands/stop-canceled-run.js';
import { StopWithDeletedTask } from './commands/stop-with-deleted-task.js';
import { StopSessionHandler } from './commands/stop-session.js';
import { TasksOfWorkspace } from './lookups/tasks-of-workspace.js';
import { UpdateWorkspaceHandler } from './commands/update-workspace.js';
import { WorkspaceLookups } from './lookups/workspace-lookups.js';
import { sessionStream } from './domain/session-stream.js';
import { workspaceStream } from './domain/workspace-stream.js';
import { SessionLiveness } from './duties/session-liveness.js';
import { SessionStops } from './duties/session-stops.js';
import { CachedSessionDirectory } from './http/cached-session-directory.js';
import { RegistryScopes } from './http/registry-scopes.js';
import { SessionsController } from './http/sessions.controller.js';
import { WorkspacesController } from './http/workspaces.controller.js';
import { SessionMetrics } from './session-metrics.js';
import { ActiveSessions } from './views/active-sessions.js';
import { SessionCounts } from './views/session-counts.js';
import { GetSessionHandler, HeartbeatSessionHandler, ListSessionsHandler } from './views/session-queries.js';
import { SessionReader } from './views/session-reader.js';
import { SessionSightings } from './views/session-sightings.js';
import { sessionView } from './views/session-view.js';
import { UnseenSessions } from './views/unseen-sessions.js';
import { WorkspaceDirectory } from './views/workspace-directory.js';
import { GetWorkspaceHandler, ListWorkspacesHandler } from './views/workspace-queries.js';
import { workspaceView } from './views/workspace-view.js';

@Module({
  imports: [TaskStreamModule],
  controllers: [SessionsController, WorkspacesController],
  providers: [
    RegisterSessionHandler,
    StopSessionHandler,
    StopCanceledRunHandler,
    StopWithDeletedTask,
    CreateWorkspaceHandler,
    UpdateWorkspaceHandler,
    DeleteWorkspaceHandler,
    WorkspaceLookups,
    TasksOfWorkspace,
    GetSessionHandler,
    HeartbeatSessionHandler,
    ListSessionsHandler,
    GetWorkspaceHandler,
    ListWorkspacesHandler,
    ActiveSessions,
    SessionReader,
    SessionSightings,
    SessionCounts,
    SessionMetrics,
    UnseenSessions,
    WorkspaceDirectory,
    SessionLiveness,
    RegistryScopes,
    {
      provide: SessionStops,
      inject: [SETTINGS_TOKEN, DataSource, CommandBus],
      useFactory: (settings: ServiceSettings, dataSource: DataSource, commands: CommandBus) =>
        new SessionStops(Math.round(settings.cancelGraceSeconds * 1000), dataSource, commands),
    },
    { provide: SessionDirectory, useClass: CachedSessionDirectory },
  ],
  exports: [SessionDirectory, SessionReader, WorkspaceDirectory, WorkspaceLookups],
})
export class SessionsModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly workspaces: WorkspaceLookups,
    private readonly tasks: TasksOfWorkspace,
    private readonly duties: DutyRunner,
    private readonly liveness: SessionLiveness,
    private readonly stops: SessionStops,
    private readonly deletions: StopWithDeletedTask,
  ) {}

  onModuleInit(): void {
    this.registry.register(sessionStream);
    this.registry.register(workspaceStream);
    this.registry.view(sessionView);
    this.registry.view(workspaceView);
    this.registry.index(this.workspaces);
    this.registry.index(this.tasks);
    this.registry.reaction(this.deletions);
    this.duties.register(this.liveness);
    this.duties.register(this.stops);
  }
}
