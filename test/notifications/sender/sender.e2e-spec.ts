import type { Sender } from '../../../src/notifications/sender/sender.js';
import { VERSION } from '../../../src/platform/version.js';
import { answer, Receiver, type ReceiverOptions } from '../../support/receiver.js';
import { failureIn, messageTo, never, openSender, SECRET } from './support.js';

let receiver: Receiver;
let sender: Sender;

async function start(options: ReceiverOptions = {}): Promise<void> {
  receiver = await Receiver.start(options);
  sender = openSender();
}

afterEach(() => receiver.close());

test('posts the message, signed, at the time of the attempt', async () => {
  await start({ secret: SECRET, script: () => answer(200, { delivery_id: 'notif:sub-1:7' }) });
  const before = Math.floor(Date.now() / 1000);
  const message = messageTo(receiver.url('/hooks?token=t'), { secret: SECRET });
  expect(await sender.send(message, never)).toEqual({
    delivered: true,
    status: 200,
    body: '{"delivery_id":"notif:sub-1:7"}',
    durationMs: expect.any(Number) as number,
  });
  const [request] = receiver.received;
  expect(request).toMatchObject({ method: 'POST', path: '/hooks?token=t', body: message.body, verified: true });
  expect(request?.headers).toMatchObject({
    host: `127.0.0.1:${receiver.port}`,
    connection: 'close',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(message.body)),
    'user-agent': `taskledger/${VERSION}`,
    'webhook-id': message.id,
  });
  const timestamp = Number(request?.headers['webhook-timestamp']);
  expect(timestamp).toBeGreaterThanOrEqual(before);
  expect(timestamp).toBeLessThanOrEqual(Date.now() / 1000);
});

test('a message that was changed or signed with another secret does not verify', async () => {
  await start({ secret: SECRET });
  await sender.send(messageTo(receiver.url(), { secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }), never);
  expect(receiver.received).toMatchObject([{ verified: false }]);
});

test('without a secret there is no signature', async () => {
  await start();
  await sender.send(messageTo(receiver.url()), never);
  const [request] = receiver.received;
  expect(request?.headers).toMatchObject({ 'webhook-id': 'notif:sub-1:7' });
  expect(request?.headers['webhook-signature']).toBeUndefined();
});

test('bytes are counted, not characters', async () => {
  await start({ secret: SECRET });
  const body = JSON.stringify({ text: 'Prüfung 🙂'.repeat(1000) });
  expect(await sender.send(messageTo(receiver.url(), { body, secret: SECRET }), never)).toMatchObject({ status: 204 });
  expect(receiver.received).toMatchObject([{ body, verified: true }]);
});

test.each([200, 201, 202, 204, 299])('%s is delivered', async (status) => {
  await start({ script: () => answer(status) });
  expect(await sender.send(messageTo(receiver.url()), never)).toMatchObject({ delivered: true, status });
});

test.each([400, 401, 404, 408, 409, 425, 429, 500, 503])('%s is not', async (status) => {
  await start({ script: () => answer(status, { error: 'no' }) });
  expect(await sender.send(messageTo(receiver.url('/hooks/secret?token=t')), never)).toEqual({
    delivered: false,
    reason: 'status',
    error: `http://127.0.0.1:${receiver.port}: it answered status ${status}`,
    status,
    body: '{"error":"no"}',
    durationMs: expect.any(Number) as number,
  });
});

test('410 says that the receiver wants no more', async () => {
  await start({ script: () => answer(410) });
  expect(await sender.send(messageTo(receiver.url()), never)).toMatchObject({
    reason: 'status',
    status: 410,
    gone: true,
  });
});

test.each([429, 503])('%s may say for how long', async (status) => {
  await start({ script: (_request, nth) => answer(status, undefined, { 'retry-after': nth === 1 ? '120' : 'soon' }) });
  const message = messageTo(receiver.url());
  expect(await sender.send(message, never)).toMatchObject({ status, retryAfterMs: 120_000 });
  expect(failureIn(await sender.send(message, never)).retryAfterMs).toBeUndefined();
});

test('each attempt has a connection of its own', async () => {
  await start();
  for (let nth = 0; nth < 3; nth += 1) await sender.send(messageTo(receiver.url()), never);
  expect([receiver.received.length, receiver.connections]).toEqual([3, 3]);
});

test('of several addresses that may be called, one that answers is enough', async () => {
  await start();
  const several = openSender({ resolve: () => Promise.resolve(['127.0.0.9', '::1', '127.0.0.1']) });
  expect(await several.send(messageTo(receiver.url('/', 'hooks.example')), never)).toMatchObject({ delivered: true });
  expect(receiver.received).toHaveLength(1);
});

test('an address of the sixth version', async () => {
  await start({ host: '::1' });
  expect(await sender.send(messageTo(receiver.url()), never)).toMatchObject({ delivered: true });
  expect(receiver.received[0]?.headers.host).toBe(`[::1]:${receiver.port}`);
});

test('an answer is cut at 4 KiB, between characters, and still counts', async () => {
  await start({ script: () => answer(200, 'é'.repeat(100_000)) });
  const outcome = await sender.send(messageTo(receiver.url()), never);
  expect(outcome).toMatchObject({ delivered: true, status: 200, body: `"${'é'.repeat(2_047)}` });
});

test('nothing that is sent or kept shows in words of failure', async () => {
  await start({ script: () => answer(500, { text: 'hunter2' }) });
  const message = messageTo(receiver.url('/hunter2?key=hunter2'), { body: '{"a":"hunter2"}', secret: 'hunter2' });
  expect(failureIn(await sender.send(message, never)).error).not.toContain('hunter2');
});

test('a secret that cannot sign sends nothing', async () => {
  await start();
  const outcome = await sender.send(messageTo(receiver.url(), { secret: 'whsec_???' }), never);
  expect(outcome).toMatchObject({
    reason: 'refused',
    error: expect.stringMatching('its secret cannot sign$') as string,
  });
  expect(receiver.connections).toBe(0);
});

test('a message that is no HTTP sends nothing, and throws nothing', async () => {
  await start();
  const outcome = await sender.send(messageTo(receiver.url(), { id: 'a\r\nx-evil: 1' }), never);
  expect(outcome).toMatchObject({ delivered: false, error: expect.stringMatching(/the request failed/) as string });
  expect(receiver.received).toEqual([]);
});

test('observers hear of every outcome', async () => {
  await start({ script: (_request, nth) => answer(nth === 1 ? 204 : 500) });
  const heard: (boolean | string)[] = [];
  sender.observe((outcome) => heard.push(outcome.delivered || outcome.reason));
  for (const url of [receiver.url(), receiver.url(), 'nowhere']) await sender.send(messageTo(url), never);
  expect(heard).toEqual([true, 'status', 'refused']);
});
