/**
 * What is done with the log as a whole: the past and the present of tasks as people read it (timelines page by page,
 * streams as it happens), and the views that are built from it.
 */
import { Module } from '@nestjs/common';
import { TasksModule } from '../tasks/tasks.module.js';
import { RebuildViewHandler } from './commands/rebuild-view.js';
import { HistoryController } from './http/history.controller.js';
import { OpenStreams } from './http/open-streams.js';
import { StreamController } from './http/stream.controller.js';
import { TaskFrames } from './http/task-frames.js';
import { ViewsController } from './http/views.controller.js';
import { GetTaskTimelineHandler } from './views/get-task-timeline.js';
import { ListViewsHandler } from './views/list-views.js';
import { LiveEvents } from './views/live-events.js';
import { ServiceReplay } from './views/service-replay.js';
import { StreamSources } from './views/stream-sources.js';
import { SubtreeReplay } from './views/subtree-replay.js';
import { TaskTree } from './views/task-tree.js';
import { TimelineReader } from './views/timeline-reader.js';

@Module({
  imports: [TasksModule],
  controllers: [HistoryController, StreamController, ViewsController],
  providers: [
    GetTaskTimelineHandler,
    ListViewsHandler,
    RebuildViewHandler,
    LiveEvents,
    ServiceReplay,
    StreamSources,
    SubtreeReplay,
    TaskTree,
    TimelineReader,
    TaskFrames,
    OpenStreams,
  ],
})
export class HistoryModule {}
