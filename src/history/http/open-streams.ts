import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Caller } from '../../http/identity/caller.js';
import { visibilityOf } from '../../http/identity/visibility.js';
import type { StreamSource } from '../views/stream-source.js';
import type { EventStream } from './event-stream.js';
import { StreamFeed } from './stream-feed.js';
import { TaskFrames } from './task-frames.js';

/** A comment line keeps idle connections open (`http.md` 8), in ms. */
const PING_MS = 15_000;

/** The streams of this instance, from their opening to their end. */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  private readonly open = new Set<EventStream>();
  private readonly pings = setInterval(() => this.ping(), PING_MS).unref();

  constructor(private readonly frames: TaskFrames) {}

  onModuleDestroy(): void {
    clearInterval(this.pings);
    for (const stream of this.open) stream.end();
  }

  get count(): number {
    return this.open.size;
  }

  /**
   * Sends everything that the source has above `after`, as far as the caller may see it, until somebody ends the stream:
   * the reader, the service, or the end of the caller's key. Resolves when the stream is live.
   */
  async feed(stream: EventStream, source: StreamSource, after: number, caller: Caller): Promise<void> {
    stream.onEnd(caller.life.onEnd(() => stream.end()));
    if (!stream.open) return;
    this.open.add(stream);
    const visibility = visibilityOf(caller);
    const feed = new StreamFeed(stream, (entry) => this.frames.of(entry, visibility), after);
    const subscription = source.subscribe(feed);
    stream.onEnd(() => {
      subscription.end();
      this.open.delete(stream);
    });
    try {
      if (await source.exists()) await feed.catchUp(source, subscription.from);
      else stream.end();
    } catch {
      stream.end();
    }
  }

  /** Done every 15 s: what nobody takes is found out by it as well. */
  ping(): void {
    for (const stream of this.open) stream.ping();
  }
}
