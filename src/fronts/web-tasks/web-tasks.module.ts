/**
 * The web task front: tasks on a website whose input and output schemas a worker generates (`http.md` 12). What they are
 * is decided in `tasks`; here is what of it callers send and see.
 */
import { Module } from '@nestjs/common';
import { TasksModule } from '../../tasks/tasks.module.js';
import { WebTasksController } from './web-tasks.controller.js';

@Module({ imports: [TasksModule], controllers: [WebTasksController] })
export class WebTasksModule {}
