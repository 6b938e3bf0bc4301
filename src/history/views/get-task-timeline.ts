import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EventLog } from '../../ledger/log/event-log.js';
import { Rejection } from '../../ledger/rejection.js';
import { streamName } from '../../ledger/stream-type.js';
import { TaskReader } from '../../tasks/views/task-reader.js';
import { type TimelineEntry, TimelineReader } from './timeline-reader.js';

/** Items of a page at most, whatever the caller asks (architecture.md 12, decision 5). */
const MAX_ITEMS = 500;

export interface TimelinePage {
  readonly entries: readonly TimelineEntry[];
  /** Sequence to go on after, given while more may follow. */
  readonly nextSequence?: number;
}

/** A task's own public events above a sequence, in order (`views.md` 4). Refused: `task_not_found`. */
export class GetTaskTimeline extends Query<TimelinePage> {
  constructor(
    readonly taskId: string,
    readonly afterSequence: number,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(GetTaskTimeline)
export class GetTaskTimelineHandler implements IQueryHandler<GetTaskTimeline> {
  constructor(
    private readonly tasks: TaskReader,
    private readonly log: EventLog,
    private readonly timelines: TimelineReader,
  ) {}

  async execute({ taskId, afterSequence, limit }: GetTaskTimeline): Promise<TimelinePage> {
    if (!(await this.tasks.task(taskId))) throw new Rejection('task_not_found', `task ${taskId} does not exist`);
    const size = Math.min(limit > 0 ? limit : MAX_ITEMS, MAX_ITEMS);
    const events = await this.log.ofStream(streamName('task', taskId), afterSequence, size);
    const entries = await this.timelines.entries(events);
    const last = events.length === size ? events.at(-1) : undefined;
    return { entries, ...(last ? { nextSequence: last.position } : {}) };
  }
}
