import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { Rejection } from '../../ledger/rejection.js';
import { SessionReader } from '../views/session-reader.js';
import { WorkspaceDirectory } from '../views/workspace-directory.js';

/** Tells the guards where agent sessions belong; a workspace belongs to itself. */
@Injectable()
export class RegistryScopes implements OnModuleInit {
  constructor(
    private readonly scopes: ResourceScopes,
    private readonly sessions: SessionReader,
    private readonly workspaces: WorkspaceDirectory,
  ) {}

  onModuleInit(): void {
    this.scopes.register('session', {
      workspaceOf: async (id) => (await this.sessions.find(id))?.workspace_id,
      within: (workspaceId, ids) => this.sessions.within(workspaceId, ids),
      notFound: (id) => new Rejection('session_not_found', `agent session ${id} not found`),
    });
    this.scopes.register('workspace', {
      workspaceOf: async (reference) => (await this.workspaces.resolve(reference))?.id,
      notFound: (reference) => new Rejection('workspace_not_found', `workspace ${reference} not found`),
    });
  }
}
