import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reviews of runs, and of each run the one that it continues after a rejection. */
export class Reviews1700000000015 implements MigrationInterface {
  readonly name = 'Reviews1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...REVIEWS, 'ALTER TABLE runs ADD COLUMN reviewed_run_id text']) {
      await runner.query(statement);
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/**
 * By task in the order of lists; by run, which has one review; by the session that reviews, which has one at a time; by
 * parent, whose reviews lose it with it; by when a reviewer is to be looked for, which few wait for. Ids are in order of
 * their bytes whatever the database's own order is.
 */
const REVIEWS = [
  `CREATE TABLE task_reviews (
    review_id text COLLATE "C" PRIMARY KEY,
    task_id text NOT NULL,
    workspace_id text,
    run_id text NOT NULL,
    parent_review_id text,
    policy text NOT NULL,
    review_round integer NOT NULL,
    attempt integer NOT NULL,
    status text NOT NULL,
    reason text,
    reviewer_session_id text,
    reviewer jsonb,
    verdict jsonb,
    requester_session_id text,
    requested_at timestamptz(3) NOT NULL,
    started_at timestamptz(3),
    deadline_at timestamptz(3),
    updated_at timestamptz(3) NOT NULL,
    routing_due_at timestamptz(3)
  ) WITH (fillfactor = 80)`,
  'CREATE INDEX task_reviews_task ON task_reviews (task_id, updated_at DESC, review_id DESC)',
  'CREATE UNIQUE INDEX task_reviews_run ON task_reviews (run_id)',
  `CREATE UNIQUE INDEX task_reviews_reviewer ON task_reviews (reviewer_session_id) WHERE status = 'in_review'`,
  'CREATE INDEX task_reviews_parent ON task_reviews (parent_review_id) WHERE parent_review_id IS NOT NULL',
  `CREATE INDEX task_reviews_routing ON task_reviews (routing_due_at, review_id) WHERE routing_due_at IS NOT NULL`,
];
