/**
 * The inbox: tasks that need somebody's attention, and what each actor has done with them. Triage is a stream of its own
 * for each actor and task, so that nothing of it is seen on the task.
 */
import { Module, type OnModuleInit } from '@nestjs/common';
import { StreamRegistry } from '../ledger/registry.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { ArchiveTaskHandler } from './commands/archive-task.js';
import { DismissTaskHandler } from './commands/dismiss-task.js';
import { ForgetDeletedTask } from './commands/forget-deleted-task.js';
import { MarkTaskReadHandler } from './commands/mark-task-read.js';
import { triageStream } from './domain/triage-stream.js';
import { InboxController } from './http/inbox.controller.js';
import { TriageController } from './http/triage.controller.js';
import { TriagingActors } from './lookups/triaging-actors.js';
import { GetTaskInboxHandler } from './views/get-task-inbox.js';
import { inboxView } from './views/inbox-view.js';
import { triageView } from './views/triage-view.js';

@Module({
  imports: [TasksModule],
  controllers: [TriageController, InboxController],
  providers: [
    MarkTaskReadHandler,
    ArchiveTaskHandler,
    DismissTaskHandler,
    GetTaskInboxHandler,
    TriagingActors,
    ForgetDeletedTask,
  ],
})
export class InboxModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly actors: TriagingActors,
    private readonly deleted: ForgetDeletedTask,
  ) {}

  onModuleInit(): void {
    this.registry.register(triageStream);
    this.registry.view(triageView);
    this.registry.follower(inboxView);
    this.registry.index(this.actors);
    this.registry.reaction(this.deleted);
  }
}
