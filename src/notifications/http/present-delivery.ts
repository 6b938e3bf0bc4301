import type { DeliveryWithAttempts } from '../views/delivery-reader.js';
import type { Delivery, DeliveryDetail } from './delivery-schemas.js';

export function presentDelivery({ row, attempts }: DeliveryWithAttempts): Delivery {
  return {
    delivery_id: row.delivery_id,
    subscription_id: row.subscription_id,
    bridge_instance_id: row.bridge_instance_id,
    task_id: row.task_id,
    run_id: row.run_id ?? undefined,
    workspace_id: row.workspace_id ?? undefined,
    sequence: row.sequence,
    event_type: row.event_type,
    status: row.status,
    attempt_count: row.attempts,
    attempts: attempts.map(({ number, at, duration_ms, status, error }) => ({
      ...{ number, at, duration_ms },
      status: status ?? undefined,
      error: error ?? undefined,
    })),
    next_attempt_at: row.next_attempt_at ?? undefined,
    last_status: row.last_status ?? undefined,
    last_error: row.last_error ?? undefined,
    created_at: row.created_at,
    updated_at: row.updated_at,
    delivered_at: row.delivered_at ?? undefined,
  };
}

export function presentDeliveryDetail(found: DeliveryWithAttempts & { readonly body: string }): DeliveryDetail {
  return { ...presentDelivery(found), message: JSON.parse(found.body) as object };
}
