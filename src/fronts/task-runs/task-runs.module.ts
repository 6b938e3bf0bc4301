/** The task run front: running a task for callers with a key of their own, and looking at the run (`http.md` 15). */
import { Module } from '@nestjs/common';
import { HeldCallsModule } from '../../runs/held-calls.module.js';
import { DoorsModule } from '../doors/doors.module.js';
import { RequestModule } from '../request/request.module.js';
import { TaskRunsFrontController } from './task-runs.controller.js';

@Module({ imports: [DoorsModule, RequestModule, HeldCallsModule], controllers: [TaskRunsFrontController] })
export class TaskRunsModule {}
