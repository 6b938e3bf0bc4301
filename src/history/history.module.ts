/** The past and the present of tasks as people read it: timelines page by page, streams as it happens. */
import { Module } from '@nestjs/common';
import { TasksModule } from '../tasks/tasks.module.js';
import { HistoryController } from './http/history.controller.js';
import { TaskFrames } from './http/task-frames.js';
import { TaskStreams } from './http/task-streams.js';
import { GetTaskTimelineHandler } from './views/get-task-timeline.js';
import { LiveEvents } from './views/live-events.js';
import { SubtreeReplay } from './views/subtree-replay.js';
import { TaskTree } from './views/task-tree.js';
import { TimelineReader } from './views/timeline-reader.js';

@Module({
  imports: [TasksModule],
  controllers: [HistoryController],
  providers: [GetTaskTimelineHandler, LiveEvents, SubtreeReplay, TaskTree, TimelineReader, TaskFrames, TaskStreams],
})
export class HistoryModule {}
