import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often nobody could claim a queued run, and the active runs that no lease brings back. */
export class Starvation1700000000007 implements MigrationInterface {
  readonly name = 'Starvation1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** Counts change with every turn of the scheduler; nothing of them is indexed but the key. */
const STATEMENTS = [
  `CREATE TABLE run_starvation (
    run_id text PRIMARY KEY,
    lease_epoch integer NOT NULL,
    wake_count integer NOT NULL,
    first_starved_at timestamptz(3) NOT NULL,
    last_wake_at timestamptz(3) NOT NULL,
    escalation_tier smallint NOT NULL,
    updated_at timestamptz(3) NOT NULL
  ) WITH (fillfactor = 50)`,
  `CREATE INDEX runs_active_leaseless ON runs (id)
    WHERE status IN ('claimed', 'starting', 'running') AND claim_token_hash IS NULL`,
  // What a session offered when it claimed, beyond what it was registered with: who claims so keeps a run from starving.
  'ALTER TABLE agent_session_sightings ADD COLUMN offered jsonb',
];
