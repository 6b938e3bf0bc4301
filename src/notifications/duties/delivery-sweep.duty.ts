import type { DataSource } from 'typeorm';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import { JOIN_CURSOR } from '../views/cursor-reader.js';

/** How often all subscriptions are looked at (`reviews.md` C.6). */
const INTERVAL_MS = 60_000;
/** Subscriptions looked at in one statement. */
const PAGE = 10_000;

/** Those of tasks that go on have nothing to say yet: their end wakes them. */
const SWEEP =
  'WITH page AS (SELECT subscription_id, task_id, bridge_instance_id FROM bridge_subscriptions ' +
  `WHERE subscription_id > $1 ORDER BY subscription_id LIMIT ${PAGE}), marked AS (` +
  'INSERT INTO delivery_work (subscription_id, task_id, bridge_instance_id, since, due_at) ' +
  'SELECT s.subscription_id, s.task_id, s.bridge_instance_id, now(), now() FROM page s ' +
  "JOIN tasks t ON t.id = s.task_id AND t.status IN ('completed', 'failed', 'canceled') " +
  `JOIN task_activity a ON a.task_id = s.task_id ${JOIN_CURSOR} ` +
  'WHERE a.latest_event_seq > coalesce(c.last_sequence, 0) ORDER BY s.subscription_id ' +
  'ON CONFLICT (subscription_id) DO NOTHING RETURNING 1) ' +
  'SELECT (SELECT max(subscription_id) FROM page) AS last, (SELECT count(*) FROM page) AS looked, ' +
  '(SELECT count(*) FROM marked) AS marked';

interface Swept {
  readonly last: string | null;
  readonly looked: number;
  readonly marked: number;
}

/** Finds the subscriptions of ended tasks whose cursor is behind, should nothing have woken them. */
export class DeliverySweep implements Duty {
  readonly name = 'notification_sweep';
  readonly intervalMs = INTERVAL_MS;
  readonly atOnce = true;

  constructor(private readonly dataSource: DataSource) {}

  async run(): Promise<DutyReport> {
    let findings = 0;
    let after = '';
    for (;;) {
      const [swept] = await this.dataSource.query<Swept[]>(SWEEP, [after]);
      findings += swept?.marked ?? 0;
      if (typeof swept?.last !== 'string' || swept.looked < PAGE) return { findings };
      after = swept.last;
    }
  }
}
