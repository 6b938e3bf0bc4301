import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the sessions that could take work, by workspace, without touching the table. */
export class EligibleSessions1700000000009 implements MigrationInterface {
  readonly name = 'EligibleSessions1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX agent_sessions_eligible ON agent_sessions (workspace_id)
        WHERE state = 'active' AND failure_kind IS NULL AND NOT system`,
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}
