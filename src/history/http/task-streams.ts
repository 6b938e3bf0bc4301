import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LiveEvents } from '../views/live-events.js';
import { SubtreeReplay } from '../views/subtree-replay.js';
import type { TimelineEntry } from '../views/timeline-reader.js';
import type { EventStream } from './event-stream.js';
import { presentTimelineItem } from './present-timeline-item.js';

/** A comment line keeps idle connections open (`http.md` 8), in ms. */
const PING_MS = 15_000;

/**
 * Feeds the streams of tasks: first the log up to the moment of subscription, then what the hub brings, without gap,
 * duplicate or disorder (`views.md` 5.4).
 */
@Injectable()
export class TaskStreams implements OnModuleDestroy {
  private readonly open = new Set<EventStream>();
  private readonly frames = new WeakMap<TimelineEntry, string>();
  private readonly pings = setInterval(() => this.ping(), PING_MS).unref();

  constructor(
    private readonly replay: SubtreeReplay,
    private readonly live: LiveEvents,
  ) {}

  onModuleDestroy(): void {
    clearInterval(this.pings);
    for (const stream of this.open) stream.end();
  }

  /** Streams in this instance. */
  get count(): number {
    return this.open.size;
  }

  /** Sends every event of the task and its descendants above `after`, until the stream ends. */
  async feed(stream: EventStream, taskId: string, after: number): Promise<void> {
    this.open.add(stream);
    let last = after;
    let replaying = true;
    const arrived: TimelineEntry[] = [];
    const emit = (entry: TimelineEntry): void => {
      if (entry.event.position <= last) return;
      last = entry.event.position;
      stream.send(this.frameOf(entry));
    };
    const subscription = this.live.subscribe({
      taskId,
      receive: (entry) => (replaying ? arrived.push(entry) : emit(entry)),
      lost: () => stream.end(),
    });
    stream.onEnd(() => {
      subscription.end();
      this.open.delete(stream);
    });
    for await (const entry of this.replay.entries(taskId, after, subscription.from)) {
      if (!stream.open) return;
      await stream.ready();
      emit(entry);
    }
    replaying = false;
    for (const entry of arrived) emit(entry);
  }

  /** One text for all who read the same entry. */
  private frameOf(entry: TimelineEntry): string {
    let frame = this.frames.get(entry);
    if (frame === undefined) {
      const { position: sequence, type } = entry.event;
      const data = JSON.stringify({ sequence, type, timeline: presentTimelineItem(entry) });
      frame = `id: ${sequence}\nevent: ${type}\ndata: ${data}\n\n`;
      this.frames.set(entry, frame);
    }
    return frame;
  }

  private ping(): void {
    for (const stream of this.open) stream.send(': ping\n\n');
  }
}
