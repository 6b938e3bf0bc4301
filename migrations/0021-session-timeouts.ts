import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When runs have to end that were given a time. */
export class SessionTimeouts1700000000021 implements MigrationInterface {
  readonly name = 'SessionTimeouts1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** Only runs that somebody has: rows come and go with claims and ends. */
const STATEMENTS = [
  `CREATE TABLE run_deadlines (
    run_id text COLLATE "C" PRIMARY KEY,
    task_id text NOT NULL,
    expires_at timestamptz(3) NOT NULL
  )`,
  'CREATE INDEX run_deadlines_due ON run_deadlines (expires_at, run_id)',
];
