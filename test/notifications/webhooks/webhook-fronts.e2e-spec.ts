/** What is told of runs that the fronts were called for: exactly what the front itself answers (`http.md` 11.9). */
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { deliveryIdOf } from '../../../src/notifications/views/webhook-outbox-view.js';
import type { KeyedService } from '../../access/support/keyed-service.js';
import {
  type CalledPlace,
  type CalledTask,
  held,
  makeCalledPlace,
  runOf,
  startCalledService,
} from '../../fronts/support/called-runs.js';
import { force, forced, needsAttention } from '../../runs/support/force.js';
import { operated } from '../../runs/support/operate.js';
import { refused, runDetailOf, wanted } from '../../support/place.js';
import { answer, type Received, Receiver } from '../../support/receiver.js';
import {
  later,
  letTimePass,
  NEAR,
  outcomesOf,
  receivedAt,
  SECRET,
  sql,
  untilForgotten,
  untilTold,
  untilTried,
} from './support/told.js';

let service: KeyedService;
let receiver: Receiver;
let place: CalledPlace;
let path: string;
let url: string;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startCalledService(NEAR);
  receiver = await Receiver.start({ secret: SECRET });
});

afterAll(async () => {
  await service.close();
  await receiver.close();
});

beforeEach(async () => {
  place = await makeCalledPlace(service);
  path = `/hook/${randomBytes(6).toString('hex')}`;
  url = receiver.url(path);
  receiver.script = () => answer(204);
});

const STEPS = [
  {
    index: 0,
    description: 'Open the page',
    actions: [{ name: 'open', params: { at: 'home' }, is_done: true, success: true }],
  },
  { index: 1, description: 'Read it', actions: [{ name: 'read', is_done: true, extracted_content: 'words' }] },
];

/** What the front answers to this request, as it stands on the wire. */
async function onTheWire(wanted: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(service.url + wanted, { headers });
  expect({ wanted, status: response.status }).toMatchObject({ status: 200 });
  return response.text();
}

/** Has a worker do the run of a task; answers the native run. */
async function worked(task: CalledTask, verb: 'complete' | 'fail', body: object): Promise<string> {
  const agent = await place.agent();
  const { run } = await agent.claim();
  expect(run.task_id).toBe(task.id);
  await wanted(agent.does('steps', run.id, { steps: STEPS }), 200);
  await wanted(agent.does(verb, run.id, body), 200);
  return run.id;
}

async function toldOnce(task: CalledTask): Promise<Received> {
  await untilTold(service.api, task.id);
  const [request, ...more] = receivedAt(receiver, path);
  expect(more).toEqual([]);
  if (!request) throw new Error('nothing was sent');
  return request;
}

const ENDS = [
  ['text', 'complete', { result: { text: 'in words' } }, {}],
  ['JSON', 'complete', { result: '{"n": [1, 2.50, "ü"]}' }, { response_format: 'json' }],
  ['nothing', 'complete', {}, {}],
  ['an error', 'fail', { error: 'disk full' }, {}],
] as const;

describe('a call of the numbered front', () => {
  it.each(ENDS)('that ends with %s tells its webhook what the front answers', async (_, verb, body, more) => {
    const task = await place.called();
    const { body: called } = await place.c(task, { webhook_url: url, ...more });
    const runId = await worked(task, verb, body);
    const request = await toldOnce(task);
    expect(request).toMatchObject({ verified: true, id: deliveryIdOf(runId, url) });
    const shown = await onTheWire(`/api/tasks/${task.number}/runs/${called.task_run_id}`);
    expect(request.body).toBe(shown);
    expect(JSON.parse(request.body)).toMatchObject({
      task_id: task.number,
      task_run_id: called.task_run_id,
      is_done: true,
    });
  });

  it('answers who waits and tells the webhook, both the same', async () => {
    const task = await place.called();
    const waiting = place.c(task, { webhook_url: url, wait_for_completion: true });
    await held(service, 1);
    await worked(task, 'complete', { result: 'done' });
    const { body } = await waiting;
    const request = await toldOnce(task);
    expect(JSON.parse(request.body)).toEqual(body);
    expect(body).toMatchObject({ status: 'success', result: 'done' });
  });

  it('is told of once, however often it is repeated with its key', async () => {
    const task = await place.called();
    const call = () => place.c(task, { webhook_url: url }, { headers: { 'idempotency-key': 'again' } });
    const first = await call();
    await worked(task, 'complete', { result: 'done' });
    expect((await call()).body.task_run_id).toBe(first.body.task_run_id);
    await toldOnce(task);
  });
});

