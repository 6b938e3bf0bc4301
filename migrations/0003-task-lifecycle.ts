import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Inherited pause shown with the task, the edges between tasks, and the sessions that have still to be stopped. */
export class TaskLifecycle1700000000003 implements MigrationInterface {
  readonly name = 'TaskLifecycle1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** The second index answers which tasks wait for one, in the order in which they are told. */
const STATEMENTS = [
  'ALTER TABLE tasks ADD COLUMN paused_by_task_id text',
  `CREATE TABLE task_dependencies (
    task_id text NOT NULL,
    depends_on_task_id text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (task_id, depends_on_task_id)
  )`,
  'CREATE INDEX task_dependencies_dependents ON task_dependencies (depends_on_task_id, created_at, task_id)',
  `CREATE TABLE session_stops (
    run_id text PRIMARY KEY,
    task_id text NOT NULL,
    session_id text NOT NULL,
    requested_at timestamptz(3) NOT NULL
  )`,
  'CREATE INDEX session_stops_oldest ON session_stops (requested_at, run_id)',
];
