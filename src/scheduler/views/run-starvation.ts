import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { UncoveredClass } from '../domain/coverage.js';
import { WEIGHTS } from './waiting-classes.js';

/** Runs counted per turn, the oldest first; the others wait until those have left the queue or are flagged. */
const BATCH = 10_000;

/** Of a class with covered channels so many of its oldest runs of each weight are looked at. */
const SCANNED = 20_000;

/** The tier of the ladder at which `task.run_starved` is told (`runs.md` 4.3.2). */
const TOLD = 3;

/**
 * All in one statement. A run's row counts for the time it is queued now: a claim raises `lease_epoch`, so that a run
 * which is queued again begins anew. What was counted less than half a tick ago is not counted twice, should the leader
 * have changed in between.
 */
const COUNT =
  'WITH uncovered AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS c(class text, channels jsonb)), ' +
  'starved AS (SELECT q.run_id, q.task_id, q.queued_at FROM uncovered c ' +
  'CROSS JOIN unnest($2::smallint[]) AS w(weight) CROSS JOIN LATERAL (' +
  'SELECT run_id, task_id, channel, queued_at FROM claim_queue WHERE class = c.class AND weight = w.weight ' +
  "AND queued_at <= now() - $3 * interval '1 millisecond' ORDER BY queued_at, run_id LIMIT $4) q " +
  'WHERE q.channel IS NULL OR NOT jsonb_exists(c.channels, q.channel) ORDER BY q.queued_at, q.run_id LIMIT $5), ' +
  'counted AS (INSERT INTO run_starvation AS s ' +
  '(run_id, lease_epoch, wake_count, first_starved_at, last_wake_at, escalation_tier, updated_at) ' +
  'SELECT o.run_id, r.lease_epoch, 1, now(), now(), 0, now() FROM starved o ' +
  'CROSS JOIN LATERAL (SELECT lease_epoch FROM runs WHERE id = o.run_id LIMIT 1) r ' +
  'ON CONFLICT (run_id) DO UPDATE SET lease_epoch = EXCLUDED.lease_epoch, ' +
  'last_wake_at = EXCLUDED.last_wake_at, updated_at = EXCLUDED.updated_at, ' +
  'wake_count = CASE WHEN s.lease_epoch = EXCLUDED.lease_epoch THEN s.wake_count + 1 ELSE 1 END, ' +
  'first_starved_at = CASE WHEN s.lease_epoch = EXCLUDED.lease_epoch THEN s.first_starved_at ' +
  'ELSE EXCLUDED.first_starved_at END, ' +
  'escalation_tier = CASE WHEN s.lease_epoch = EXCLUDED.lease_epoch THEN s.escalation_tier ELSE 0 END ' +
  'WHERE s.lease_epoch <> EXCLUDED.lease_epoch ' +
  "OR s.last_wake_at <= EXCLUDED.last_wake_at - $6 * interval '1 millisecond' " +
  'RETURNING run_id, lease_epoch, wake_count, escalation_tier) ' +
  `SELECT o.task_id, c.run_id, c.lease_epoch, c.wake_count AS turns, c.escalation_tier >= ${TOLD} AS told ` +
  'FROM counted c JOIN starved o USING (run_id) ' +
  `WHERE c.wake_count >= $8 OR (c.wake_count >= $7 AND c.escalation_tier < ${TOLD}) ORDER BY o.queued_at, o.run_id`;

const TELL =
  `UPDATE run_starvation s SET escalation_tier = ${TOLD}, updated_at = now() ` +
  'FROM unnest($1::text[], $2::int[]) AS t(run_id, lease_epoch) ' +
  'WHERE s.run_id = t.run_id AND s.lease_epoch = t.lease_epoch';

/** `OFFSET 0` has each row's run looked up by its key, however many runs there are. */
const FORGET =
  'DELETE FROM run_starvation s WHERE NOT EXISTS (SELECT FROM runs r WHERE r.id = s.run_id ' +
  "AND r.status = 'queued' AND r.lease_epoch = s.lease_epoch OFFSET 0)";

/** When something follows from how often a run was counted. */
export interface LadderSettings {
  /** Time between two turns. */
  readonly tickMs: number;
  /** How long a run is queued before it counts. */
  readonly ageMs: number;
  /** Turns after which it is said that the run starves. */
  readonly eventTurns: number;
  /** Turns after which it needs attention; no fewer than `eventTurns`. */
  readonly attentionTurns: number;
}

/** A run that has reached a step of the ladder. */
export interface DueRun {
  readonly task_id: string;
  readonly run_id: string;
  readonly lease_epoch: number;
  readonly turns: number;
  readonly told: boolean;
}

/** How often nobody could claim a queued run: operational, and never an event (`runs.md` 4.3.2). */
@Injectable()
export class RunStarvation {
  constructor(private readonly dataSource: DataSource) {}

  /** Counts a turn for the runs of these classes that have waited long; answers those that are due for a step. */
  async count(uncovered: readonly UncoveredClass[], ladder: LadderSettings): Promise<readonly DueRun[]> {
    if (uncovered.length === 0) return [];
    const { tickMs, ageMs, eventTurns, attentionTurns } = ladder;
    const values = [JSON.stringify(uncovered), WEIGHTS, ageMs, SCANNED, BATCH, tickMs / 2, eventTurns, attentionTurns];
    return this.dataSource.query<DueRun[]>(COUNT, values);
  }

  /** Remembers of which runs it was said that they starve. */
  async tell(runs: readonly Pick<DueRun, 'run_id' | 'lease_epoch'>[]): Promise<void> {
    if (runs.length === 0) return;
    const ids = runs.map(({ run_id }) => run_id);
    await this.dataSource.query(TELL, [ids, runs.map(({ lease_epoch }) => lease_epoch)]);
  }

  /** Forgets runs that are no longer queued, or queued again; those that are paused or blocked are held. */
  async forgetEnded(): Promise<void> {
    await this.dataSource.query(FORGET);
  }
}
