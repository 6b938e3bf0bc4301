import type { Json, JsonObject } from '../../ledger/event.js';
import type { Scope } from '../../tasks/domain/vocabulary.js';
import type { FinalEvent, FinalStatus } from './delivery-decision.js';
import { type RedactText, redactPayload } from './delivery-redaction.js';

/** Whom a message is for, and why: the subscription as it is when the message is planned. */
export interface MessageTarget {
  readonly subscription_id: string;
  readonly task_id: string;
  readonly bridge_instance_id: string;
  readonly scope: Scope;
  readonly workspace_id: string | null;
  readonly delivery_mode: string;
  readonly peer_id: string | null;
  readonly thread_id: string | null;
  readonly group_id: string | null;
}

/** What a message tells. */
export interface MessageContent {
  readonly event: FinalEvent;
  readonly status: FinalStatus;
  /** Why the run failed, where it says so. */
  readonly run_error?: string;
}

/** The same for every try of one event on one subscription, whoever makes it: receivers tell duplicates by it. */
export function deliveryId(subscriptionId: string, sequence: number): string {
  return `notif:${subscriptionId}:${sequence}`;
}

/** The envelope that a bridge is sent for a task's end (`reviews.md` C.7), secrets masked. */
export function message(target: MessageTarget, content: MessageContent, redactText: RedactText): JsonObject {
  const { subscription_id, task_id, bridge_instance_id, scope, workspace_id, delivery_mode } = target;
  const { event, status } = content;
  const delivery_id = deliveryId(subscription_id, event.sequence);
  const error = content.run_error === undefined ? undefined : redactText(content.run_error);
  const address = given({ peer_id: target.peer_id, thread_id: target.thread_id, group_id: target.group_id });
  return {
    delivery_id,
    bridge_instance_id,
    routing_key: given({ scope, workspace_id, bridge_instance_id, ...address }),
    delivery_target: { bridge_instance_id, ...address, mode: delivery_mode },
    seq: event.sequence,
    event_type: 'final',
    content: { text: `Task ${task_id} finished as ${status}${error === undefined ? '' : `: ${error}`}` },
    final: true,
    operation: 'post',
    provider_metadata: given({
      delivery_id,
      event_type: event.type,
      final: true,
      seq: event.sequence,
      task_id,
      run_id: event.run_id,
      status,
      error,
      payload: event.payload && redactPayload(event.payload, redactText),
      subscription_id,
    }),
  };
}

function given(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => (member ?? null) !== null));
}
