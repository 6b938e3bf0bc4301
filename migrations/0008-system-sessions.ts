import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions that the service makes for runs, which nobody has to see. */
export class SystemSessions1700000000008 implements MigrationInterface {
  readonly name = 'SystemSessions1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE agent_sessions ADD COLUMN system boolean NOT NULL DEFAULT false');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}
