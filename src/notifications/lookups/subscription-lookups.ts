import { Injectable } from '@nestjs/common';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Staging } from '../../ledger/lane/preparation.js';
import type { SubscriptionEvent } from '../domain/subscription-events.js';
import { existingSubscription, type SubscriptionStream } from '../domain/subscription-state.js';

const OF_TASKS =
  'SELECT task_id, array_agg(subscription_id ORDER BY subscription_id) AS ids FROM bridge_subscriptions ' +
  'WHERE task_id = ANY($1::text[]) GROUP BY task_id';
const USES =
  'SELECT bridge_instance_id AS id, count(*)::int AS uses FROM bridge_subscriptions ' +
  'WHERE bridge_instance_id = ANY($1::text[]) GROUP BY bridge_instance_id';

/**
 * Which subscriptions a task has, and how many name a bridge. Neither can be kept right without having been read, so an
 * unread one is left alone: **a command that changes one must ask for it in `prepare`**, which runs before anything of
 * the flush is staged.
 */
@Injectable()
export class SubscriptionLookups implements LaneIndex<SubscriptionStream, SubscriptionEvent> {
  readonly category = 'subscription';
  /** Task id to the ids of its subscriptions; no value means none. */
  readonly idsOfTask = new LaneLookup<readonly string[]>('subscriptions of task', readIds);
  /** Bridge id to the number of subscriptions that name it; no value means none. */
  readonly usesOfBridge = new LaneLookup<number>('subscriptions of bridge', readUses, 1_000);

  staged(change: { readonly before: SubscriptionStream; readonly after: SubscriptionStream }, unit: Staging): void {
    const before = existingSubscription(change.before);
    const after = existingSubscription(change.after);
    if (!before && after) this.list(unit, after.task_id, (ids) => [...ids, after.subscription_id]);
    if (before && !after) {
      this.list(unit, before.task_id, (ids) => ids.filter((id) => id !== before.subscription_id));
    }
    if (before?.bridge_instance_id === after?.bridge_instance_id) return;
    if (before) this.count(unit, before.bridge_instance_id, -1);
    if (after) this.count(unit, after.bridge_instance_id, 1);
  }

  private list(unit: Staging, taskId: string, changed: (ids: readonly string[]) => readonly string[]): void {
    const { entries } = this.idsOfTask;
    if (entries.has(taskId)) unit.put(this.idsOfTask, taskId, changed(entries.get(taskId) ?? []));
  }

  private count(unit: Staging, bridgeId: string, difference: number): void {
    const { entries } = this.usesOfBridge;
    if (entries.has(bridgeId)) unit.put(this.usesOfBridge, bridgeId, (entries.get(bridgeId) ?? 0) + difference);
  }
}

async function readIds(query: LaneQuery, taskIds: readonly string[]): Promise<Map<string, readonly string[]>> {
  const rows = await query<{ task_id: string; ids: string[] }>(OF_TASKS, [taskIds]);
  return new Map(rows.map((row) => [row.task_id, row.ids]));
}

async function readUses(query: LaneQuery, bridgeIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await query<{ id: string; uses: number }>(USES, [bridgeIds]);
  return new Map(rows.map((row) => [row.id, row.uses]));
}
