import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Scope } from '../../tasks/domain/vocabulary.js';
import { cursorKeyOf } from '../domain/cursor-key.js';
import { CURSOR_COLUMNS, type CursorRow, JOIN_CURSOR, NO_CURSOR } from './cursor-reader.js';
import type { SubscriptionRow } from './subscription-view.js';

/** Filters that must all hold; those that are undefined do not narrow. */
export interface SubscriptionFilter {
  readonly bridge_instance_id?: string;
  readonly scope?: Scope;
  readonly workspace_id?: string;
  /** `updated_at` and id of the subscription after which the page begins. */
  readonly after?: readonly string[];
}

/** A subscription with its cursor. */
export type ReadSubscription = SubscriptionRow & CursorRow;

const SELECT = `SELECT s.*, ${CURSOR_COLUMNS} FROM bridge_subscriptions s ${JOIN_CURSOR}`;
const ONE = `${SELECT} WHERE s.subscription_id = $1 AND s.task_id = $2`;
const LATEST =
  `${SELECT} WHERE s.task_id = $1 AND ($2::text IS NULL OR s.bridge_instance_id = $2) ` +
  'AND ($3::text IS NULL OR s.scope = $3) AND ($4::text IS NULL OR s.workspace_id = $4) ' +
  'AND ($5::timestamptz IS NULL OR s.updated_at < $5 OR (s.updated_at = $5 AND s.subscription_id COLLATE "C" > $6)) ' +
  'ORDER BY s.updated_at DESC, s.subscription_id COLLATE "C" LIMIT $7';
const CURSOR =
  `SELECT ${CURSOR_COLUMNS} FROM notification_cursors c ` +
  'WHERE c.subject_id = $1 AND c.stream_name = $2 AND c.consumer_id = $3';
const TASK = 'SELECT FROM tasks WHERE id = $1';

/** Reads subscriptions with their cursors. */
@Injectable()
export class SubscriptionReader {
  constructor(private readonly dataSource: DataSource) {}

  /** The task's subscription; one of another task is like none. */
  async find(taskId: string, subscriptionId: string): Promise<ReadSubscription | undefined> {
    const rows = await this.dataSource.query<ReadSubscription[]>(ONE, [subscriptionId, taskId]);
    return rows[0];
  }

  /** The task's subscriptions, the last changed first, at most `limit`. */
  list(taskId: string, filter: SubscriptionFilter, limit: number): Promise<ReadSubscription[]> {
    const { bridge_instance_id, scope, workspace_id, after } = filter;
    const filters = [bridge_instance_id, scope, workspace_id, after?.[0], after?.[1]].map((value) => value ?? null);
    return this.dataSource.query<ReadSubscription[]>(LATEST, [taskId, ...filters, limit]);
  }

  async cursorOf(subscription: { readonly subscription_id: string; readonly task_id: string }): Promise<CursorRow> {
    const { subject_id, stream_name, consumer_id } = cursorKeyOf(subscription);
    const rows = await this.dataSource.query<CursorRow[]>(CURSOR, [subject_id, stream_name, consumer_id]);
    return rows[0] ?? NO_CURSOR;
  }

  async hasTask(taskId: string): Promise<boolean> {
    return (await this.dataSource.query<object[]>(TASK, [taskId])).length > 0;
  }
}
