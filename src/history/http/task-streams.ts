import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Visibility } from '../../http/identity/visibility.js';
import { TaskReader } from '../../tasks/views/task-reader.js';
import { LiveEvents } from '../views/live-events.js';
import { SubtreeReplay } from '../views/subtree-replay.js';
import type { TimelineEntry } from '../views/timeline-reader.js';
import type { EventStream } from './event-stream.js';
import { FrameLine } from './frame-line.js';
import { TaskFrames } from './task-frames.js';

/** A comment line keeps idle connections open (`http.md` 8), in ms. */
const PING_MS = 15_000;

/**
 * Feeds the streams of tasks: first the log up to the moment of subscription, then what the hub brings, without gap,
 * duplicate or disorder (`views.md` 5.4).
 */
@Injectable()
export class TaskStreams implements OnModuleDestroy {
  private readonly open = new Set<EventStream>();
  private readonly pings = setInterval(() => this.ping(), PING_MS).unref();

  constructor(
    private readonly replay: SubtreeReplay,
    private readonly live: LiveEvents,
    private readonly tasks: TaskReader,
    private readonly frames: TaskFrames,
  ) {}

  onModuleDestroy(): void {
    clearInterval(this.pings);
    for (const stream of this.open) stream.end();
  }

  /** Streams in this instance. */
  get count(): number {
    return this.open.size;
  }

  /** Sends every event of the task and its descendants above `after`, as far as it may be seen, until the stream ends. */
  async feed(stream: EventStream, taskId: string, after: number, visibility: Visibility): Promise<void> {
    this.open.add(stream);
    let last = after;
    let replaying = true;
    const arrived: TimelineEntry[] = [];
    const line = new FrameLine(stream);
    const emit = (entry: TimelineEntry): void => {
      if (entry.event.position <= last) return;
      last = entry.event.position;
      line.add(this.frames.of(entry, visibility));
    };
    const subscription = this.live.subscribe({
      taskId,
      receive: (entry) => (replaying ? arrived.push(entry) : emit(entry)),
      lost: () => line.close(),
    });
    stream.onEnd(() => {
      subscription.end();
      this.open.delete(stream);
    });
    // A deletion before the subscription is not heard of any more.
    if (!(await this.tasks.task(taskId))) stream.end();
    for await (const entry of this.replay.entries(taskId, after, subscription.from)) {
      if (!stream.open) return;
      await stream.ready();
      emit(entry);
      await line.sent();
    }
    replaying = false;
    for (const entry of arrived) emit(entry);
  }

  private ping(): void {
    for (const stream of this.open) stream.send(': ping\n\n');
  }
}
