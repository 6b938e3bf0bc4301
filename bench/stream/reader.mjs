/** A reader of an event stream that does no more than it must: it looks for ids and times in the bytes. */
import { connect } from 'node:net';

const ID = Buffer.from('\nevent: ');
const TIMESTAMP = Buffer.from('"timestamp":"');
/** Of a time as the service writes it, such as 2026-05-05T10:30:00.000Z. */
const TIME_LENGTH = 24;
/** What a reader that reads little by little takes, and how often, in ms. */
const SIP = { bytes: 1_024, everyMs: 250 };

/** `fast` reads all, `sipping` a little now and then, `stopped` nothing. */
export class Reader {
  /** Frames read, and how often the service has cut the connection. */
  frames = 0;
  cuts = 0;
  last = 0;
  opened = false;
  rest = Buffer.alloc(0);

  constructor(url, taskId, kind, heard) {
    Object.assign(this, { url: new URL(url), taskId, kind, heard });
  }

  /** Resolves when the head of the answer is there. @param after a position, for a stream without the past */
  open(after) {
    const { hostname, port, host } = this.url;
    this.rest = Buffer.alloc(0);
    this.socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const path = `/api/tasks/${this.taskId}/stream`;
    this.socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nlast-event-id: ${after}\r\n\r\n`);
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.closed());
    return new Promise((resolve) => {
      this.socket.once('readable', () => {
        this.opened = true;
        this.begin();
        resolve();
      });
    });
  }

  begin() {
    if (this.kind === 'fast') this.socket.on('data', (chunk) => this.take(chunk));
    if (this.kind !== 'sipping') return;
    this.sips = setInterval(() => {
      const chunk = this.socket.read(Math.min(SIP.bytes, this.socket.readableLength));
      if (chunk) this.take(chunk);
    }, SIP.everyMs);
  }

  take(chunk) {
    const now = Date.now();
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let from = 0;
    for (;;) {
      const id = bytes.indexOf(ID, from);
      const time = id < 0 ? -1 : bytes.indexOf(TIMESTAMP, id) + TIMESTAMP.length;
      if (time < TIMESTAMP.length || time + TIME_LENGTH > bytes.length) break;
      this.frames += 1;
      this.last = Number(
        bytes
          .toString('latin1', Math.max(from, id - 16), id)
          .split('id: ')
          .pop(),
      );
      this.heard?.(now - Date.parse(bytes.toString('latin1', time, time + TIME_LENGTH)));
      from = time + TIME_LENGTH;
    }
    this.rest = bytes.subarray(from);
  }

  /** One that was cut comes back where it was, like every client. */
  closed() {
    clearInterval(this.sips);
    if (this.over) return;
    this.cuts += 1;
    void this.open(this.last);
  }

  close() {
    this.over = true;
    clearInterval(this.sips);
    this.socket.destroy();
  }
}
