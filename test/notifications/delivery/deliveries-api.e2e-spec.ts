/** What operators see of deliveries, and how they have one sent again. */
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { makePlace, refused, wanted } from '../../support/place.js';
import { answer, Receiver } from '../../support/receiver.js';
import type { TestApp } from '../../support/test-app.js';
import { gate, until } from '../../support/until.js';
import {
  type BridgeSubscription,
  cancelTask,
  deliveriesOf,
  type Delivery,
  deliveryOf,
  end,
  newBridge,
  receivedFor,
  SECRET,
  startNotifying,
  subscribe,
  subscriptionOf,
  untilDelivered,
  updateBridge,
  working,
} from './support/notified.js';

let service: TestApp;
let receiver: Receiver;
let bridge: string;

beforeAll(async () => {
  service = await startNotifying();
  receiver = await Receiver.start({ secret: SECRET });
});

afterAll(async () => {
  await service.close();
  await receiver.close();
});

beforeEach(async () => {
  receiver.script = () => answer(204);
  bridge = (await newBridge(service.api, receiver.url())).id;
});

interface Told {
  readonly taskId: string;
  readonly runId: string;
  readonly subscription: BridgeSubscription;
}

async function completed(): Promise<Told> {
  const { taskId, runId } = await working(service.api);
  const subscription = await subscribe(service.api, taskId, bridge);
  await end(service.api, 'complete', runId);
  return { taskId, runId, subscription };
}

function redeliver(id: string) {
  return service.api.post<{ delivery: Delivery }>(`/api/deliveries/${encodeURIComponent(id)}/redeliver`);
}

const ids = (deliveries: readonly Delivery[]): string[] => deliveries.map(({ delivery_id }) => delivery_id);

