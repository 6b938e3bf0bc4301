/**
 * The task results front: what tasks have given, their logs, and their deletion for good (`http.md` 13). What a result is
 * follows from the views of `tasks`; here is who may ask for it, and how.
 */
import { Module } from '@nestjs/common';
import { TasksModule } from '../../tasks/tasks.module.js';
import { DoorsModule } from '../doors/doors.module.js';
import { TaskResultsController } from './task-results.controller.js';

@Module({ imports: [DoorsModule, TasksModule], controllers: [TaskResultsController] })
export class TaskResultsModule {}
