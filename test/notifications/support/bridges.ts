/** Bridges and subscriptions, as tests make and read them. */
import { randomBytes } from 'node:crypto';
import type { Bridge, BridgeSubscription, CreateBridge, CreateBridgeSubscription } from '../../../src/client/types.js';
import type { RecordedEvent } from '../../../src/ledger/event.js';
import { EventLog } from '../../../src/ledger/log/event-log.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { type ErrorAnswer, wanted } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';

export type BridgeAnswer = Promise<ApiAnswer<{ bridge: Bridge } & ErrorAnswer>>;
export type SubscriptionAnswer = Promise<ApiAnswer<{ subscription: BridgeSubscription } & ErrorAnswer>>;

/** A secret in the form of Standard Webhooks. */
export function newSecret(bytes = 32): string {
  return `whsec_${randomBytes(bytes).toString('base64')}`;
}

/** A body that makes a global bridge with a name of its own. */
export function bridgeBody(more: Partial<CreateBridge> = {}): CreateBridge {
  const name = `bridge ${randomBytes(6).toString('hex')}`;
  return { name, scope: 'global', endpoint_url: 'https://chat.example/hook', ...more };
}

export async function newBridge(api: Api, more: Partial<CreateBridge> = {}): Promise<Bridge> {
  return (await wanted<{ bridge: Bridge }>(api.post('/api/bridges', bridgeBody(more)), 201)).bridge;
}

export function postSubscription(api: Api, taskId: string, body: unknown): SubscriptionAnswer {
  return api.post(`/api/tasks/${taskId}/notifications/bridges`, body);
}

export async function subscribed(
  api: Api,
  taskId: string,
  body: Partial<CreateBridgeSubscription> & { readonly bridge_instance_id: string },
): Promise<BridgeSubscription> {
  const whole = { delivery_mode: 'direct-send', peer_id: 'peer', ...body };
  return (await wanted<{ subscription: BridgeSubscription }>(postSubscription(api, taskId, whole), 201)).subscription;
}

export function getSubscription(api: Api, taskId: string, id: string): SubscriptionAnswer {
  return api.get(`/api/tasks/${taskId}/notifications/bridges/${id}`);
}

export function deleteSubscription(api: Api, taskId: string, id: string): Promise<ApiAnswer<ErrorAnswer>> {
  return api.delete(`/api/tasks/${taskId}/notifications/bridges/${id}`);
}

export async function subscriptionsOf(api: Api, taskId: string, query = ''): Promise<BridgeSubscription[]> {
  const answer = api.get(`/api/tasks/${taskId}/notifications/bridges${query}`);
  return (await wanted<{ subscriptions: BridgeSubscription[] }>(answer, 200)).subscriptions;
}

/** All events of a stream, such as `bridge:<id>`. */
export function storyOfStream(service: TestApp, stream: string): Promise<RecordedEvent[]> {
  return service.app.get(EventLog, { strict: false }).ofStream(stream, 0, 1_000, true);
}
