/** Runs that somebody asks for at the numbered or the task run front: the request, its schema, and the history. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { StreamRegistry } from '../ledger/registry.js';
import { DefaultSchemas } from '../tasks/commands/default-schemas.js';
import { EnqueueCalledRunHandler } from '../tasks/commands/enqueue-called-run.js';
import { WorkflowSteps } from '../tasks/lookups/workflow-steps.js';
import { TaskStreamModule } from '../tasks/task-stream.module.js';
import { runStepsView } from './views/run-steps-view.js';
import { RunSteps } from './views/run-steps.js';

@Module({
  imports: [TaskStreamModule],
  providers: [DefaultSchemas, EnqueueCalledRunHandler, RunSteps, WorkflowSteps],
  exports: [RunSteps],
})
export class CalledRunsModule implements OnModuleInit {
  constructor(private readonly registry: StreamRegistry) {}

  onModuleInit(): void {
    this.registry.view(runStepsView);
  }
}
