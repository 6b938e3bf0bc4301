/**
 * What callers of the numbered and the task run front may ask of a run (`http.md` 11.3): the bodies, and the second look at
 * what they say. A handler takes its body (`NumberedRunBody`, `TaskRunBody`), has it read by `CallOptions`, and gives what
 * comes of it to `EnqueueCalledRun`, with the `IdempotencyKey` of the request.
 */
import { Module } from '@nestjs/common';
import { NotificationsModule } from '../../notifications/notifications.module.js';
import { CalledRunsModule } from '../../runs/called-runs.module.js';
import { CallOptions } from './call-options.js';

@Module({
  imports: [CalledRunsModule, NotificationsModule],
  providers: [CallOptions],
  exports: [CallOptions],
})
export class RequestModule {}
