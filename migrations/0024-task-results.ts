import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks of a workspace, and tasks that a person made, newest first: what callers of the task results front list. */
export class TaskResults1700000000024 implements MigrationInterface {
  readonly name = 'TaskResults1700000000024';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of INDEXES) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** None of these columns ever changes. Ids are in order of their bytes, whatever the database's own order is. */
const INDEXES = [
  `CREATE INDEX tasks_newest_of_workspace ON tasks (workspace_id, created_at DESC, id COLLATE "C" DESC)
    WHERE workspace_id IS NOT NULL`,
  `CREATE INDEX tasks_newest_of_person ON tasks (created_by_ref, created_at DESC, id COLLATE "C" DESC)
    WHERE created_by_kind = 'human'`,
];
