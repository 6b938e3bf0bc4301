import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log, the folded streams, and the first inline views: tasks, runs, the claim queue, sessions, workspaces. */
export class LedgerTasksSessions1700000000001 implements MigrationInterface {
  readonly name = 'LedgerTasksSessions1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...LOG, ...TASKS, ...RUNS, ...REGISTRIES]) await runner.query(statement);
  }

  /** The log is never taken down by a migration. */
  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/**
 * `INCLUDE (position)` lets a timeline page skip to its position without touching the table. A state is read and written
 * whole, never searched: `json` costs less to write than `jsonb`.
 */
const LOG = [
  `CREATE TABLE events (
    position bigint PRIMARY KEY,
    stream text NOT NULL,
    version integer NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    schema_version smallint NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal')),
    data jsonb,
    data_hash bytea NOT NULL,
    actor_kind text NOT NULL,
    actor_ref text NOT NULL,
    origin_kind text NOT NULL,
    origin_ref text NOT NULL,
    correlation_id text NOT NULL,
    causation_id text,
    command_id text NOT NULL,
    recorded_at timestamptz(3) NOT NULL,
    hash bytea NOT NULL
  )`,
  'CREATE UNIQUE INDEX events_stream_version ON events (stream, version) INCLUDE (position)',
  `CREATE TABLE streams (
    id text PRIMARY KEY,
    version integer NOT NULL,
    state json NOT NULL,
    state_version smallint NOT NULL,
    last_position bigint NOT NULL
  ) WITH (fillfactor = 70)`,
];

/**
 * Activity stands apart from the task: it moves with every event, and an indexed column that moves would drag every
 * other index of the row along. The current run is asked of the runs: a claim then leaves the task's row alone.
 */
const TASKS = [
  `CREATE TABLE tasks (
    id text PRIMARY KEY,
    uuid uuid NOT NULL,
    number bigint NOT NULL,
    identifier text,
    scope text NOT NULL,
    workspace_id text,
    parent_task_id text,
    network_channel text,
    title text NOT NULL,
    priority text NOT NULL,
    max_attempts integer NOT NULL,
    auto_enqueue_on_ready boolean NOT NULL,
    status text NOT NULL,
    approval_policy text NOT NULL,
    approval_state text NOT NULL,
    owner_kind text,
    owner_ref text,
    paused boolean NOT NULL,
    paused_by text,
    paused_at timestamptz(3),
    paused_reason text,
    created_by_kind text NOT NULL,
    created_by_ref text NOT NULL,
    origin_kind text NOT NULL,
    origin_ref text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    closed_at timestamptz(3),
    child_count integer NOT NULL,
    dependency_count integer NOT NULL
  ) WITH (fillfactor = 80)`,
  'CREATE INDEX tasks_parent ON tasks (parent_task_id) WHERE parent_task_id IS NOT NULL',
  `CREATE TABLE task_activity (
    task_id text PRIMARY KEY,
    latest_event_seq bigint NOT NULL,
    last_activity_at timestamptz(3) NOT NULL
  ) WITH (fillfactor = 80)`,
  'CREATE INDEX task_activity_newest ON task_activity (last_activity_at DESC, task_id DESC)',
  `CREATE TABLE task_documents (
    owner_id text NOT NULL,
    name text NOT NULL,
    value jsonb NOT NULL,
    PRIMARY KEY (owner_id, name)
  )`,
];

