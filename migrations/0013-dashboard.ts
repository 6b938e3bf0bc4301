import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The dashboard's view: its rows in groups, and the cells that sum them up. */
export class Dashboard1700000000013 implements MigrationInterface {
  readonly name = 'Dashboard1700000000013';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TASKS, ...RUNS, ...ACTIVE_RUNS, ...FORCED_STOPS, ...TALLIES]) {
      await runner.query(statement);
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

const SPOT = `
  place text NOT NULL,
  owner_ref text,
  channel text,
  origin_kind text NOT NULL,
  owner_kind text NOT NULL`;

/**
 * One index for everything and one for each thing that has many values and is filtered by, each with origin and kind of
 * owner in front of what it is in order of: a request goes to the end of it for each pair of these. The one for everything
 * names the origin in another way, so that it is never taken where a request names one of these things.
 */
function walked(
  table: string,
  { name, order, where }: { readonly name: string; readonly order: string; readonly where?: string },
): string[] {
  return ['', 'place', 'owner_ref', 'channel'].map((dimension) => {
    const optional = dimension === 'owner_ref' || dimension === 'channel';
    const conditions = [...(optional ? [`${dimension} IS NOT NULL`] : []), ...(where === undefined ? [] : [where])];
    return (
      `CREATE INDEX ${table}_${name}${dimension === '' ? '' : `_${dimension}`} ON ${table} ` +
      `(${dimension === '' ? "(origin_kind || '')" : `${dimension}, origin_kind`}, owner_kind, ${order})` +
      (conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`)
    );
  });
}

const TASKS = [
  `CREATE TABLE dashboard_tasks (
    task_id text PRIMARY KEY,${SPOT},
    status text NOT NULL,
    approval_state text NOT NULL,
    has_dependencies boolean NOT NULL,
    last_activity_at timestamptz(3) NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0.05)`,
  ...walked('dashboard_tasks', { name: 'latest', order: 'last_activity_at' }),
];

const RUNS = [
  `CREATE TABLE dashboard_runs (
    task_id text NOT NULL,
    of_channel boolean NOT NULL,
    of_origin boolean NOT NULL,${SPOT},
    queued integer NOT NULL,
    claimed integer NOT NULL,
    starting integer NOT NULL,
    running integer NOT NULL,
    completed integer NOT NULL,
    failed integer NOT NULL,
    canceled integer NOT NULL,
    needs_attention integer NOT NULL,
    claim_count integer NOT NULL,
    claim_sum_ms bigint NOT NULL,
    start_count integer NOT NULL,
    start_sum_ms bigint NOT NULL,
    claim_max_ms bigint,
    start_max_ms bigint,
    PRIMARY KEY (task_id, of_channel, of_origin)
  ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)`,
  ...walked('dashboard_runs', { name: 'claim', order: 'claim_max_ms', where: 'claim_max_ms IS NOT NULL' }),
  ...walked('dashboard_runs', { name: 'start', order: 'start_max_ms', where: 'start_max_ms IS NOT NULL' }),
];

/** Ids are in order of their bytes whatever the database's own order is. */
const ACTIVE_RUNS = [
  `CREATE TABLE dashboard_active_runs (
    task_id text PRIMARY KEY,
    run_id text COLLATE "C" NOT NULL,
    attempt integer NOT NULL,${SPOT},
    status text NOT NULL,
    rank smallint NOT NULL,
    run_channel text NOT NULL,
    session_id text,
    queued_at timestamptz(3) NOT NULL,
    claimed_at timestamptz(3),
    started_at timestamptz(3),
    activity_at timestamptz(3) NOT NULL,
    held_since timestamptz(3)
  ) WITH (autovacuum_vacuum_scale_factor = 0.05)`,
  ...walked('dashboard_active_runs', { name: 'top', order: 'rank, activity_at, run_id' }),
  `CREATE INDEX dashboard_active_runs_queue ON dashboard_active_runs
    (run_channel, origin_kind, owner_kind, queued_at) WHERE status = 'queued'`,
  `CREATE INDEX dashboard_active_runs_queue_place ON dashboard_active_runs
    (place, run_channel, origin_kind, owner_kind, queued_at) WHERE status = 'queued'`,
  `CREATE INDEX dashboard_active_runs_queue_owner_ref ON dashboard_active_runs
    (owner_ref, run_channel, origin_kind, owner_kind, queued_at) WHERE status = 'queued' AND owner_ref IS NOT NULL`,
  `CREATE INDEX dashboard_active_runs_queue_channel ON dashboard_active_runs
    (channel, origin_kind, owner_kind, queued_at) WHERE status = 'queued' AND channel IS NOT NULL`,
  `CREATE INDEX dashboard_active_runs_held ON dashboard_active_runs (status, held_since) WHERE held_since IS NOT NULL`,
];

const FORCED_STOPS = [
  `CREATE TABLE dashboard_forced_stops (
    task_id text NOT NULL,
    position bigint NOT NULL,${SPOT},
    recorded_at timestamptz(3) NOT NULL,
    event_origin_kind text NOT NULL,
    PRIMARY KEY (task_id, position)
  )`,
  'CREATE INDEX dashboard_forced_stops_recorded ON dashboard_forced_stops (recorded_at)',
];

const COUNTERS = [
  ...['draft', 'pending', 'blocked', 'ready', 'in_progress', 'completed', 'failed', 'canceled'].map(
    (status) => `${status}_tasks`,
  ),
  'awaiting_approval_tasks',
  'dependency_blocked_tasks',
  ...['queued', 'claimed', 'starting', 'running', 'completed', 'failed', 'canceled', 'needs_attention'].map(
    (status) => `${status}_runs`,
  ),
  'claim_count',
  'claim_sum_ms',
  'start_count',
  'start_sum_ms',
  'members',
];

/** Rows that every page of the log changes: half of each page is left for their next versions. */
const TALLIES = [
  `CREATE TABLE dashboard_cells (
    place text NOT NULL,
    owner_ref text NOT NULL,
    channel text NOT NULL,
    origin_kind text NOT NULL,
    owner_kind text NOT NULL,
    ${COUNTERS.map((counter) => `${counter} bigint NOT NULL`).join(', ')},
    PRIMARY KEY (place, owner_ref, channel, origin_kind, owner_kind)
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)`,
  `CREATE TABLE dashboard_queue (
    place text NOT NULL,
    owner_ref text NOT NULL,
    run_channel text NOT NULL,
    origin_kind text NOT NULL,
    owner_kind text NOT NULL,
    members bigint NOT NULL,
    PRIMARY KEY (place, owner_ref, run_channel, origin_kind, owner_kind)
  ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)`,
];
