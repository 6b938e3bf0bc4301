import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { Rejection } from '../../ledger/rejection.js';
import { TaskAliases } from '../views/task-aliases.js';
import { TaskPlaces } from '../views/task-places.js';

/** Tells the guards what tasks and runs are called, and where they belong. */
@Injectable()
export class TaskScopes implements OnModuleInit {
  constructor(
    private readonly scopes: ResourceScopes,
    private readonly places: TaskPlaces,
    private readonly aliases: TaskAliases,
  ) {}

  onModuleInit(): void {
    this.scopes.register('task', {
      workspaceOf: (id) => this.places.ofTask(id),
      within: (workspaceId, ids) => this.places.tasksWithin(workspaceId, ids),
      idOf: (name) => this.aliases.taskIdOf(name),
      notFound: (id) => new Rejection('task_not_found', `task ${id} does not exist`),
    });
    this.scopes.register('run', {
      workspaceOf: (id) => this.places.ofRun(id),
      idOf: (name) => this.aliases.runIdOf(name),
      notFound: (id) => new Rejection('run_not_found', `run ${id} does not exist`),
    });
  }
}
