/** Tasks that come to an end, bridges and subscriptions that are told, and what is known of their deliveries. */
import { randomBytes } from 'node:crypto';
import type { Api } from '../../../support/contract.js';
import { enqueue, newTask, wanted } from '../../../support/place.js';
import { operate, operated } from '../../../runs/support/operate.js';
import type { Received, Receiver } from '../../../support/receiver.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { until } from '../../../support/until.js';
import type { Bridge } from '../../../../src/notifications/http/bridge-schema.js';
import type { Delivery, DeliveryDetail } from '../../../../src/notifications/http/delivery-schemas.js';
import type { BridgeSubscription } from '../../../../src/http/schemas/bridge-subscription.js';
import type { ServiceSettings } from '../../../../src/platform/platform.module.js';

export type { Bridge, BridgeSubscription, Delivery, DeliveryDetail };

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Quick, and allowed to send to this machine. */
const QUICK: Partial<ServiceSettings> = {
  allowPrivateWebhooks: true,
  notificationRetrySeconds: 0.02,
  notificationRetryLongestSeconds: 0.1,
  notificationTimeoutSeconds: 2,
};

export function startNotifying(options: Parameters<typeof startTestApp>[0] = {}): Promise<TestApp> {
  return startTestApp({ ...options, settings: { ...QUICK, ...options.settings } });
}

export function newBridge(api: Api, endpoint_url: string, more: object = {}): Promise<Bridge> {
  const name = `bridge ${randomBytes(6).toString('hex')}`;
  const body = { name, scope: 'global', endpoint_url, secret: SECRET, ...more };
  return wanted<{ bridge: Bridge }>(api.post('/api/bridges', body), 201).then(({ bridge }) => bridge);
}

export async function bridgeOf(api: Api, id: string): Promise<Bridge> {
  return (await wanted<{ bridge: Bridge }>(api.get(`/api/bridges/${id}`), 200)).bridge;
}

export async function updateBridge(api: Api, id: string, body: object): Promise<void> {
  await wanted(api.patch(`/api/bridges/${id}`, body), 200);
}

export async function subscribe(
  api: Api,
  taskId: string,
  bridgeId: string,
  more: object = {},
): Promise<BridgeSubscription> {
  const body = { bridge_instance_id: bridgeId, delivery_mode: 'direct-send', peer_id: 'peer-1', ...more };
  const path = `/api/tasks/${taskId}/notifications/bridges`;
  return (await wanted<{ subscription: BridgeSubscription }>(api.post(path, body), 201)).subscription;
}

export async function subscriptionOf(api: Api, { task_id, subscription_id }: BridgeSubscription) {
  const path = `/api/tasks/${task_id}/notifications/bridges/${subscription_id}`;
  return (await wanted<{ subscription: BridgeSubscription }>(api.get(path), 200)).subscription;
}

/** A global task with a run at work. */
export async function working(api: Api, more: object = {}): Promise<{ taskId: string; runId: string }> {
  const task = await newTask(api, more);
  return { taskId: task.id, runId: await workAgain(api, task.id) };
}

export async function workAgain(api: Api, taskId: string): Promise<string> {
  const run = await enqueue(api, taskId);
  await operated(api, 'claim', run.id);
  await operated(api, 'start', run.id);
  return run.id;
}

export async function end(api: Api, verb: 'complete' | 'fail' | 'cancel', runId: string, body?: object): Promise<void> {
  await wanted(operate(api, verb, runId, body), 200);
}

/** Ends a task that has no run, by one event. */
export async function cancelTask(api: Api, taskId: string): Promise<void> {
  await wanted(api.post(`/api/tasks/${taskId}/cancel`, {}), 200);
}

export async function deliveriesOf(api: Api, query: Readonly<Record<string, string | number>>): Promise<Delivery[]> {
  return (await wanted<{ deliveries: Delivery[] }>(api.get('/api/deliveries', { query }), 200)).deliveries;
}

export async function deliveryOf(api: Api, id: string): Promise<DeliveryDetail> {
  const path = `/api/deliveries/${encodeURIComponent(id)}`;
  return (await wanted<{ delivery: DeliveryDetail }>(api.get(path), 200)).delivery;
}

/** Waits until so many deliveries of a subscription have this status; answers them, oldest first. */
export async function untilDelivered(
  api: Api,
  { subscription_id }: { readonly subscription_id: string },
  count = 1,
  status: Delivery['status'] = 'delivered',
): Promise<Delivery[]> {
  let found: Delivery[] = [];
  await until(`${count} ${status} of ${subscription_id}`, async () => {
    found = await deliveriesOf(api, { subscription_id, status });
    return found.length >= count;
  });
  return found.toReversed();
}

/** Waits until the cursor has come to a sequence, or beyond. */
export async function untilCursor(api: Api, subscription: BridgeSubscription, sequence: number): Promise<void> {
  await until(`cursor of ${subscription.subscription_id} at ${sequence}`, async () => {
    return (await subscriptionOf(api, subscription)).cursor.last_sequence >= sequence;
  });
}

/** A message as its receiver got it. */
export interface Message {
  readonly delivery_id: string;
  readonly seq: number;
  readonly content: { readonly text: string };
  readonly provider_metadata: Readonly<Record<string, unknown>>;
}

export function messageIn({ body }: Received): Message {
  return JSON.parse(body) as Message;
}

/** What came for one subscription, in order of arrival. */
export function receivedFor(receiver: Receiver, { subscription_id }: { readonly subscription_id: string }): Received[] {
  return receiver.received.filter(({ id }) => id.startsWith(`notif:${subscription_id}:`));
}
