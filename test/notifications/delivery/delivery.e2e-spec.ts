/** The rules of `reviews.md` C.6 and C.7 over HTTP, with a receiver that is really sent to. */
import { wanted } from '../../support/place.js';
import { answer, Receiver } from '../../support/receiver.js';
import type { TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import {
  bridgeOf,
  cancelTask,
  deliveriesOf,
  deliveryOf,
  end,
  messageIn,
  newBridge,
  receivedFor,
  SECRET,
  startNotifying,
  subscribe,
  subscriptionOf,
  untilCursor,
  untilDelivered,
  updateBridge,
  workAgain,
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
  bridge = (await newBridge(service.api, receiver.url('/hook'))).id;
});

it('sends one signed message when a task is completed, and moves the cursor to its event', async () => {
  const { api } = service;
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge, { thread_id: 'thread-1' });
  await end(api, 'complete', runId, { result: { answer: 42 } });
  const [delivery] = await untilDelivered(api, subscription);
  const [request, ...more] = receivedFor(receiver, subscription);
  expect(more).toEqual([]);
  expect(request).toMatchObject({ method: 'POST', path: '/hook', verified: true, id: delivery?.delivery_id });
  expect(request && messageIn(request)).toMatchObject({
    delivery_id: `notif:${subscription.subscription_id}:${delivery?.sequence}`,
    event_type: 'final',
    content: { text: `Task ${taskId} finished as completed` },
    routing_key: { scope: 'global', bridge_instance_id: bridge, peer_id: 'peer-1', thread_id: 'thread-1' },
    delivery_target: { mode: 'direct-send' },
    provider_metadata: {
      event_type: 'task.run_completed',
      run_id: runId,
      status: 'completed',
      payload: { result: { answer: 42 } },
    },
  });
  const { cursor } = await subscriptionOf(api, subscription);
  expect(cursor).toMatchObject({ last_sequence: delivery?.sequence, last_delivery_id: delivery?.delivery_id });
  expect(cursor.last_delivered_at).toBeDefined();
  expect(cursor.last_error).toBeUndefined();
});

it('waits while a failed task may be tried again, and tells only how it ended', async () => {
  const { api } = service;
  const { taskId, runId } = await working(api, { max_attempts: 2 });
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'fail', runId, { error: 'first try' });
  const second = await workAgain(api, taskId);
  await end(api, 'complete', second);
  await untilDelivered(api, subscription);
  expect(receivedFor(receiver, subscription).map(messageIn)).toMatchObject([
    { provider_metadata: { event_type: 'task.run_completed', run_id: second } },
  ]);
  expect((await subscriptionOf(api, subscription)).cursor.last_error).toBeUndefined();
});

it('tells of the last failure with its error', async () => {
  const { api } = service;
  const { taskId, runId } = await working(api, { max_attempts: 1 });
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'fail', runId, { error: 'disk full' });
  const [delivery] = await untilDelivered(api, subscription);
  expect(receivedFor(receiver, subscription).map(messageIn)).toMatchObject([
    { content: { text: `Task ${taskId} finished as failed: disk full` }, provider_metadata: { error: 'disk full' } },
  ]);
  expect(delivery?.event_type).toBe('task.run_failed');
});

it('masks secrets in texts and in payloads', async () => {
  const { api } = service;
  const { taskId, runId } = await working(api, { max_attempts: 1 });
  const subscription = await subscribe(api, taskId, bridge);
  const secrets = { my_api_key: 'key-4711', nested: [{ sessionToken: 'tok-4711' }], note: 'password=pw-4711' };
  await end(api, 'fail', runId, { error: 'refused: Bearer abc4711', metadata: secrets });
  const [delivery] = await untilDelivered(api, subscription);
  const [request] = receivedFor(receiver, subscription);
  expect(request?.body).not.toContain('4711');
  expect(request?.body).toContain('[REDACTED]');
  expect(JSON.stringify(await deliveryOf(api, delivery?.delivery_id ?? ''))).not.toContain('4711');
});

