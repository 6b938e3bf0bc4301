import type { DataSource } from 'typeorm';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import type { Changed } from './delivery-tables.js';

const INTERVAL_MS = 3_600_000;
/** Days that a delivery is kept after it was planned, once it has ended. */
const DAYS = 30;
/** Rows deleted in one statement. */
const BATCH = 5_000;

const OLD =
  'DELETE FROM deliveries WHERE delivery_id IN (SELECT delivery_id FROM deliveries ' +
  `WHERE created_at < now() - interval '${DAYS} days' AND status IN ('delivered', 'suppressed', 'dropped') ` +
  `ORDER BY created_at, delivery_id LIMIT ${BATCH})`;
const DELIVERIES_WITHOUT_TASK =
  'DELETE FROM deliveries WHERE delivery_id IN (SELECT d.delivery_id FROM deliveries d ' +
  `WHERE NOT EXISTS (SELECT 1 FROM tasks t WHERE t.id = d.task_id) LIMIT ${BATCH})`;
const CURSORS_WITHOUT_TASK =
  'DELETE FROM notification_cursors WHERE ctid = ANY(ARRAY(SELECT c.ctid FROM notification_cursors c ' +
  "WHERE c.stream_name = 'task_events' AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.id = c.subject_id) " +
  `LIMIT ${BATCH}))`;

/**
 * Removes deliveries that are old enough, and what a deleted task could have left: its end in the log removes that at
 * once, so there should be none.
 */
export class DeliveryTidy implements Duty {
  readonly name = 'notification_tidy';
  readonly intervalMs = INTERVAL_MS;

  constructor(private readonly dataSource: DataSource) {}

  async run(): Promise<DutyReport> {
    let findings = 0;
    for (const statement of [OLD, DELIVERIES_WITHOUT_TASK, CURSORS_WITHOUT_TASK]) {
      findings += await this.untilDone(statement);
    }
    return { findings };
  }

  private async untilDone(statement: string): Promise<number> {
    let all = 0;
    for (;;) {
      const [, removed] = await this.dataSource.query<Changed<unknown>>(statement);
      all += removed;
      if (removed < BATCH) return all;
    }
  }
}
