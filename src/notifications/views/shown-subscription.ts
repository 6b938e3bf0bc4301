import type { Actor } from '../../ledger/event.js';
import type { Scope } from '../../tasks/domain/vocabulary.js';
import { cursorKeyOf } from '../domain/cursor-key.js';
import type { SubscriptionState } from '../domain/subscription-state.js';
import type { DeliveryMode } from '../domain/vocabulary.js';
import { type Cursor, cursorOf, type CursorRow } from './cursor-reader.js';
import type { SubscriptionRow } from './subscription-view.js';

/** A subscription as callers see it (`reviews.md` C.1). */
export interface ShownSubscription {
  readonly subscription_id: string;
  readonly task_id: string;
  readonly bridge_instance_id: string;
  readonly scope: Scope;
  readonly workspace_id?: string;
  readonly delivery_mode: DeliveryMode;
  readonly peer_id?: string;
  readonly thread_id?: string;
  readonly group_id?: string;
  readonly cursor: Cursor;
  readonly created_by: Actor;
  readonly created_at: string;
  readonly updated_at: string;
}

export function showSubscription(row: SubscriptionState | SubscriptionRow, cursor: CursorRow): ShownSubscription {
  return {
    subscription_id: row.subscription_id,
    task_id: row.task_id,
    bridge_instance_id: row.bridge_instance_id,
    scope: row.scope,
    workspace_id: row.workspace_id ?? undefined,
    delivery_mode: row.delivery_mode,
    peer_id: row.peer_id ?? undefined,
    thread_id: row.thread_id ?? undefined,
    group_id: row.group_id ?? undefined,
    cursor: cursorOf(cursorKeyOf(row), cursor),
    created_by: row.created_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
