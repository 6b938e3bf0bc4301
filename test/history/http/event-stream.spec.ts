import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { EventStream } from '../../../src/history/http/event-stream.js';

/** A connection whose other end reads only when it is told to. */
class SlowSocket extends Socket {
  readonly received: string[] = [];
  private taken: (() => void) | undefined;
  private reading = false;

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.received.push(chunk.toString());
    if (this.reading) done();
    else this.taken = () => done();
  }

  override _writev(chunks: { chunk: Buffer | string }[], done: (error?: Error | null) => void): void {
    this._write(chunks.map(({ chunk }) => chunk.toString()).join(''), 'utf8', done);
  }

  readOn(): void {
    this.reading = true;
    this.taken?.();
  }
}

function open() {
  const socket = new SlowSocket();
  const response = new ServerResponse(new IncomingMessage(socket));
  response.assignSocket(socket);
  // What the server does for every connection of its own.
  socket.on('drain', () => response.emit('drain'));
  const stream = new EventStream(response);
  const ends: string[] = [];
  stream.onEnd(() => ends.push('end'));
  return { socket, response, stream, ends };
}

/** More than any socket takes before somebody reads. */
const LARGE = `${'x'.repeat(100_000)}\n`;
const frame = (n: number) => `frame ${n}\n`;

describe('a stream to a slow reader', () => {
  it('keeps what waits, in order, and sends it when the reader goes on', async () => {
    const { socket, response, stream, ends } = open();
    stream.send(LARGE);
    for (let n = 0; n < 256; n++) stream.send(frame(n));
    expect(socket.received.join('')).not.toContain('frame');
    expect(stream.open).toBe(true);
    const drained = stream.ready();
    socket.readOn();
    await drained;
    stream.end();
    await new Promise((resolve) => response.once('finish', resolve));
    const frames = socket.received.join('').match(/frame \d+/g);
    expect(frames).toEqual(Array.from({ length: 256 }, (_none, n) => `frame ${n}`));
    expect(ends).toEqual(['end']);
  });

  it('waits for the reader any number of times without a listener of its own', async () => {
    const { response, stream } = open();
    stream.send(LARGE);
    const listeners = response.listenerCount('close') + response.listenerCount('drain');
    const waits = Array.from({ length: 20 }, () => stream.ready());
    expect(response.listenerCount('close') + response.listenerCount('drain')).toBe(listeners);
    response.destroy();
    await Promise.all(waits);
  });

  it('is cut when more than 256 frames wait, and takes nothing after that', () => {
    const { response, stream, ends } = open();
    stream.send(LARGE);
    for (let n = 0; n < 257; n++) stream.send(frame(n));
    expect(stream.open).toBe(false);
    expect(response.destroyed).toBe(true);
    expect(ends).toEqual(['end']);
    stream.send(frame(0));
    stream.end();
    expect(ends).toEqual(['end']);
  });

  it('is cut when it has taken nothing for five pings', () => {
    const { response, stream, ends } = open();
    stream.send(LARGE);
    for (let ping = 0; ping < 4; ping++) stream.ping();
    expect(stream.open).toBe(true);
    stream.ping();
    expect([stream.open, response.destroyed, ends]).toEqual([false, true, ['end']]);
  });

  it('gets pings, and none that waits behind what it has not taken', async () => {
    const { socket, stream } = open();
    stream.send(LARGE);
    for (let ping = 0; ping < 4; ping++) stream.ping();
    const drained = stream.ready();
    socket.readOn();
    await drained;
    for (let ping = 0; ping < 9; ping++) stream.ping();
    stream.end();
    expect(socket.received.join('').split(': ping\n\n')).toHaveLength(10);
  });

  it('does not keep a replay waiting once it is over', async () => {
    const { response, stream } = open();
    stream.send(LARGE);
    const waiting = stream.ready();
    response.destroy();
    await waiting;
    await stream.ready();
    expect(stream.open).toBe(false);
  });

  it('tells those who ask too late that it has ended', () => {
    const { stream } = open();
    stream.end();
    const late: string[] = [];
    stream.onEnd(() => late.push('end'));
    expect(late).toEqual(['end']);
  });
});