it('tells of a cancellation twice where a run was open, in order', async () => {
  const { api } = service;
  const { taskId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await cancelTask(api, taskId);
  const deliveries = await untilDelivered(api, subscription, 2);
  expect(deliveries.map(({ event_type }) => event_type).toSorted()).toEqual(['task.canceled', 'task.run_canceled']);
  const sequences = receivedFor(receiver, subscription).map((request) => messageIn(request).seq);
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  expect(sequences).toHaveLength(2);
});

it('tells a subscription that was made after the end, once', async () => {
  const { api } = service;
  const { taskId } = await working(api);
  await cancelTask(api, taskId);
  const subscription = await subscribe(api, taskId, bridge);
  await untilDelivered(api, subscription, 2);
  expect(receivedFor(receiver, subscription)).toHaveLength(2);
});

it('makes no cursor for a task that goes on', async () => {
  const { api } = service;
  const { taskId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  const other = await working(api);
  const told = await subscribe(api, other.taskId, bridge);
  await end(api, 'complete', other.runId);
  await untilDelivered(api, told);
  expect((await subscriptionOf(api, subscription)).cursor).toEqual({
    consumer_id: `bridge_task_subscription:${subscription.subscription_id}`,
    stream_name: 'task_events',
    subject_id: taskId,
    last_sequence: 0,
  });
});

it('goes on from the kept cursor when a deleted subscription is made again', async () => {
  const { api } = service;
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  const [delivery] = await untilDelivered(api, subscription);
  const path = `/api/tasks/${taskId}/notifications/bridges/${subscription.subscription_id}`;
  await wanted(api.delete(path), 204);
  await subscribe(api, taskId, bridge, { subscription_id: subscription.subscription_id });
  const again = await workAgain(api, taskId);
  await end(api, 'complete', again);
  await untilDelivered(api, subscription, 2);
  const sequences = receivedFor(receiver, subscription).map((request) => messageIn(request).seq);
  expect(sequences).toHaveLength(2);
  expect(sequences[0]).toBe(delivery?.sequence);
});

it('keeps a failure and its attempts until it gets through, then clears the error', async () => {
  const { api } = service;
  receiver.script = (_request, nth) => (nth < 3 ? answer(500) : answer(200, {}));
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  const [delivery] = await untilDelivered(api, subscription);
  expect(delivery).toMatchObject({ attempt_count: 3, last_status: 200 });
  expect(delivery?.attempts.map(({ number, status, error }) => [number, status, error !== undefined])).toEqual([
    [3, 200, false],
    [2, 500, true],
    [1, 500, true],
  ]);
  const bodies = receivedFor(receiver, subscription).map(({ body }) => body);
  expect(new Set(bodies).size).toBe(1);
  expect(bodies).toHaveLength(3);
  expect((await subscriptionOf(api, subscription)).cursor.last_error).toBeUndefined();
});

it('shows why, and leaves the cursor where it is, while it fails', async () => {
  const { api } = service;
  receiver.script = () => answer(503);
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  await untilDelivered(api, subscription, 1, 'failing');
  const { cursor } = await subscriptionOf(api, subscription);
  expect(cursor).toMatchObject({ last_sequence: 0, last_error: expect.stringContaining('503') as string });
  receiver.script = () => answer(204);
  await untilDelivered(api, subscription);
});

it('takes an answer that acknowledges something else for a failure', async () => {
  const { api } = service;
  receiver.script = ({ id }, nth) => answer(200, nth === 1 ? { delivery_id: 'other' } : { delivery_id: id });
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  const [delivery] = await untilDelivered(api, subscription);
  expect(delivery?.attempts.at(-1)?.error).toContain('acknowledges another delivery_id');
});

it('goes on without sending where the bridge is to be told nothing', async () => {
  const { api } = service;
  await updateBridge(api, bridge, { notification_suppress: true });
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  const [delivery] = await untilDelivered(api, subscription, 1, 'suppressed');
  expect(receivedFor(receiver, subscription)).toEqual([]);
  expect((await subscriptionOf(api, subscription)).cursor).toMatchObject({
    last_sequence: delivery?.sequence,
    last_delivery_id: delivery?.delivery_id,
  });
});

it('waits while the bridge is disabled, and sends when it is enabled', async () => {
  const { api } = service;
  await updateBridge(api, bridge, { enabled: false });
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  await untilDelivered(api, subscription, 1, 'failing');
  expect((await subscriptionOf(api, subscription)).cursor.last_error).toContain('is disabled');
  expect(receivedFor(receiver, subscription)).toEqual([]);
  await updateBridge(api, bridge, { enabled: true });
  await untilDelivered(api, subscription);
  expect(receivedFor(receiver, subscription)).toHaveLength(1);
});

it('says that a bridge fails after ten failures in a row, and that it does no longer', async () => {
  const { api } = service;
  receiver.script = () => answer(500);
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  await until('the bridge fails', async () => (await bridgeOf(api, bridge)).status === 'error');
  const [failing] = await deliveriesOf(api, { subscription_id: subscription.subscription_id });
  expect(failing?.attempt_count).toBeGreaterThanOrEqual(10);
  receiver.script = () => answer(204);
  await untilDelivered(api, subscription);
  await until('the bridge is ready', async () => (await bridgeOf(api, bridge)).status === 'ready');
});

it('sends what waits to where the subscription points by now, under the same id', async () => {
  const { api } = service;
  receiver.script = () => answer(500);
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  const [waiting] = await untilDelivered(api, subscription, 1, 'failing');
  const other = await newBridge(api, receiver.url('/other'));
  receiver.script = ({ path }) => answer(path === '/other' ? 204 : 500);
  await subscribe(api, taskId, other.id, { subscription_id: subscription.subscription_id, group_id: 'group-2' });
  const [delivery] = await untilDelivered(api, subscription);
  expect(delivery).toMatchObject({ delivery_id: waiting?.delivery_id, bridge_instance_id: other.id });
  const last = receivedFor(receiver, subscription).at(-1);
  expect(last?.body).toContain('group-2');
});

it('tells of nothing when the task went on before it got through', async () => {
  const { api } = service;
  receiver.script = () => answer(500);
  const { taskId, runId } = await working(api, { max_attempts: 3 });
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  await untilDelivered(api, subscription, 1, 'failing');
  const again = await workAgain(api, taskId);
  receiver.script = () => answer(204);
  await cancelTask(api, taskId);
  const [dropped] = await untilDelivered(api, subscription, 1, 'dropped');
  expect(dropped?.run_id).toBe(runId);
  const told = await untilDelivered(api, subscription, 2);
  expect(told.every(({ event_type }) => event_type.endsWith('canceled'))).toBe(true);
  expect(told.some(({ run_id }) => run_id === again)).toBe(true);
});

it('forgets everything about a task that is deleted', async () => {
  const { api } = service;
  const { taskId, runId } = await working(api);
  const subscription = await subscribe(api, taskId, bridge);
  await end(api, 'complete', runId);
  const [delivery] = await untilDelivered(api, subscription);
  await untilCursor(api, subscription, delivery?.sequence ?? 0);
  await wanted(api.delete(`/api/tasks/${taskId}`), 204);
  await until('its deliveries are gone', async () => (await deliveriesOf(api, { task_id: taskId })).length === 0);
});
