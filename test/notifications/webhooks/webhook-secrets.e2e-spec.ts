/** Who signs a webhook, and where none may go. */
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { operated } from '../../runs/support/operate.js';
import type { Api } from '../../support/contract.js';
import { newTask, wanted } from '../../support/place.js';
import { type Received, Receiver } from '../../support/receiver.js';
import type { TestApp } from '../../support/test-app.js';
import { letTimePass, receivedAt, SECRET, sql, startTelling, untilTold, untilTried, workOn } from './support/told.js';

let receiver: Receiver;
let service: TestApp;
let principal: string;

beforeAll(async () => {
  receiver = await Receiver.start();
  service = await startTelling();
});

afterAll(async () => {
  await service.close();
  await receiver.close();
});

beforeEach(() => {
  principal = `ann ${randomBytes(4).toString('hex')}`;
});

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

interface Key {
  readonly id: string;
  readonly api: Api;
}

async function key(more: object = {}): Promise<Key> {
  const body = { label: 'a key', role: 'operator', principal_ref: principal, ...more };
  const { key: made } = await wanted<{ key: { id: string; secret: string } }>(service.api.post('/api/keys', body), 201);
  return { id: made.id, api: service.api.with({ authorization: `Bearer ${made.secret}` }) };
}

/** What is sent for a run of a task that this caller has made. */
async function sentFor(api: Api, path = `/${randomBytes(6).toString('hex')}`): Promise<Received | undefined> {
  const task = await newTask(api, { metadata: { callback_url: receiver.url(path) } });
  await operated(api, 'complete', await workOn(api, task.id));
  await untilTold(api, task.id);
  return receivedAt(receiver, path).at(-1);
}

function signedWith(secret: string, request: Received | undefined): boolean {
  if (!request) throw new Error('nothing was sent');
  try {
    new Webhook(secret).verify(request.body, request.headers);
    return true;
  } catch {
    return false;
  }
}

describe('a webhook is signed', () => {
  it('with the secret of the newest key of the caller that has one', async () => {
    const [first, second] = [newSecret(), newSecret()];
    const { api } = await key({ webhook_secret: first });
    expect(signedWith(first, await sentFor(api))).toBe(true);
    const { id } = await key({ webhook_secret: second });
    await key();
    expect(signedWith(second, await sentFor(api))).toBe(true);
    await wanted(service.api.delete(`/api/keys/${id}`), 204);
    expect(signedWith(first, await sentFor(api))).toBe(true);
  });

  it('with a secret that is any text', async () => {
    const { api } = await key({ webhook_secret: 'correct horse battery staple' });
    const request = await sentFor(api);
    const webhook = new Webhook(new TextEncoder().encode('correct horse battery staple'), { format: 'raw' });
    expect(webhook.verify(request?.body ?? '', request?.headers ?? {})).toBeDefined();
  });

  it('by the service where no key of the caller has a secret, or none that is in force', async () => {
    const { api } = await key();
    expect(signedWith(SECRET, await sentFor(api))).toBe(true);
    const { id } = await key({ webhook_secret: newSecret() });
    await sql(service, "UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", [id]);
    expect(signedWith(SECRET, await sentFor(api))).toBe(true);
  });

  it('never with the secret of somebody else', async () => {
    await key({ webhook_secret: newSecret() });
    expect(signedWith(SECRET, await sentFor(service.api))).toBe(true);
  });

  it('or waits, where the secret that is meant to sign cannot be read', async () => {
    const { id, api } = await key({ webhook_secret: newSecret() });
    await sql(service, "UPDATE api_key_webhook_secrets SET sealed = 'broken' WHERE key_id = $1", [id]);
    const task = await newTask(api, { metadata: { callback_url: receiver.url('/waits') } });
    const runId = await workOn(api, task.id);
    await operated(api, 'complete', runId);
    expect(await untilTried(service, runId, 1)).toMatchObject({
      last_error: 'the secret that signs it cannot be read',
      outcome: null,
    });
    expect(receivedAt(receiver, '/waits')).toEqual([]);
    await sql(service, 'DELETE FROM api_key_webhook_secrets WHERE key_id = $1', [id]);
    await letTimePass(service, runId);
    await untilTold(api, task.id);
    expect(receivedAt(receiver, '/waits')).toHaveLength(1);
  });
});

it('without any secret nothing is signed, and the id and time are there', async () => {
  const open = await startTelling({ settings: { webhookSecret: undefined } });
  const request = await sentFor(open.api);
  expect(request?.headers).not.toHaveProperty('webhook-signature');
  expect(request?.headers).toMatchObject({
    'webhook-id': expect.stringMatching(/^whd-[0-9a-f]{16}$/) as string,
    'webhook-timestamp': expect.stringMatching(/^\d+$/) as string,
  });
  await open.close();
});

it('nothing goes to an address that is not public, and that is final', async () => {
  const strict = await startTelling({ settings: { allowPrivateWebhooks: false } });
  for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '169.254.169.254', '[::1]', '[::ffff:10.0.0.1]']) {
    const callback_url = `http://${host}:${receiver.port}/private`;
    const task = await newTask(strict.api, { metadata: { callback_url } });
    await operated(strict.api, 'complete', await workOn(strict.api, task.id));
    const [told] = await untilTold(strict.api, task.id);
    expect(told).toMatchObject({ event_type: 'task.run_webhook_failed', payload: { attempts: 1 } });
    expect(told?.payload).toMatchObject({ last_error: expect.stringContaining('not public') as string });
    expect(told?.payload).not.toHaveProperty('last_status_code');
  }
  expect(receivedAt(receiver, '/private')).toEqual([]);
  await strict.close();
});
