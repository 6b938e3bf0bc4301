import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks by the UUID that the compatibility fronts know them by. Their numbers are positions of the log, which is keyed by them. */
export class TaskAliases1700000000019 implements MigrationInterface {
  readonly name = 'TaskAliases1700000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE UNIQUE INDEX tasks_uuid ON tasks (uuid)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}
