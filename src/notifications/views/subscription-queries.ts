import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Rejection } from '../../ledger/rejection.js';
import { type Page, pageOf, type PageRequest, rowsWanted } from '../../sessions/views/page.js';
import { decodeCursor } from '../../tasks/views/cursor.js';
import { subscriptionNotFound } from '../domain/decide/unsubscribe.js';
import type { SubscriptionState } from '../domain/subscription-state.js';
import { type ShownSubscription, showSubscription } from './shown-subscription.js';
import { type SubscriptionFilter, SubscriptionReader } from './subscription-reader.js';

/** One subscription of a task with its cursor. Refused: `task_not_found`, `subscription_not_found` (`reviews.md` C.4). */
export class GetSubscription extends Query<ShownSubscription> {
  constructor(
    readonly taskId: string,
    readonly subscriptionId: string,
  ) {
    super();
  }
}

@QueryHandler(GetSubscription)
export class GetSubscriptionHandler implements IQueryHandler<GetSubscription> {
  constructor(private readonly reader: SubscriptionReader) {}

  async execute({ taskId, subscriptionId }: GetSubscription): Promise<ShownSubscription> {
    const found = await this.reader.find(taskId, subscriptionId);
    if (found) return showSubscription(found, found);
    await requireTask(this.reader, taskId);
    throw subscriptionNotFound(subscriptionId, taskId);
  }
}

/** A subscription as a command left it, with its cursor as it is now. */
export class ShowSubscription extends Query<ShownSubscription> {
  constructor(readonly subscription: SubscriptionState) {
    super();
  }
}

@QueryHandler(ShowSubscription)
export class ShowSubscriptionHandler implements IQueryHandler<ShowSubscription> {
  constructor(private readonly reader: SubscriptionReader) {}

  async execute({ subscription }: ShowSubscription): Promise<ShownSubscription> {
    return showSubscription(subscription, await this.reader.cursorOf(subscription));
  }
}

export type SubscriptionsWanted = PageRequest & Omit<SubscriptionFilter, 'after'>;

/** A task's subscriptions with their cursors. Refused: `task_not_found`, `invalid_query` for a foreign cursor (C.3). */
export class ListSubscriptions extends Query<Page<ShownSubscription>> {
  constructor(
    readonly taskId: string,
    readonly wanted: SubscriptionsWanted,
  ) {
    super();
  }
}

@QueryHandler(ListSubscriptions)
export class ListSubscriptionsHandler implements IQueryHandler<ListSubscriptions> {
  constructor(private readonly reader: SubscriptionReader) {}

  async execute({ taskId, wanted }: ListSubscriptions): Promise<Page<ShownSubscription>> {
    const { cursor, limit: _page, ...filter } = wanted;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, ['time', 'text']);
    const limit = rowsWanted(wanted);
    const rows = await this.reader.list(taskId, { ...filter, after }, limit + 1);
    if (rows.length === 0) await requireTask(this.reader, taskId);
    const page = pageOf(rows, limit, (row) => [row.updated_at, row.subscription_id]);
    return { ...page, rows: page.rows.map((row) => showSubscription(row, row)) };
  }
}

async function requireTask(reader: SubscriptionReader, taskId: string): Promise<void> {
  if (!(await reader.hasTask(taskId))) throw new Rejection('task_not_found', `task ${taskId} does not exist`);
}