describe('listDeliveries', () => {
  it('filters by subscription, bridge, task and status, all at once', async () => {
    const { api } = service;
    const first = await completed();
    const second = await completed();
    const [one] = await untilDelivered(api, first.subscription);
    const [two] = await untilDelivered(api, second.subscription);
    expect(ids(await deliveriesOf(api, { bridge_instance_id: bridge })).toSorted()).toEqual(
      [one?.delivery_id, two?.delivery_id].toSorted(),
    );
    expect(ids(await deliveriesOf(api, { task_id: first.taskId }))).toEqual([one?.delivery_id]);
    expect(await deliveriesOf(api, { task_id: first.taskId, status: 'failing' })).toEqual([]);
    expect(await deliveriesOf(api, { task_id: first.taskId, bridge_instance_id: 'brg-0' })).toEqual([]);
    expect(one).toMatchObject({
      subscription_id: first.subscription.subscription_id,
      bridge_instance_id: bridge,
      task_id: first.taskId,
      run_id: first.runId,
      event_type: 'task.run_completed',
      status: 'delivered',
      attempt_count: 1,
      attempts: [{ number: 1, status: 204 }],
    });
  });

  it('is in pages, newest first', async () => {
    const { api } = service;
    for (let i = 0; i < 5; i++) await untilDelivered(api, (await completed()).subscription);
    const all = ids(await deliveriesOf(api, { bridge_instance_id: bridge }));
    expect(all).toHaveLength(5);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { bridge_instance_id: bridge, limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = await api.get<{ deliveries: Delivery[] }>('/api/deliveries', { query });
      paged.push(...ids(page.body.deliveries));
      cursor = page.headers.get('x-next-cursor') ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
    const times = (await deliveriesOf(api, { bridge_instance_id: bridge })).map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it.each(['status=lost', 'limit=-1', 'limit=x', 'cursor=x'])('refuses %s', async (query) => {
    await refused(service.api.get(`/api/deliveries?${query}`), 422, query.split('=')[0] ?? '');
  });
});

describe('getDelivery', () => {
  it('shows the message as it was sent', async () => {
    const { subscription } = await completed();
    const [delivery] = await untilDelivered(service.api, subscription);
    const { message } = await deliveryOf(service.api, delivery?.delivery_id ?? '');
    expect(message).toEqual(JSON.parse(receivedFor(receiver, subscription)[0]?.body ?? ''));
  });

  it('knows nothing of an id that is none', async () => {
    await refused(service.api.get('/api/deliveries/notif:bts-0:1'), 404, 'notif:bts-0:1');
    await refused(service.api.get('/api/deliveries/%20'), 422, 'id');
  });
});

describe('redeliver', () => {
  it('sends the same bytes under the same id, and moves no cursor', async () => {
    const { subscription } = await completed();
    const [delivery] = await untilDelivered(service.api, subscription);
    const { cursor } = await subscriptionOf(service.api, subscription);
    const { delivery: asked } = await wanted<{ delivery: Delivery }>(redeliver(delivery?.delivery_id ?? ''), 202);
    expect(asked.delivery_id).toBe(delivery?.delivery_id);
    await until('it came again', () => receivedFor(receiver, subscription).length === 2);
    const [first, second] = receivedFor(receiver, subscription);
    expect(second).toMatchObject({ id: first?.id, body: first?.body, verified: true });
    await until('it is noted', async () => (await deliveryOf(service.api, asked.delivery_id)).attempt_count === 2);
    expect((await subscriptionOf(service.api, subscription)).cursor).toEqual(cursor);
  });

  it('notes a failure, once, and what was delivered stays delivered', async () => {
    const { subscription } = await completed();
    const [delivery] = await untilDelivered(service.api, subscription);
    const id = delivery?.delivery_id ?? '';
    receiver.script = () => answer(500);
    await wanted(redeliver(id), 202);
    await until('it is noted', async () => (await deliveryOf(service.api, id)).attempt_count === 2);
    expect(await deliveryOf(service.api, id)).toMatchObject({
      status: 'delivered',
      last_status: 500,
      attempts: [{ number: 2, status: 500, error: expect.any(String) as string }, { number: 1 }],
    });
    await wanted(redeliver(id), 202);
  });

  it('sends what was suppressed', async () => {
    await updateBridge(service.api, bridge, { notification_suppress: true });
    const { subscription } = await completed();
    const [delivery] = await untilDelivered(service.api, subscription, 1, 'suppressed');
    await wanted(redeliver(delivery?.delivery_id ?? ''), 202);
    await untilDelivered(service.api, subscription);
    expect(receivedFor(receiver, subscription)).toHaveLength(1);
  });

  it('has what waits for its next try tried now', async () => {
    const { api } = service;
    await updateBridge(api, bridge, { enabled: false });
    const { subscription } = await completed();
    const [waiting] = await untilDelivered(api, subscription, 1, 'failing');
    const before = waiting?.attempt_count ?? 0;
    await until('it was taken', async () => (await redeliver(waiting?.delivery_id ?? '')).status === 202);
    await until('tried', async () => (await deliveryOf(api, waiting?.delivery_id ?? '')).attempt_count > before);
  });

  it('is refused while the message is on its way', async () => {
    const answered = gate();
    receiver.script = () => ({ kind: 'answer', status: 204, until: answered.passed });
    const { subscription } = await completed();
    await until('it is on its way', () => receivedFor(receiver, subscription).length === 1);
    const [delivery] = await deliveriesOf(service.api, { subscription_id: subscription.subscription_id });
    const id = delivery?.delivery_id ?? '';
    await refused(redeliver(id), 409, 'is being sent');
    answered.open();
    await untilDelivered(service.api, subscription);
    const again = gate();
    receiver.script = () => ({ kind: 'answer', status: 204, until: again.passed });
    const answers = await Promise.all(Array.from({ length: 10 }, () => redeliver(id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, ...Array.from({ length: 9 }, () => 409)]);
    again.open();
    await until('both came', async () => (await deliveryOf(service.api, id)).attempt_count === 2);
    expect(receivedFor(receiver, subscription)).toHaveLength(2);
  });

  it('knows nothing of an id that is none', async () => {
    await refused(redeliver('notif:bts-0:1'), 404, 'notif:bts-0:1');
    await refused(service.api.post('/api/deliveries/%20/redeliver'), 422, 'id');
  });
});

it('says in metrics what was delivered and what waits', async () => {
  const { subscription } = await completed();
  await untilDelivered(service.api, subscription);
  receiver.script = () => answer(500);
  const waiting = await completed();
  await untilDelivered(service.api, waiting.subscription, 1, 'failing');
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).toMatch(/taskledger_deliveries_total\{outcome="delivered"\} [1-9]/);
  expect(text).toMatch(/taskledger_deliveries_total\{outcome="failed"\} [1-9]/);
  expect(text).toMatch(/taskledger_deliveries_waiting \d/);
  expect(text).toMatch(/taskledger_deliveries_oldest_wait_seconds \d/);
});

it('keeps the newest hundred of a subscription that have ended', async () => {
  const { api } = service;
  const place = await makePlace(api);
  const own = await newBridge(api, receiver.url(), { scope: 'workspace', workspace: place.workspaceId });
  const task = await place.task();
  const name = `bts-${randomBytes(6).toString('hex')}`;
  const subscription = await subscribe(api, task.id, own.id, { subscription_id: name });
  await service.app.get(DataSource).query(
    `INSERT INTO deliveries (delivery_id, subscription_id, bridge_instance_id, task_id, workspace_id, sequence,
       event_type, status, body, planned_for, attempts, created_at, updated_at)
     SELECT 'notif:' || $1 || ':' || -n, $1, $2, $3, $4, -n, 'task.canceled', 'delivered', '{}', now(), 1,
       now() - n * interval '1 minute', now() FROM generate_series(1, 120) AS n`,
    [name, own.id, task.id, place.workspaceId],
  );
  await cancelTask(api, task.id);
  await until('it is told', async () => (await subscriptionOf(api, subscription)).cursor.last_sequence > 0);
  const kept = await deliveriesOf(api, { subscription_id: name });
  expect(kept).toHaveLength(100);
  expect(kept[0]?.sequence).toBeGreaterThan(0);
});
