import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ends of runs that have still to be told, and how far the telling of each has come. */
export class Webhooks1700000000022 implements MigrationInterface {
  readonly name = 'Webhooks1700000000022';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/**
 * The outbox is a view of the log and may be built anew at any time; how often something was tried is not in the log and
 * stays beside it. What ended before there were webhooks is never told: nobody expects it any more.
 */
const STATEMENTS = [
  `CREATE TABLE webhook_outbox (
    run_id text COLLATE "C" PRIMARY KEY,
    delivery_id text NOT NULL,
    called_as text,
    task_id text NOT NULL,
    url text NOT NULL,
    host text NOT NULL,
    front text NOT NULL,
    principal text NOT NULL,
    ended_at timestamptz(3) NOT NULL,
    position bigint NOT NULL
  )`,
  'CREATE INDEX webhook_outbox_position ON webhook_outbox (position)',
  `CREATE TABLE webhook_sends (
    run_id text COLLATE "C" PRIMARY KEY,
    host text COLLATE "C" NOT NULL,
    since timestamptz(3) NOT NULL,
    due_at timestamptz(3) NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    last_status integer,
    last_error text,
    outcome text,
    claim uuid
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)`,
  'CREATE INDEX webhook_sends_due ON webhook_sends (host, due_at, run_id)',
  `INSERT INTO delivery_progress (name, position)
    SELECT 'webhooks', coalesce((SELECT max(position) FROM events), 0)`,
];
