/** What operators do to runs that are stuck: release and fail by force, one or many, retry, and recover. */
import { Module } from '@nestjs/common';
import { ForceLimitsModule } from '../access/force-limits.js';
import { TaskStreamModule } from '../tasks/task-stream.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { ForceFailRunHandler } from './commands/force-fail-run.js';
import { ForceReleaseRunHandler } from './commands/force-release-run.js';
import { ForcedRuns } from './commands/forced-runs.js';
import { RecoverRunHandler } from './commands/recover-run.js';
import { RetryRunHandler } from './commands/retry-run.js';
import { SuccessorRuns } from './commands/successor-runs.js';
import { BulkRunsController } from './http/bulk-runs.controller.js';
import { BulkRuns } from './http/bulk-runs.js';
import { ForceRunsController } from './http/force-runs.controller.js';

@Module({
  imports: [TaskStreamModule, TasksModule, ForceLimitsModule],
  controllers: [BulkRunsController, ForceRunsController],
  providers: [
    BulkRuns,
    ForcedRuns,
    ForceFailRunHandler,
    ForceReleaseRunHandler,
    RecoverRunHandler,
    RetryRunHandler,
    SuccessorRuns,
  ],
})
export class ForceRunsModule {}
