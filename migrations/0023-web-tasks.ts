import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Web tasks: what they were made with, their schemas, and how far their latest runs are. */
export class WebTasks1700000000023 implements MigrationInterface {
  readonly name = 'WebTasks1700000000023';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of WEB_TASKS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** Lists are newest first, of one workspace or of one person. */
const WEB_TASKS = [
  `CREATE TABLE web_tasks (
    task_id text COLLATE "C" PRIMARY KEY,
    workspace_id text,
    created_by text,
    created_at timestamptz(3) NOT NULL,
    website text NOT NULL,
    auto_generate_schemas boolean NOT NULL,
    creation_secrets text NOT NULL
  )`,
  `CREATE INDEX web_tasks_workspace ON web_tasks (workspace_id, created_at DESC, task_id DESC)
    WHERE workspace_id IS NOT NULL`,
  `CREATE INDEX web_tasks_creator ON web_tasks (created_by, created_at DESC, task_id DESC)
    WHERE created_by IS NOT NULL`,
  `CREATE TABLE web_task_texts (
    task_id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (task_id, name)
  )`,
  `CREATE TABLE web_task_runs (
    task_id text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    run_id text NOT NULL,
    status text NOT NULL,
    failure text,
    PRIMARY KEY (task_id, kind)
  )`,
];