describe('a call of the task run front', () => {
  it.each(ENDS)('that ends with %s tells its webhook what the front answers', async (_, verb, body, more) => {
    const { secret } = await service.key({ role: 'agent', fronts: ['d'], workspace: place.workspaceId });
    const task = await place.called();
    await wanted(place.d(task, { webhook_url: url, ...more }), 200);
    const runId = await worked(task, verb, body);
    const request = await toldOnce(task);
    expect(request.body).toBe(await onTheWire(`/tasks/${task.id}/runs/${runId}`, { 'x-api-key': secret }));
    expect(JSON.parse(request.body)).toMatchObject({ id: runId, task_id: task.id, is_done: true });
  });

  it('that is canceled tells of a failure', async () => {
    const task = await place.called();
    await wanted(place.d(task, { webhook_url: url }), 200);
    const run = await runOf(service.api, task);
    await operated(service.api, 'cancel', run.id);
    const { body } = await toldOnce(task);
    const ended = { status: 'failure', result: null, is_done: true, is_successful: false };
    expect(JSON.parse(body)).toEqual({ id: run.id, task_id: task.id, ...ended });
  });

  it('is signed with the webhook secret of the key that called', async () => {
    const webhook_secret = `whsec_${randomBytes(32).toString('base64')}`;
    const { key } = await wanted<{ key: { secret: string } }>(
      service.admin.post('/api/keys', {
        ...{ label: 'caller', role: 'agent', fronts: ['d'], workspace: place.workspaceId, webhook_secret },
        principal_ref: `caller ${path}`,
      }),
      201,
    );
    const task = await place.called();
    const keyed = service.api.with({ 'x-api-key': key.secret });
    await wanted(keyed.post(`/tasks/${task.id}/runs`, { webhook_url: url }), 200);
    await worked(task, 'complete', { result: 'done' });
    const { body, headers } = await toldOnce(task);
    expect(new Webhook(webhook_secret).verify(body, headers)).toMatchObject({ is_done: true });
    expect(() => new Webhook(SECRET).verify(body, headers)).toThrow();
  });
});

describe('where a call is told', () => {
  const callback = (): string => receiver.url(`${path}/callback`);

  it('a webhook takes the place of the callback', async () => {
    const task = await place.called({ metadata: { callback_url: callback() } });
    await place.c(task, { webhook_url: url });
    await worked(task, 'complete', { result: 'done' });
    await toldOnce(task);
    expect(receivedAt(receiver, `${path}/callback`)).toEqual([]);
  });

  it('an empty one tells nobody, whatever the task says', async () => {
    const task = await place.called({ metadata: { callback_url: callback(), run_defaults: { webhook_url: url } } });
    await place.c(task, { webhook_url: '' });
    const runId = await worked(task, 'complete', { result: 'done' });
    expect(await sql(service, 'SELECT 1 FROM webhook_outbox WHERE run_id = $1', [runId])).toEqual([]);
    expect(await outcomesOf(service.api, task.id)).toEqual([]);
  });

  it('none is that of the task, when it names one for its runs', async () => {
    const task = await place.called({ metadata: { callback_url: callback(), run_defaults: { webhook_url: url } } });
    await wanted(place.d(task, {}), 200);
    await worked(task, 'complete', { result: 'done' });
    await toldOnce(task);
    expect(receivedAt(receiver, `${path}/callback`)).toEqual([]);
  });

  it('none at all is the callback, with the object of the task results front', async () => {
    const task = await place.called({ metadata: { callback_url: url } });
    await place.c(task, {});
    await worked(task, 'complete', { result: { words: 7 } });
    const { body } = await toldOnce(task);
    const { secret } = await service.key({ role: 'viewer', fronts: ['b'], workspace: place.workspaceId });
    expect(body).toBe(await onTheWire(`/api/v1/task/${task.uuid}`, { apikey: secret }));
    expect(JSON.parse(body)).toMatchObject({ id: task.uuid, status: 'complete', output: { words: 7 }, callback: url });
  });
});

it.each(['complete', 'fail'] as const)(
  'a callback of a native run that is to %s has what the front shows',
  async (verb) => {
    const task = await place.called({ metadata: { callback_url: url }, max_attempts: 1 });
    await wanted(service.api.post(`/api/tasks/${task.id}/runs`, {}), 201);
    await worked(task, verb, verb === 'complete' ? { result: 'in words' } : { error: 'disk full' });
    const { body } = await toldOnce(task);
    const { secret } = await service.key({ role: 'viewer', fronts: ['b'], workspace: place.workspaceId });
    expect(body).toBe(await onTheWire(`/api/v1/task/${task.uuid}`, { apikey: secret }));
    expect(JSON.parse(body)).toMatchObject(
      verb === 'complete' ? { status: 'complete', output: { result: 'in words' } } : { status: 'error', output: {} },
    );
  },
);

it('a callback that gets through late still has what its own run gave, though the task went on', async () => {
  receiver.script = () => later(500);
  const task = await place.called({ metadata: { callback_url: url } });
  await wanted(service.api.post(`/api/tasks/${task.id}/runs`, {}), 201);
  const runId = await worked(task, 'complete', { result: { run: 1 } });
  await untilTried(service, runId, 1);
  receiver.script = () => answer(204);
  await wanted(service.api.post(`/api/tasks/${task.id}/runs`, {}), 201);
  await worked(task, 'complete', { result: { run: 2 } });
  await untilTold(service.api, task.id);
  await letTimePass(service, runId);
  await untilTold(service.api, task.id, 2);
  const bodies = receivedAt(receiver, path).map(({ id, body }) => [id === deliveryIdOf(runId, url), body] as const);
  const [first, second] = [true, false].map((own) =>
    bodies.filter(([ofFirst]) => ofFirst === own).map(([, body]) => body),
  );
  expect(first).toHaveLength(2);
  expect(new Set(first).size).toBe(1);
  expect(JSON.parse(first?.[0] ?? '')).toMatchObject({ output: { run: 1 }, status: 'complete' });
  expect(second?.map((body) => JSON.parse(body) as object)).toMatchObject([{ output: { run: 2 }, status: 'complete' }]);
});

