import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A stream's state is stored every few versions: `state_at` is the version of the stream it was taken at. */
export class StoredStates1700000000002 implements MigrationInterface {
  readonly name = 'StoredStates1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE streams ADD COLUMN state_at integer');
    await runner.query('UPDATE streams SET state_at = version');
    await runner.query(
      'ALTER TABLE streams ALTER COLUMN state DROP NOT NULL, ALTER COLUMN state_version DROP NOT NULL',
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}
