/** What connections may do, on bare sockets: how much, how slowly, how long. The time limits here are short. */
import { type AddressInfo, connect, type Socket } from 'node:net';
import { until } from '../../support/until.js';
import { type SampleApp, startSampleApp } from '../support/sample-app.js';

let sample: SampleApp;
let port: number;
const sockets = new Set<Socket>();

beforeAll(async () => {
  sample = await startSampleApp({
    settings: { requestTimeoutSeconds: 0.5 },
    timeouts: { headers: 300, keepAlive: 300, check: 20 },
  });
  await sample.app.listen(0, '127.0.0.1');
  port = (sample.app.getHttpServer().address() as AddressInfo).port;
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  return sample.app.close();
});

beforeEach(() => {
  sample.log.lines.length = 0;
  sample.controller.reached.length = 0;
});

interface Conversation {
  readonly socket: Socket;
  /** Everything that came back, once the service has ended the connection. */
  readonly heard: Promise<string>;
}

function open(): Promise<Conversation> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    sockets.add(socket);
    const heard = new Promise<string>((ended) => {
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('end', () => ended(text)).on('close', () => ended(text));
    });
    socket.on('error', reject).on('connect', () => resolve({ socket, heard }));
  });
}

const head = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n');

function statusesOf(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

const requestLines = () =>
  sample.log.lines
    .map(({ message }) => message as { msg?: string; status: number; route?: string; request_id: string })
    .filter(({ msg }) => msg === 'request');

describe('the head of a request', () => {
  it('may take 16 KiB and not more', async () => {
    const fitting = await open();
    fitting.socket.write(head('GET /api/samples', `X-Big: ${'a'.repeat(16_000)}`, 'Connection: close'));
    expect(statusesOf(await fitting.heard)).toEqual([200]);
    const tooLarge = await open();
    tooLarge.socket.write(head('GET /api/samples', `X-Big: ${'a'.repeat(17_000)}`));
    const answer = await tooLarge.heard;
    expect(statusesOf(answer)).toEqual([431]);
    expect(answer).toContain('\r\n\r\n{"error":"Request Header Fields Too Large"}');
  });

  it('may hold an address of 8,192 characters and not more', async () => {
    const address = (length: number) => `/api/samples?query=${'a'.repeat(length - '/api/samples?query='.length)}`;
    const fitting = await open();
    fitting.socket.write(head(`GET ${address(8_192)}`, 'Connection: close'));
    expect(statusesOf(await fitting.heard)).toEqual([200]);
    const tooLong = await open();
    tooLong.socket.write(head(`GET ${address(8_193)}`, 'Connection: close'));
    const answer = await tooLong.heard;
    expect(statusesOf(answer)).toEqual([414]);
    expect(answer).toContain('{"error":"the address is over 8192 characters"}');
  });

  it('must come in time', async () => {
    const slow = await open();
    slow.socket.write('GET /api/samples HTTP/1.1\r\nHost: local');
    expect(statusesOf(await slow.heard)).toEqual([408]);
  });

  it('is answered with the headers of every answer when it cannot be read, and logged', async () => {
    const nonsense = await open();
    nonsense.socket.write('nonsense\r\n\r\n');
    const answer = await nonsense.heard;
    expect(statusesOf(answer)).toEqual([400]);
    const [, id] = /\r\nx-request-id: ([0-9a-f-]{36})\r\n/.exec(answer) ?? [];
    expect(id).toBeDefined();
    for (const line of ['x-content-type-options: nosniff', 'x-frame-options: DENY', 'connection: close']) {
      expect(answer).toContain(`\r\n${line}\r\n`);
    }
    expect(requestLines()).toEqual([expect.objectContaining({ status: 400, request_id: id })]);
  });
});

describe('a body', () => {
  const HEAD = head('POST /api/samples', 'Content-Length: 1000', 'X-Request-Id: slow-1');

  it('that trickles in is answered 408, and the connection is closed', async () => {
    const { socket, heard } = await open();
    socket.write(`${HEAD}{"scope"`);
    const trickle = setInterval(() => socket.write(' '), 20);
    const answer = await heard;
    clearInterval(trickle);
    expect(statusesOf(answer)).toEqual([408]);
    expect(answer).toContain('\r\nx-request-id: slow-1\r\n');
    expect(answer).toContain('\r\n\r\n{"error":"Request Timeout"}');
    await until('the request is logged', () => requestLines().length > 0);
    expect(requestLines()).toEqual([
      expect.objectContaining({ status: 408, route: '/api/samples', request_id: 'slow-1' }),
    ]);
    expect(sample.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(sample.controller.reached).toEqual([]);
  });

  it('that trickles in keeps nobody else waiting', async () => {
    const slow = await open();
    slow.socket.write(`${HEAD}{`);
    const other = await open();
    other.socket.write(head('GET /api/samples', 'Connection: close'));
    expect(statusesOf(await other.heard)).toEqual([200]);
    expect(statusesOf(await slow.heard)).toEqual([408]);
  });

  it('whose sender leaves is no failure of the service', async () => {
    const { socket } = await open();
    socket.write(`${HEAD}{`);
    // The service has read it when it answers another one.
    const other = await open();
    other.socket.write(head('GET /api/samples', 'Connection: close'));
    await other.heard;
    socket.destroy();
    await until('the request is logged', () => requestLines().some(({ request_id }) => request_id === 'slow-1'));
    expect(requestLines().at(-1)).toMatchObject({ status: 408, request_id: 'slow-1' });
    expect(sample.log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('that is refused while it comes in is not waited for either, and nothing follows the answer', async () => {
    const { socket, heard } = await open();
    socket.write(head('POST /api/samples', `Content-Length: ${5 * 1024 * 1024}`));
    const trickle = setInterval(() => socket.write(' '), 20);
    const answer = await heard;
    clearInterval(trickle);
    expect(statusesOf(answer)).toEqual([413]);
  });
});

describe('an answer', () => {
  it('is logged with the size of its body', async () => {
    const { socket, heard } = await open();
    socket.write(head('GET /api/samples/s1', 'Connection: close', 'X-Request-Id: sized'));
    const body = (await heard).split('\r\n\r\n')[1] ?? '';
    await until('the request is logged', () => requestLines().length > 0);
    expect(requestLines()).toEqual([expect.objectContaining({ request_id: 'sized', bytes: body.length })]);
    expect(body.length).toBeGreaterThan(0);
  });
});

describe('a connection', () => {
  it('that is idle is closed without a word', async () => {
    const { socket, heard } = await open();
    socket.write(head('GET /api/samples'));
    expect(statusesOf(await heard)).toEqual([200]);
  });
});
