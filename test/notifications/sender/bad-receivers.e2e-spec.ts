import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Receiver, type Reaction } from '../../support/receiver.js';
import { gate, until } from '../../support/until.js';
import { failureIn, messageTo, never, openSender } from './support.js';

let receiver: Receiver | undefined;

async function meeting(reaction: Reaction): Promise<Receiver> {
  receiver = await Receiver.start({ script: () => reaction });
  return receiver;
}

afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

const sender = openSender();

test('one that never answers is given up', async () => {
  const hanging = await meeting({ kind: 'hang' });
  const outcome = failureIn(await sender.send(messageTo(hanging.url(), { timeoutMs: 200 }), never));
  expect(outcome).toMatchObject({
    reason: 'timeout',
    error: expect.stringContaining(`${new URL(hanging.url()).origin}: no answer within 0.2 s: `) as string,
  });
  expect(sender.inFlight).toBe(0);
});

test.each([200, 500])(
  'one that answers %s byte by byte is given up as well, and the connection cut',
  async (status) => {
    const slow = await meeting({ kind: 'trickle', status });
    const outcome = failureIn(await sender.send(messageTo(slow.url(), { timeoutMs: 200 }), never));
    expect(outcome.reason).toBe('timeout');
    await until('the receiver sees the end', () => slow.inFlight === 0);
  },
);

test('one that answers without end is cut off, and has answered', async () => {
  const endless = await meeting({ kind: 'endless', status: 200 });
  const outcome = await sender.send(messageTo(endless.url()), never);
  expect(outcome).toMatchObject({ delivered: true, status: 200, body: 'x'.repeat(4_096) });
  await until('the receiver sees the end', () => endless.inFlight === 0);
});

test('one that fails without end is cut off', async () => {
  const endless = await meeting({ kind: 'endless', status: 500 });
  const outcome = failureIn(await sender.send(messageTo(endless.url()), never));
  expect(outcome).toMatchObject({ reason: 'status', status: 500, body: 'x'.repeat(4_096) });
  await until('the receiver sees the end', () => endless.inFlight === 0);
});

test.each([
  ['drops the connection', { kind: 'drop' }, 'the connection was broken off'],
  ['drops it halfway through its answer', { kind: 'drop', halfway: true }, 'the connection was broken off'],
  ['does not speak HTTP', { kind: 'raw', bytes: '220 mail.example ESMTP\r\n' }, 'the answer is not HTTP'],
  ['sends headers without end', { kind: 'raw', bytes: headers(100_000) }, 'the headers of the answer are too long'],
  ['sends a header without end', { kind: 'raw', bytes: header(100_000) }, 'the headers of the answer are too long'],
  ['smuggles', { kind: 'raw', bytes: smuggled() }, 'the answer is not HTTP'],
  ['wants another protocol', { kind: 'raw', bytes: upgrade() }, 'the connection'],
  ['has nothing to say', { kind: 'raw', bytes: '' }, 'the connection was broken off'],
  ['only begins to answer', { kind: 'raw', bytes: 'HTTP/1.1 100 Continue\r\n\r\n' }, 'the connection was broken off'],
] as const)('one that %s', async (_what, reaction, words) => {
  const bad = await meeting(reaction);
  const outcome = failureIn(await sender.send(messageTo(bad.url()), never));
  expect(outcome).toMatchObject({ reason: 'connection', error: expect.stringContaining(words) as string });
  expect(outcome.error).toContain(new URL(bad.url()).origin);
  expect(sender.inFlight).toBe(0);
});

test('one that is not there', async () => {
  const port = await freePort();
  const outcome = failureIn(await sender.send(messageTo(`http://127.0.0.1:${port}/`), never));
  expect(outcome).toMatchObject({
    reason: 'connection',
    error: `http://127.0.0.1:${port}: the connection was refused`,
  });
});

describe('names', () => {
  const failing = (code: string): Error => Object.assign(new Error('getaddrinfo failed for hunter2'), { code });

  test.each([
    ['has no address', () => Promise.resolve([]), 'its name has no address'],
    ['cannot be looked up', () => Promise.reject(failing('ESERVFAIL')), 'the request failed (ESERVFAIL)'],
    ['fails without a code', () => Promise.reject(new Error('hunter2')), 'the request failed'],
  ])('one whose name %s', async (_what, resolve, words) => {
    const outcome = failureIn(await openSender({ resolve }).send(messageTo('http://hooks.example/'), never));
    expect(outcome).toMatchObject({ reason: 'connection', error: `http://hooks.example: ${words}` });
  });

  test('one whose name server does not answer is given up', async () => {
    const stuck = gate<readonly string[]>();
    const patient = openSender({ resolve: () => stuck.passed, connectMs: 10 });
    const outcome = failureIn(await patient.send(messageTo('http://hooks.example/'), never));
    expect(outcome).toMatchObject({
      reason: 'timeout',
      error: 'http://hooks.example: no answer within 0.01 s: its name was still being looked up',
    });
    stuck.open(['127.0.0.1']);
  });
});

describe('one that accepts connections and says nothing', () => {
  let silent: Server;

  beforeEach(async () => {
    silent = createServer((socket) => socket.on('error', () => socket.destroy()).resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });

  afterEach(() => void silent.close());

  test('is given up before TLS stands', async () => {
    const { port } = silent.address() as AddressInfo;
    const outcome = failureIn(
      await openSender({ connectMs: 200 }).send(messageTo(`https://127.0.0.1:${port}/`), never),
    );
    expect(outcome).toMatchObject({
      reason: 'timeout',
      error: `https://127.0.0.1:${port}: no answer within 0.2 s: the connection was still being made`,
    });
  });
});

describe('breaking off', () => {
  test('by the caller, while the receiver takes its time', async () => {
    const hanging = await meeting({ kind: 'hang' });
    const caller = new AbortController();
    const sending = sender.send(messageTo(hanging.url()), caller.signal);
    await until('it has arrived', () => hanging.received.length === 1);
    caller.abort();
    expect(await sending).toMatchObject({
      reason: 'aborted',
      error: expect.stringContaining('the attempt was broken off') as string,
    });
    await until('the receiver sees the end', () => hanging.inFlight === 0);
  });

  test('before it began: nothing is sent', async () => {
    const idle = await meeting({ kind: 'hang' });
    expect(await sender.send(messageTo(idle.url()), AbortSignal.abort())).toMatchObject({ reason: 'aborted' });
    expect(idle.connections).toBe(0);
  });

  test('at the end of the service, and nothing after it', async () => {
    const hanging = await meeting({ kind: 'hang' });
    const ending = openSender();
    const sending = ending.send(messageTo(hanging.url()), never);
    await until('it has arrived', () => hanging.received.length === 1);
    ending.close();
    expect(await sending).toMatchObject({ reason: 'aborted' });
    expect(await ending.send(messageTo(hanging.url()), never)).toMatchObject({ reason: 'aborted' });
    expect(hanging.connections).toBe(1);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function headers(bytes: number): string {
  const line = `x-filler: ${'x'.repeat(90)}\r\n`;
  return `HTTP/1.1 200 OK\r\n${line.repeat(Math.ceil(bytes / line.length))}\r\n`;
}

function header(bytes: number): string {
  return `HTTP/1.1 200 OK\r\nx-filler: ${'x'.repeat(bytes)}\r\n\r\n`;
}

function smuggled(): string {
  return 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx';
}

function upgrade(): string {
  return 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';
}
