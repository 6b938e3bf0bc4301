import { Controller, Get, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { visibilityOf } from '../../http/identity/visibility.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput } from '../../http/parsing/input.decorators.js';
import { QueryInteger } from '../../http/parsing/query-field.js';
import { StreamFrame, TimelineItem } from '../../http/schemas/index.js';
import { Rejection } from '../../ledger/rejection.js';
import { TaskReader } from '../../tasks/views/task-reader.js';
import { GetTaskTimeline } from '../views/get-task-timeline.js';
import { StreamSources } from '../views/stream-sources.js';
import { openStream, startOf } from './open-stream.js';
import { OpenStreams } from './open-streams.js';
import { presentTimelineItem } from './present-timeline-item.js';

class TimelineQuery {
  @QueryInteger({ min: 0, description: 'Only events above this sequence' }) after_sequence?: number;
  @QueryInteger({ min: 0, description: 'At most 500; 0 or absent means 500' }) limit?: number;
  @QueryInteger({ min: 0, description: 'X-Next-Cursor of the page before; wins over after_sequence' }) cursor?: number;
}

class StreamQuery {
  @QueryInteger({ min: 0, description: 'Only events above this sequence; Last-Event-ID wins' }) after_sequence?: number;
}

/** What happened to a task: as pages, and live (`views.md` 4 and 5). */
@Controller('api/tasks')
export class HistoryController {
  constructor(
    private readonly queries: QueryBus,
    private readonly tasks: TaskReader,
    private readonly sources: StreamSources,
    private readonly streams: OpenStreams,
  ) {}

  @Get(':id/timeline')
  @Operation({
    id: 'getTaskTimeline',
    action: 'tasks.timeline',
    summary: 'List the events of a task in order',
    right: 'read',
    validationStatus: 422,
    query: TimelineQuery,
    success: { status: 200, type: { timeline: [TimelineItem] } },
    failures: [404, 422, 500, 503],
  })
  async timeline(
    @PathId('id', 'Task id', 'task') id: string,
    @QueryInput() query: TimelineQuery,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ timeline: TimelineItem[] }> {
    const after = query.cursor ?? query.after_sequence ?? 0;
    const page = await this.queries.execute(new GetTaskTimeline(id, after, query.limit ?? 0));
    if (page.nextSequence !== undefined) reply.header('x-next-cursor', page.nextSequence);
    const visibility = visibilityOf(caller);
    return { timeline: page.entries.map((entry) => presentTimelineItem(entry, visibility)) };
  }

  @Get(':id/stream')
  @Operation({
    id: 'streamTask',
    action: 'tasks.stream',
    summary: 'Follow the events of a task and its descendants',
    right: 'read',
    validationStatus: 422,
    query: StreamQuery,
    success: { status: 200, description: 'Task event stream', type: StreamFrame, mediaType: 'text/event-stream' },
    failures: [404, 422, 500, 503],
  })
  async stream(
    @PathId('id', 'Task id', 'task') id: string,
    @QueryInput() query: StreamQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = startOf(request, query.after_sequence);
    if (!(await this.tasks.task(id))) throw new Rejection('task_not_found', `task ${id} does not exist`);
    await this.streams.feed(openStream(request, reply), this.sources.ofTask(id), after, caller);
  }
}
