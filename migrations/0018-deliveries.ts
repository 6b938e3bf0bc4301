import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The work of delivering notifications, what was sent of them, and how far the log was looked through for it. */
export class Deliveries1700000000018 implements MigrationInterface {
  readonly name = 'Deliveries1700000000018';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...WORK, ...DELIVERIES, ...REDELIVERIES, ...BRIDGES]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/**
 * Subscriptions that have something to look at, and no others: it is small however many subscriptions there are. A row
 * that is claimed is due again when its claim ends. Its versions come and go: they are cleaned up early.
 */
const WORK = [
  `CREATE TABLE delivery_work (
    subscription_id text COLLATE "C" PRIMARY KEY,
    task_id text NOT NULL,
    bridge_instance_id text COLLATE "C" NOT NULL,
    since timestamptz(3) NOT NULL,
    due_at timestamptz(3) NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    wakes bigint NOT NULL DEFAULT 0,
    claim uuid
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)`,
  'CREATE INDEX delivery_work_due ON delivery_work (bridge_instance_id, due_at, subscription_id)',
  'CREATE INDEX delivery_work_task ON delivery_work (task_id)',
  `CREATE TABLE delivery_progress (
    name text PRIMARY KEY,
    position bigint NOT NULL
  )`,
  `INSERT INTO delivery_progress (name, position)
    SELECT 'wakes', coalesce((SELECT max(position) FROM events), 0)`,
];

/** Lists are newest first, whatever they are filtered by; ids are in order of their bytes. */
const DELIVERIES = [
  `CREATE TABLE deliveries (
    delivery_id text COLLATE "C" PRIMARY KEY,
    subscription_id text NOT NULL,
    bridge_instance_id text NOT NULL,
    task_id text NOT NULL,
    run_id text,
    workspace_id text,
    sequence bigint NOT NULL,
    event_type text NOT NULL,
    status text NOT NULL,
    body text NOT NULL,
    planned_for timestamptz(3) NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamptz(3),
    last_status integer,
    last_error text,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    delivered_at timestamptz(3)
  ) WITH (fillfactor = 70)`,
  'CREATE INDEX deliveries_newest ON deliveries (created_at DESC, delivery_id DESC)',
  'CREATE INDEX deliveries_status ON deliveries (status, created_at DESC, delivery_id DESC)',
  'CREATE INDEX deliveries_subscription ON deliveries (subscription_id, created_at DESC, delivery_id DESC)',
  'CREATE INDEX deliveries_bridge ON deliveries (bridge_instance_id, created_at DESC, delivery_id DESC)',
  'CREATE INDEX deliveries_task ON deliveries (task_id, created_at DESC, delivery_id DESC)',
  `CREATE INDEX deliveries_workspace ON deliveries (workspace_id, created_at DESC, delivery_id DESC)
    WHERE workspace_id IS NOT NULL`,
  `CREATE TABLE delivery_attempts (
    delivery_id text COLLATE "C" NOT NULL REFERENCES deliveries ON DELETE CASCADE,
    number integer NOT NULL,
    at timestamptz(3) NOT NULL,
    duration_ms integer NOT NULL,
    status integer,
    error text,
    PRIMARY KEY (delivery_id, number)
  )`,
];

/** Messages that somebody asked to be sent once more. */
const REDELIVERIES = [
  `CREATE TABLE redeliveries (
    delivery_id text COLLATE "C" PRIMARY KEY REFERENCES deliveries ON DELETE CASCADE,
    bridge_instance_id text COLLATE "C" NOT NULL,
    due_at timestamptz(3) NOT NULL,
    claim uuid
  )`,
  'CREATE INDEX redeliveries_due ON redeliveries (bridge_instance_id, due_at)',
];

/** How many deliveries to a bridge have failed in a row; no row: the last one did not. */
const BRIDGES = [
  `CREATE TABLE bridge_failures (
    bridge_instance_id text PRIMARY KEY,
    failures integer NOT NULL,
    last_error text NOT NULL
  )`,
];
