import type { CallOptions } from './retry.js';
import { ReviewClient } from './review-client.js';
import { path } from './transport.js';
import type * as api from './types.js';

/** Bridges, and who is told through them of a task's end. */
export abstract class NotificationClient extends ReviewClient {
  /** Makes a bridge; its secret is never answered again. Repeated, it finds its own name taken. */
  async createBridge(body: api.CreateBridge, options?: CallOptions): Promise<api.Bridge> {
    const request = { body, repeatable: 'unsent' } as const;
    return (await this.change<{ bridge: api.Bridge }>('POST', '/api/bridges', request, options)).bridge;
  }

  /** Bridges by name. */
  async listBridges(query: api.ListBridges = {}, options?: CallOptions): Promise<api.Bridge[]> {
    return (await this.get<{ bridges: api.Bridge[] }>('/api/bridges', query, options)).bridges;
  }

  async getBridge(bridgeId: string, options?: CallOptions): Promise<api.Bridge> {
    return (await this.get<{ bridge: api.Bridge }>(path`/api/bridges/${bridgeId}`, {}, options)).bridge;
  }

  /** Changes a bridge; one in error is ready again. A blank secret takes the one in force away. */
  async updateBridge(bridgeId: string, body: api.UpdateBridge, options?: CallOptions): Promise<api.Bridge> {
    const request = { body, repeatable: 'any' } as const;
    return (await this.change<{ bridge: api.Bridge }>('PATCH', path`/api/bridges/${bridgeId}`, request, options))
      .bridge;
  }

  /** Deletes a bridge that no subscription uses. */
  async deleteBridge(bridgeId: string, options?: CallOptions): Promise<void> {
    await this.change<undefined>('DELETE', path`/api/bridges/${bridgeId}`, { repeatable: 'unsent' }, options);
  }

  /** Subscribes a task's end to a bridge. Give a `subscription_id` to make repeating it safe, and to replace it. */
  async subscribe(
    taskId: string,
    body: api.CreateBridgeSubscription,
    options?: CallOptions,
  ): Promise<api.BridgeSubscription> {
    const request = { body, repeatable: body.subscription_id === undefined ? 'unsent' : 'any' } as const;
    const at = path`/api/tasks/${taskId}/notifications/bridges`;
    return (await this.change<{ subscription: api.BridgeSubscription }>('POST', at, request, options)).subscription;
  }

  /** The task's subscriptions with how far each has been served, the one that changed last first. */
  async listSubscriptions(
    taskId: string,
    query: api.ListBridgeSubscriptions = {},
    options?: CallOptions,
  ): Promise<api.BridgeSubscription[]> {
    const at = path`/api/tasks/${taskId}/notifications/bridges`;
    return (await this.get<{ subscriptions: api.BridgeSubscription[] }>(at, query, options)).subscriptions;
  }

  async getSubscription(taskId: string, id: string, options?: CallOptions): Promise<api.BridgeSubscription> {
    const at = path`/api/tasks/${taskId}/notifications/bridges/${id}`;
    return (await this.get<{ subscription: api.BridgeSubscription }>(at, {}, options)).subscription;
  }

  /** Ends a subscription; the same id, given again for this task, goes on where it ended. */
  async unsubscribe(taskId: string, id: string, options?: CallOptions): Promise<void> {
    const at = path`/api/tasks/${taskId}/notifications/bridges/${id}`;
    await this.change<undefined>('DELETE', at, { repeatable: 'unsent' }, options);
  }

  /** What was sent to bridges and what waits to be, newest first. */
  async listDeliveries(query: api.ListDeliveries = {}, options?: CallOptions): Promise<api.Delivery[]> {
    return (await this.get<{ deliveries: api.Delivery[] }>('/api/deliveries', query, options)).deliveries;
  }

  /** A delivery with its message. */
  async getDelivery(deliveryId: string, options?: CallOptions): Promise<api.DeliveryDetail> {
    return (await this.get<{ delivery: api.DeliveryDetail }>(path`/api/deliveries/${deliveryId}`, {}, options))
      .delivery;
  }

  /** Has a message sent again, under the same id; what waits for its next try has it now. */
  async redeliver(deliveryId: string, options?: CallOptions): Promise<api.Delivery> {
    const request = { repeatable: 'unsent' } as const;
    const at = path`/api/deliveries/${deliveryId}/redeliver`;
    return (await this.change<{ delivery: api.Delivery }>('POST', at, request, options)).delivery;
  }
}
