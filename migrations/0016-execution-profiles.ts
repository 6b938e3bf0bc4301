import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The execution profiles of tasks, each as one document. */
export class ExecutionProfiles1700000000016 implements MigrationInterface {
  readonly name = 'ExecutionProfiles1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EXECUTION_PROFILES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** Asked for by task alone. */
const EXECUTION_PROFILES = `CREATE TABLE execution_profiles (
  task_id text PRIMARY KEY,
  profile jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
)`;
