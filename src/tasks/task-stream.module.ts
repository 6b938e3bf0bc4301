/** The task stream as the lane knows it: its fold, its inline views, and the lookups that commands of any context ask. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { StreamRegistry } from '../ledger/registry.js';
import { RunDocuments } from './lookups/run-documents.js';
import { RunLookups } from './lookups/run-lookups.js';
import { taskStream } from './domain/task-stream.js';
import { runView } from './views/run-view.js';
import { AutoEnqueue } from './commands/auto-enqueue.js';
import { SettleDependents } from './commands/settle-dependents.js';
import { TaskDocuments } from './lookups/task-documents.js';
import { TaskLinks } from './lookups/task-links.js';
import { WebTasks } from './lookups/web-tasks.js';
import { taskView } from './views/task-view.js';
import { webTaskView } from './views/web-task-view.js';

const PROVIDERS = [RunLookups, RunDocuments, TaskLinks, TaskDocuments, WebTasks, AutoEnqueue, SettleDependents];

@Module({ providers: PROVIDERS, exports: PROVIDERS })
export class TaskStreamModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly lookups: RunLookups,
    private readonly links: TaskLinks,
    private readonly documents: TaskDocuments,
    private readonly runDocuments: RunDocuments,
    private readonly webTasks: WebTasks,
    private readonly dependents: SettleDependents,
  ) {}

  onModuleInit(): void {
    this.registry.register(taskStream);
    this.registry.view(taskView);
    this.registry.view(runView);
    this.registry.view(webTaskView);
    this.registry.index(this.lookups);
    this.registry.index(this.links);
    this.registry.index(this.documents);
    this.registry.index(this.runDocuments);
    this.registry.index(this.webTasks);
    this.registry.reaction(this.dependents);
  }
}
