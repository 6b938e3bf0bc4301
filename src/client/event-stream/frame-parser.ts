/** One dispatched event of a `text/event-stream` body. */
export interface Frame {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** Cuts the text of an event stream into frames; chunks may end anywhere. Comments and unknown fields are skipped. */
export class FrameParser {
  private rest = '';
  private id: string | undefined;
  private event = '';
  private data: string[] = [];

  /** The frames that the chunk completes. */
  push(chunk: string): Frame[] {
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.line(line) ?? []);
  }

  private line(line: string): Frame | undefined {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.event = value;
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    return undefined;
  }

  private dispatch(): Frame | undefined {
    const frame = { id: this.id, event: this.event === '' ? 'message' : this.event, data: this.data.join('\n') };
    const empty = this.data.length === 0;
    this.event = '';
    this.data = [];
    return empty ? undefined : frame;
  }
}
