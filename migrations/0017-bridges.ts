import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bridges with their sealed secrets, subscriptions of tasks to them, and how far each subscription has been served. */
export class Bridges1700000000017 implements MigrationInterface {
  readonly name = 'Bridges1700000000017';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/**
 * Secrets and cursors are no views: they are kept apart from the log and are never rebuilt. Cursors are keyed by their
 * task first, with which they go. Names and ids are listed in order of their bytes, whatever the database's own order is.
 */
const STATEMENTS = [
  `CREATE TABLE bridges (
    id text PRIMARY KEY,
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    scope text NOT NULL,
    workspace_id text,
    endpoint_url text NOT NULL,
    enabled boolean NOT NULL,
    notification_suppress boolean NOT NULL,
    status text NOT NULL,
    secret_id text,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT bridges_name UNIQUE (name_key) DEFERRABLE
  )`,
  'CREATE INDEX bridges_workspace ON bridges (workspace_id, name_key) WHERE workspace_id IS NOT NULL',
  `CREATE TABLE bridge_secrets (
    id text PRIMARY KEY,
    bridge_id text NOT NULL,
    sealed text NOT NULL
  )`,
  'CREATE INDEX bridge_secrets_bridge ON bridge_secrets (bridge_id)',
  `CREATE TABLE bridge_subscriptions (
    subscription_id text PRIMARY KEY,
    task_id text NOT NULL,
    bridge_instance_id text NOT NULL,
    scope text NOT NULL,
    workspace_id text,
    peer_id text,
    thread_id text,
    group_id text,
    delivery_mode text NOT NULL,
    created_by jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX bridge_subscriptions_task
    ON bridge_subscriptions (task_id, updated_at DESC, subscription_id COLLATE "C")`,
  'CREATE INDEX bridge_subscriptions_bridge ON bridge_subscriptions (bridge_instance_id)',
  `CREATE TABLE notification_cursors (
    consumer_id text NOT NULL,
    stream_name text NOT NULL,
    subject_id text NOT NULL,
    last_sequence bigint NOT NULL,
    last_delivery_id text,
    last_delivered_at timestamptz(3),
    last_error text,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT notification_cursors_key PRIMARY KEY (subject_id, stream_name, consumer_id)
  ) WITH (fillfactor = 80)`,
];
