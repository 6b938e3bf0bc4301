import type { ServerResponse } from 'node:http';

/** Frames that may wait for a reader that does not keep up; beyond it the reader is cut (`views.md` 5.5). */
const MAX_WAITING = 256;

/** Pings that find the reader still not taking what was sent before them, until it is cut: about a minute. */
const MAX_MISSED_PINGS = 4;

/**
 * The writing end of a server-sent event stream. A reader that cannot keep up is cut off without a frame and comes back
 * with `Last-Event-ID`; nobody ever waits for it.
 */
export class EventStream {
  private readonly waiting: string[] = [];
  private full = false;
  private missedPings = 0;
  private readonly endings: (() => void)[] = [];
  private readonly resumes: (() => void)[] = [];
  private ended = false;

  constructor(private readonly response: ServerResponse) {
    response.on('drain', () => this.drained());
    response.on('close', () => this.end());
    response.on('error', () => this.end());
  }

  get open(): boolean {
    return !this.ended;
  }

  /** Called once when the stream is over, whoever ended it. */
  onEnd(action: () => void): void {
    if (this.ended) action();
    else this.endings.push(action);
  }

  /** Sends a frame now or as soon as the socket takes it. */
  send(frame: string): void {
    if (this.ended) return;
    if (!this.full) {
      this.full = !this.response.write(frame);
    } else if (this.waiting.length < MAX_WAITING) {
      this.waiting.push(frame);
    } else {
      this.cut();
    }
  }

  /** Keeps an idle connection open. A reader that has taken nothing for long is cut, whether more waits for it or not. */
  ping(): void {
    if (!this.full) this.send(': ping\n\n');
    else if (++this.missedPings > MAX_MISSED_PINGS) this.cut();
  }

  /** Resolves when the socket takes more, or the stream is over: for replays, which go at the reader's own pace. */
  async ready(): Promise<void> {
    if (!this.full || this.ended) return;
    await new Promise<void>((resolve) => this.resumes.push(resolve));
  }

  /** Ends in good order. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.response.end();
    for (const resume of this.resumes.splice(0)) resume();
    for (const action of this.endings.splice(0)) action();
  }

  private cut(): void {
    this.response.destroy();
    this.end();
  }

  private drained(): void {
    this.full = false;
    this.missedPings = 0;
    while (!this.full && !this.ended) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.full = !this.response.write(next);
    }
    if (!this.full) for (const resume of this.resumes.splice(0)) resume();
  }
}
