import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each actor has done with tasks in its inbox. */
export class Triage1700000000012 implements MigrationInterface {
  readonly name = 'Triage1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** By task, to forget it with the task; by actor, for its inbox. */
const STATEMENTS = [
  `CREATE TABLE task_triage (
    task_id text NOT NULL,
    actor_kind text NOT NULL,
    actor_ref text NOT NULL,
    read boolean NOT NULL,
    archived boolean NOT NULL,
    dismissed boolean NOT NULL,
    last_seen_activity_at timestamptz(3) NOT NULL,
    last_seen_event_seq bigint NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (task_id, actor_kind, actor_ref)
  ) WITH (fillfactor = 80)`,
  'CREATE INDEX task_triage_actor ON task_triage (actor_kind, actor_ref, task_id)',
];