it.each(['c', 'd'] as const)(
  'a call of front %s that is recovered tells of the end under its own id, once',
  async (front) => {
    const task = await place.called();
    if (front === 'c') await wanted(place.c(task, { webhook_url: url }), 200);
    else await wanted(place.d(task, { webhook_url: url }), 200);
    const source = await runOf(service.api, task);
    const { number } =
      (await sql<{ number: number }>(service, 'SELECT number FROM runs WHERE id = $1', [source.id]))[0] ?? {};
    await needsAttention(service, source);
    const { run } = (await force(service.api, 'recover', source.id)).body;
    expect(await sql(service, 'SELECT 1 FROM webhook_outbox WHERE task_id = $1', [task.id])).toEqual([]);
    expect(await worked(task, 'fail', { error: 'disk full' })).toBe(run.id);
    const first = await toldOnce(task);
    expect(first.id).toBe(deliveryIdOf(source.id, url));
    expect(JSON.parse(first.body)).toMatchObject(
      front === 'c' ? { task_run_id: number, status: 'failure' } : { id: source.id, status: 'failure' },
    );
    // Its caller knows how it ended: a retry is told as a run of its own.
    const { run: again } = await forced(service.api, 'retry', run.id);
    await worked(task, 'complete', { result: 'done' });
    await untilTold(service.api, task.id, 2);
    const second = receivedAt(receiver, path)[1];
    expect(second?.id).toBe(deliveryIdOf(again.id, url));
    expect(JSON.parse(second?.body ?? '')).toMatchObject({ status: 'success', result: 'done' });
  },
);

it('a run that makes schemas tells nobody', async () => {
  const web_task = { website: 'https://shop.example.com/' };
  const task = await place.called({ metadata: { callback_url: url, web_task } });
  const { api } = await service.key({ role: 'operator', fronts: ['a'], workspace: place.workspaceId });
  await wanted(api.post(`/v1beta/tasks/${task.uuid}/regenerate`), 200);
  const agent = await place.agent({ capabilities: ['schema.generate'] });
  const { run } = await agent.claim();
  await wanted(
    agent.does('complete', run.id, { result: { input_schema: { type: 'object' }, output_schema: {} } }),
    200,
  );
  expect((await runDetailOf(service.api, run.id)).run.status).toBe('completed');
  expect(await sql(service, 'SELECT 1 FROM webhook_outbox WHERE run_id = $1', [run.id])).toEqual([]);
  await place.c(task, {});
  const told = await worked(task, 'complete', { result: 'done' });
  const request = await toldOnce(task);
  expect(request.id).toBe(deliveryIdOf(told, url));
});

it('a deleted task cancels what waits at its webhook', async () => {
  receiver.script = () => later(500);
  const task = await place.called();
  await place.c(task, { webhook_url: url });
  const runId = await worked(task, 'complete', { result: 'done' });
  const { secret } = await service.key({ role: 'operator', fronts: ['b'], workspace: place.workspaceId });
  await wanted(service.api.with({ apikey: secret }).delete(`/api/v1/task/${task.uuid}`), 200);
  expect(await sql(service, 'SELECT 1 FROM webhook_outbox WHERE run_id = $1', [runId])).toEqual([]);
  await untilForgotten(service, runId);
});

it('a task that is deleted while its run is open tells nobody', async () => {
  const task = await place.called({ metadata: { callback_url: url } });
  await place.c(task, { webhook_url: url });
  const run = await runOf(service.api, task);
  const { secret } = await service.key({ role: 'operator', fronts: ['b'], workspace: place.workspaceId });
  await wanted(service.api.with({ apikey: secret }).delete(`/api/v1/task/${task.uuid}`), 200);
  expect(await sql(service, 'SELECT 1 FROM webhook_outbox WHERE run_id = $1', [run.id])).toEqual([]);
  expect(receivedAt(receiver, path)).toEqual([]);
});

it('a webhook that may not be called is refused with the call', async () => {
  const strict = await startCalledService({ allowPrivateWebhooks: false });
  const strictPlace = await makeCalledPlace(strict);
  const task = await strictPlace.called();
  for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '10.0.0.7', '169.254.169.254', '224.0.0.1', '[::1]']) {
    const webhook_url = `http://${host}:${receiver.port}/private`;
    await refused(strictPlace.c(task, { webhook_url }), 422, 'webhook_url');
    await refused(strictPlace.d(task, { webhook_url }), 422, 'webhook_url');
  }
  await wanted(strictPlace.c(task, { webhook_url: 'https://hooks.example.com/' }), 200);
  await strict.close();
});
