import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The scheduler's pause and open drains, and what its status and backlog are read from. */
export class Scheduler1700000000006 implements MigrationInterface {
  readonly name = 'Scheduler1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, FILL_HELD_RUNS, ...INDEXES]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** `held_runs` holds the queued runs that `claim_queue` does not: those that nobody may claim now. */
const TABLES = [
  `CREATE TABLE scheduler (
    id text PRIMARY KEY,
    paused boolean NOT NULL,
    paused_by text,
    paused_at timestamptz(3),
    reason text,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE TABLE scheduler_drains (
    id text PRIMARY KEY,
    deadline_at timestamptz(3) NOT NULL
  )`,
  `CREATE TABLE held_runs (
    run_id text PRIMARY KEY,
    task_id text NOT NULL,
    workspace_id text,
    paused boolean NOT NULL,
    weight smallint NOT NULL,
    queued_at timestamptz(3) NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0)`,
];

/** The runs that were held back before there was a table for them. */
export const FILL_HELD_RUNS = `
  INSERT INTO held_runs (run_id, task_id, workspace_id, paused, weight, queued_at)
  SELECT r.id, t.id, t.workspace_id, t.paused_by_task_id IS NOT NULL,
    CASE t.priority WHEN 'low' THEN 10 WHEN 'high' THEN 30 WHEN 'urgent' THEN 40 ELSE 20 END, r.queued_at
  FROM runs r JOIN tasks t ON t.id = r.task_id
  WHERE r.status = 'queued' AND NOT EXISTS (SELECT 1 FROM claim_queue q WHERE q.run_id = r.id)`;

/**
 * The backlog has the order of claims, over all classes. The last three find rows that are few by nature, however many
 * tasks and runs have ended; runs that claim-next hands out never enter them.
 */
const INDEXES = [
  'CREATE INDEX held_runs_order ON held_runs (paused, weight DESC, queued_at, run_id)',
  `CREATE INDEX held_runs_workspace ON held_runs (workspace_id, paused, weight DESC, queued_at, run_id)
    WHERE workspace_id IS NOT NULL`,
  'CREATE INDEX claim_queue_backlog ON claim_queue (weight DESC, queued_at, run_id)',
  'CREATE INDEX claim_classes_workspace ON claim_classes (workspace_id) WHERE workspace_id IS NOT NULL',
  `CREATE INDEX runs_active_unbound ON runs (id)
    WHERE status IN ('claimed', 'starting', 'running') AND session_id IS NULL`,
  "CREATE INDEX runs_needing_attention ON runs (id) WHERE status = 'needs_attention'",
  'CREATE INDEX tasks_paused ON tasks (workspace_id) WHERE paused',
];
