import type { LiveReader, StreamSource } from '../views/stream-source.js';
import type { TimelineEntry } from '../views/timeline-reader.js';
import type { EventStream } from './event-stream.js';
import { FrameLine } from './frame-line.js';

/** Live entries that wait while the past is being sent; when more come, all of them are read from the log in turn. */
const MAX_ARRIVED = 256;

/** The text of an entry's frame, or a promise of it where the database has to be asked first. */
export type FrameOf = (entry: TimelineEntry) => string | Promise<string>;

/** One stream on its way from the past into the present: without gap, duplicate or disorder (`views.md` 5.4). */
export class StreamFeed implements LiveReader {
  private readonly line: FrameLine;
  /** What came live while the past is being sent; undefined once the stream is live itself. */
  private arrived: TimelineEntry[] | undefined = [];
  private overflowed = false;
  /** The last position that came live. */
  private heard = 0;

  constructor(
    private readonly stream: EventStream,
    private readonly frameOf: FrameOf,
    private last: number,
  ) {
    this.line = new FrameLine(stream);
  }

  receive(entry: TimelineEntry): void {
    this.heard = entry.event.position;
    if (!this.arrived) this.emit(entry);
    else if (this.arrived.length < MAX_ARRIVED) this.arrived.push(entry);
    else this.overflowed = true;
  }

  lost(): void {
    this.line.close();
  }

  /** Sends the past up to `until`, which must be where live entries begin, and then goes live. */
  async catchUp(source: StreamSource, until: number): Promise<void> {
    await this.replay(source, this.last, until);
    while (this.overflowed && this.stream.open) {
      const [after, end] = [until, this.heard];
      this.arrived = [];
      this.overflowed = false;
      await this.replay(source, after, end);
      until = end;
    }
    const arrived = this.arrived ?? [];
    this.arrived = undefined;
    for (const entry of arrived) this.emit(entry);
  }

  /** At the reader's own pace. */
  private async replay(source: StreamSource, after: number, until: number): Promise<void> {
    for await (const entry of source.entries(after, until)) {
      await this.stream.ready();
      if (!this.stream.open) return;
      this.emit(entry);
      await this.line.sent();
    }
  }

  private emit(entry: TimelineEntry): void {
    if (entry.event.position <= this.last) return;
    this.last = entry.event.position;
    this.line.add(this.frameOf(entry));
  }
}
