/** What holds when instances come and go, and when receivers are slow. */
import { DataSource } from 'typeorm';
import { createTestDatabase } from '../../support/database.js';
import { newTask } from '../../support/place.js';
import { answer, Receiver } from '../../support/receiver.js';
import type { TestApp } from '../../support/test-app.js';
import { gate, until } from '../../support/until.js';
import {
  cancelTask,
  end,
  newBridge,
  receivedFor,
  SECRET,
  startNotifying,
  subscribe,
  subscriptionOf,
  untilDelivered,
  working,
} from './support/notified.js';

/** A receiver's time and the rest of a claim: what a crash leaves is taken up after so long. */
const SOON = { notificationTimeoutSeconds: 0.5 };

let service: TestApp;
let receiver: Receiver;
let bridge: string;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startNotifying({ settings: SOON });
  receiver = await Receiver.start({ secret: SECRET });
  bridge = (await newBridge(service.api, receiver.url())).id;
});

afterAll(async () => {
  await service.close();
  await receiver.close();
});

beforeEach(() => {
  receiver.script = () => answer(204);
});

it('sends one message each, however many instances there are', async () => {
  const second = await startNotifying({ database: service.database });
  const made = [];
  for (let i = 0; i < 12; i++) {
    const task = await newTask(service.api);
    made.push({ task, subscription: await subscribe(service.api, task.id, bridge) });
  }
  const apis = [service.api, second.api];
  await Promise.all(made.map(({ task }, i) => cancelTask(apis[i % 2] ?? service.api, task.id)));
  for (const { subscription } of made) await untilDelivered(second.api, subscription);
  expect(made.map(({ subscription }) => receivedFor(receiver, subscription).length)).toEqual(made.map(() => 1));
  await second.close();
});

it('sends the same message again when it died before the end was written down', async () => {
  const { api, app } = service;
  const arrived = gate();
  const answered = gate();
  receiver.script = (_request, nth) => {
    arrived.open();
    return nth === 1 ? { kind: 'answer', status: 204, until: answered.passed } : answer(204);
  };
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  const lock = app.get(DataSource).createQueryRunner();
  await end(api, 'complete', runId);
  await arrived.passed;
  await lock.query('BEGIN');
  await lock.query('SELECT 1 FROM delivery_work WHERE subscription_id = $1 FOR UPDATE', [subscription.subscription_id]);
  answered.open();
  await until('the writer was cut off', async () => {
    const cut = await app
      .get(DataSource)
      .query<unknown[]>(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' " +
          "AND query LIKE '%delivery_work%'",
      );
    return cut.length > 0;
  });
  await lock.query('COMMIT');
  await lock.release();
  expect((await subscriptionOf(api, subscription)).cursor.last_sequence).toBe(0);
  const [delivery] = await untilDelivered(api, subscription);
  const [first, second, ...more] = receivedFor(receiver, subscription);
  expect(more).toEqual([]);
  expect(second).toMatchObject({ id: delivery?.delivery_id, body: first?.body, verified: true });
  expect(first?.id).toBe(delivery?.delivery_id);
});

it('does not let a slow host hold up another, nor the tasks', async () => {
  const { api } = service;
  const slow = await Receiver.start({ script: () => ({ kind: 'hang' }) });
  const slowBridge = await newBridge(api, slow.url());
  const hung = [];
  for (let i = 0; i < 20; i++) {
    const task = await newTask(api);
    hung.push(await subscribe(api, task.id, slowBridge.id));
    await cancelTask(api, task.id);
  }
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  await untilDelivered(api, subscription);
  expect(slow.mostInFlight).toBeLessThanOrEqual(8);
  slow.script = () => answer(204);
  for (const one of hung) await untilDelivered(api, one);
  await slow.close();
});

it('breaks off what is on its way when it stops, and the next instance sends it', async () => {
  const database = await createTestDatabase();
  const hanging = await Receiver.start({ secret: SECRET, script: () => ({ kind: 'hang' }) });
  const first = await startNotifying({ database, settings: { notificationTimeoutSeconds: 10 } });
  const target = await newBridge(first.api, hanging.url());
  const { taskId, runId } = await working(first.api);
  const subscription = await subscribe(first.api, taskId, target.id);
  await end(first.api, 'complete', runId);
  await until('it is on its way', () => hanging.received.length === 1);
  const next = await startNotifying({ database });
  hanging.script = () => answer(204);
  await first.close();
  await untilDelivered(next.api, subscription);
  const [broken, whole, ...more] = receivedFor(hanging, subscription);
  expect(whole).toMatchObject({ id: broken?.id, body: broken?.body, verified: true });
  expect(more).toEqual([]);
  await next.close();
  await hanging.close();
  await database.drop();
});
