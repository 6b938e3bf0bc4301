/** The task stream as the lane knows it: its fold, its inline views, and the lookups that commands of any context ask. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { StreamRegistry } from '../ledger/registry.js';
import { RunLookups } from './lookups/run-lookups.js';
import { taskStream } from './domain/task-stream.js';
import { runView } from './views/run-view.js';
import { SettleDependents } from './commands/settle-dependents.js';
import { TaskDocuments } from './lookups/task-documents.js';
import { TaskLinks } from './lookups/task-links.js';
import { taskView } from './views/task-view.js';

const PROVIDERS = [RunLookups, TaskLinks, TaskDocuments, SettleDependents];

@Module({ providers: PROVIDERS, exports: PROVIDERS })
export class TaskStreamModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly lookups: RunLookups,
    private readonly links: TaskLinks,
    private readonly documents: TaskDocuments,
    private readonly dependents: SettleDependents,
  ) {}

  onModuleInit(): void {
    this.registry.register(taskStream);
    this.registry.view(taskView);
    this.registry.view(runView);
    this.registry.index(this.lookups);
    this.registry.index(this.links);
    this.registry.index(this.documents);
    this.registry.reaction(this.dependents);
  }
}
