import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import type { DeliveryStatus } from '../domain/vocabulary.js';

/** A row of `deliveries`, without its body. */
export interface DeliveryRow {
  readonly delivery_id: string;
  readonly subscription_id: string;
  readonly bridge_instance_id: string;
  readonly task_id: string;
  readonly run_id: string | null;
  readonly workspace_id: string | null;
  readonly sequence: number;
  readonly event_type: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly delivered_at: string | null;
}

/** A row of `delivery_attempts`. */
export interface AttemptRow {
  readonly delivery_id: string;
  readonly number: number;
  readonly at: string;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly error: string | null;
}

/** A delivery with its attempts, newest first. */
export interface DeliveryWithAttempts {
  readonly row: DeliveryRow;
  readonly attempts: readonly AttemptRow[];
}

/** Filters that must all hold; `before` is where the page before ended. */
export interface DeliveriesWanted {
  readonly subscription_id?: string;
  readonly bridge_instance_id?: string;
  readonly task_id?: string;
  readonly workspace_id?: string;
  readonly status?: DeliveryStatus;
  readonly before?: readonly string[];
}

const FILTERS = ['subscription_id', 'bridge_instance_id', 'task_id', 'workspace_id', 'status'] as const;
const COLUMNS =
  'delivery_id, subscription_id, bridge_instance_id, task_id, run_id, workspace_id, sequence, event_type, status, ' +
  'attempts, next_attempt_at, last_status, last_error, created_at, updated_at, delivered_at';
const ATTEMPTS =
  'SELECT delivery_id, number, at, duration_ms, status, error FROM delivery_attempts ' +
  'WHERE delivery_id = ANY($1::text[]) ORDER BY delivery_id, number DESC';
const PLACE = 'SELECT workspace_id FROM deliveries WHERE delivery_id = $1';
const ONE = `SELECT ${COLUMNS}, body FROM deliveries WHERE delivery_id = $1`;

/** Reads of the deliveries. */
@Injectable()
export class DeliveryReader {
  constructor(@Inject(DataSource) private readonly source: RowSource) {}

  /** Deliveries, newest first, at most `limit`. */
  async list(wanted: DeliveriesWanted, limit: number): Promise<DeliveryWithAttempts[]> {
    const values: unknown[] = [limit];
    const conditions: string[] = [];
    for (const filter of FILTERS) {
      if (wanted[filter] !== undefined) conditions.push(`${filter} = $${values.push(wanted[filter])}`);
    }
    if (wanted.before) {
      const [at, id] = wanted.before;
      conditions.push(`(created_at, delivery_id) < ($${values.push(at)}::timestamptz, $${values.push(id)})`);
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')} `;
    const text = `SELECT ${COLUMNS} FROM deliveries ${where}ORDER BY created_at DESC, delivery_id DESC LIMIT $1`;
    return this.withAttempts(await this.source.query<DeliveryRow[]>(text, values));
  }

  /** The workspace of a delivery; null when it is in none, undefined when there is no such delivery. */
  async workspaceOf(deliveryId: string): Promise<string | null | undefined> {
    const [found] = await this.source.query<Pick<DeliveryRow, 'workspace_id'>[]>(PLACE, [deliveryId]);
    return found?.workspace_id;
  }

  /** One delivery with its body; undefined when there is none. */
  async find(deliveryId: string): Promise<(DeliveryWithAttempts & { readonly body: string }) | undefined> {
    const [found] = await this.source.query<(DeliveryRow & { readonly body: string })[]>(ONE, [deliveryId]);
    if (!found) return undefined;
    const { body, ...row } = found;
    const [shown] = await this.withAttempts([row]);
    return shown && { ...shown, body };
  }

  private async withAttempts(rows: readonly DeliveryRow[]): Promise<DeliveryWithAttempts[]> {
    if (rows.length === 0) return [];
    const attempts = await this.source.query<AttemptRow[]>(ATTEMPTS, [rows.map(({ delivery_id }) => delivery_id)]);
    const byDelivery = new Map<string, AttemptRow[]>();
    for (const attempt of attempts) {
      byDelivery.set(attempt.delivery_id, [...(byDelivery.get(attempt.delivery_id) ?? []), attempt]);
    }
    return rows.map((row) => ({ row, attempts: byDelivery.get(row.delivery_id) ?? [] }));
  }
}