const RUNS = [
  `CREATE TABLE runs (
    id text PRIMARY KEY,
    number bigint NOT NULL,
    task_id text NOT NULL,
    status text NOT NULL,
    attempt integer NOT NULL,
    previous_run_id text,
    failure_kind text,
    claimed_by_kind text,
    claimed_by_ref text,
    session_id text,
    origin_kind text NOT NULL,
    origin_ref text NOT NULL,
    idempotency_key text,
    network_channel text,
    coordination_channel_id text,
    claim_token_hash text,
    lease_epoch integer NOT NULL,
    lease_until timestamptz(3),
    heartbeat_at timestamptz(3),
    queued_at timestamptz(3) NOT NULL,
    claimed_at timestamptz(3),
    started_at timestamptz(3),
    ended_at timestamptz(3),
    last_progress_at timestamptz(3),
    usage jsonb,
    workflow_id text
  ) WITH (fillfactor = 70)`,
  'CREATE UNIQUE INDEX runs_task_attempt ON runs (task_id, attempt)',
  `CREATE UNIQUE INDEX runs_open ON runs (task_id)
    WHERE status IN ('queued', 'claimed', 'starting', 'running', 'needs_attention')`,
  `CREATE UNIQUE INDEX runs_session_active ON runs (session_id)
    WHERE status IN ('claimed', 'starting', 'running') AND session_id IS NOT NULL`,
  'CREATE UNIQUE INDEX runs_previous ON runs (previous_run_id) WHERE previous_run_id IS NOT NULL',
  `CREATE TABLE idempotency_keys (
    namespace text NOT NULL,
    key text NOT NULL,
    origin_kind text NOT NULL,
    origin_ref text NOT NULL,
    task_id text NOT NULL,
    run_id text NOT NULL,
    fingerprint text,
    PRIMARY KEY (namespace, key, origin_kind, origin_ref)
  )`,
  `CREATE TABLE coordination_channels (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    purpose text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz(3) NOT NULL
  )`,
  `CREATE TABLE claim_classes (
    class text PRIMARY KEY,
    workspace_id text,
    owner_key text NOT NULL,
    definition jsonb NOT NULL
  )`,
  'CREATE INDEX claim_classes_owner ON claim_classes (owner_key, workspace_id)',
  `CREATE TABLE claim_queue (
    run_id text PRIMARY KEY,
    task_id text NOT NULL,
    class text NOT NULL,
    channel text,
    weight smallint NOT NULL,
    queued_at timestamptz(3) NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0)`,
  'CREATE INDEX claim_queue_order ON claim_queue (class, weight DESC, queued_at, run_id)',
  `CREATE INDEX claim_queue_channel ON claim_queue (channel, class, weight DESC, queued_at, run_id)
    WHERE channel IS NOT NULL`,
];

/** Names and paths may change hands within one statement of the lane: DEFERRABLE checks them at its end. */
const REGISTRIES = [
  `CREATE TABLE workspaces (
    id text PRIMARY KEY,
    name text NOT NULL,
    name_key text NOT NULL,
    path text,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT workspaces_name UNIQUE (name_key) DEFERRABLE,
    CONSTRAINT workspaces_path UNIQUE (path) DEFERRABLE
  )`,
  'CREATE INDEX tasks_workspace ON tasks (workspace_id) WHERE workspace_id IS NOT NULL',
  `CREATE TABLE agent_sessions (
    session_id text PRIMARY KEY,
    agent_name text NOT NULL,
    name text,
    workspace_id text,
    channel text,
    provider text,
    model text,
    capabilities jsonb NOT NULL,
    principal_ref text NOT NULL,
    state text NOT NULL,
    stop_reason text,
    failure_kind text,
    ttl_seconds integer NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  'CREATE INDEX agent_sessions_newest ON agent_sessions (created_at DESC, session_id DESC)',
  'CREATE INDEX agent_sessions_agent ON agent_sessions (agent_name, created_at DESC, session_id DESC)',
  `CREATE INDEX agent_sessions_workspace ON agent_sessions (workspace_id, created_at DESC, session_id DESC)
    WHERE workspace_id IS NOT NULL`,
  `CREATE INDEX agent_sessions_active ON agent_sessions (state) WHERE state <> 'stopped'`,
  `CREATE TABLE agent_session_sightings (
    session_id text PRIMARY KEY,
    last_seen_at timestamptz(3) NOT NULL
  )`,
  `CREATE TABLE service_secrets (
    name text PRIMARY KEY,
    value text NOT NULL
  )`,
];
