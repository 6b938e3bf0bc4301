/** The task stream as the lane knows it: its fold, its inline views, and the lookups that commands of any context ask. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { StreamRegistry } from '../ledger/registry.js';
import { RunLookups } from './lookups/run-lookups.js';
import { taskStream } from './domain/task-stream.js';
import { runView } from './views/run-view.js';
import { taskView } from './views/task-view.js';

@Module({ providers: [RunLookups], exports: [RunLookups] })
export class TaskStreamModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly lookups: RunLookups,
  ) {}

  onModuleInit(): void {
    this.registry.register(taskStream);
    this.registry.view(taskView);
    this.registry.view(runView);
    this.registry.index(this.lookups);
  }
}
