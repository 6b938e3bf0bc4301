import type { EventStream } from './event-stream.js';

/** Frames that may wait for their texts; beyond it the reader comes back, like one that does not keep up. */
const MAX_WAITING = 256;

/** Sends frames in order although some of them take a look at the database before they are known. */
export class FrameLine {
  private waiting = 0;
  private end: Promise<void> = Promise.resolve();

  constructor(private readonly stream: Pick<EventStream, 'send' | 'end'>) {}

  /** Sends at once what is known and has nothing before it. A frame that cannot be made ends the stream. */
  add(frame: string | Promise<string>): void {
    if (typeof frame === 'string' && this.waiting === 0) this.stream.send(frame);
    else if (this.waiting < MAX_WAITING) this.queue(async () => this.stream.send(await frame));
    else this.overflow(frame);
  }

  /** Ends the stream once all that was added is sent. */
  close(): void {
    if (this.waiting === 0) this.stream.end();
    else this.queue(() => this.stream.end());
  }

  /** Resolves when all that was added is sent. */
  sent(): Promise<void> {
    return this.end;
  }

  private overflow(frame: string | Promise<string>): void {
    Promise.resolve(frame).catch(() => undefined);
    this.stream.end();
  }

  private queue(action: () => void | Promise<void>): void {
    this.waiting += 1;
    this.end = this.end
      .then(action)
      .catch(() => this.stream.end())
      .finally(() => (this.waiting -= 1));
  }
}
