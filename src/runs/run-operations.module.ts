/**
 * What an operator does to a run without a lease: claims it, puts it to work on a session, ends it (`runs.md`
 * 3.10-3.15).
 */
import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { SessionExecutorModule } from '../sessions/session-executor.module.js';
import { TaskStreamModule } from '../tasks/task-stream.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { AttachSessionHandler } from './commands/attach-session.js';
import { CancelRunHandler } from './commands/cancel-run.js';
import { ClaimRunHandler } from './commands/claim-run.js';
import { CheckedCompletion } from './commands/checked-completion.js';
import { CompleteRunHandler } from './commands/complete-run.js';
import { FailRunHandler } from './commands/fail-run.js';
import { StartRunHandler } from './commands/start-run.js';
import { RunAnswers } from './http/run-answers.js';
import { TaskRunEndingsController } from './http/task-run-endings.controller.js';
import { TaskRunOperationsController } from './http/task-run-operations.controller.js';
import { ResultsModule } from './results/results.module.js';

@Module({
  imports: [TaskStreamModule, TasksModule, SessionExecutorModule, ProfilesModule, ResultsModule],
  controllers: [TaskRunOperationsController, TaskRunEndingsController],
  providers: [
    AttachSessionHandler,
    CancelRunHandler,
    ClaimRunHandler,
    CheckedCompletion,
    CompleteRunHandler,
    FailRunHandler,
    StartRunHandler,
    RunAnswers,
  ],
})
export class RunOperationsModule {}
