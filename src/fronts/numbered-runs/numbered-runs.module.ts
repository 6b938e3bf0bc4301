/**
 * The numbered run front: running a task that is known by a number, and looking at the run (`http.md` 14). It shares its
 * path with the native operation; numbers come here.
 */
import { Module } from '@nestjs/common';
import { HeldCallsModule } from '../../runs/held-calls.module.js';
import { RequestModule } from '../request/request.module.js';
import { NumberedRunsController } from './numbered-runs.controller.js';

@Module({ imports: [RequestModule, HeldCallsModule], controllers: [NumberedRunsController] })
export class NumberedRunsModule {}
