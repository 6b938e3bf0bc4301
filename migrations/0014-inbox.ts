import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The inbox view: tasks in the lanes that are everybody's, what differs for an actor, and the counts of both. */
export class Inbox1700000000014 implements MigrationInterface {
  readonly name = 'Inbox1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TASKS, ...ENTRIES, ...TALLIES]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

const SPOT = `
  task_id text NOT NULL,
  place text NOT NULL,
  owner_kind text NOT NULL,
  owner_ref text,
  activity_at timestamptz(3) NOT NULL,
  priority smallint NOT NULL,
  bucket integer NOT NULL`;

/** Ids are in order of their bytes whatever the database's own order is. */
const ORDER = 'activity_at DESC, priority DESC, task_id COLLATE "C"';

const FILTERS = [
  { name: 'all', columns: '' },
  { name: 'place', columns: 'place, ' },
  { name: 'owner', columns: 'owner_ref, ' },
  { name: 'place_owner', columns: 'place, owner_ref, ' },
];

/** One index for each way to filter: a request reads the beginning of one for each kind of owner. */
function walked(table: string, lane: string): string[] {
  return FILTERS.map(({ name, columns }) => {
    const conditions = [
      ...(table === 'inbox_entries' ? ['lane IS NOT NULL'] : []),
      ...(columns.includes('owner_ref') ? ['owner_ref IS NOT NULL'] : []),
    ];
    return (
      `CREATE INDEX ${table}_${name} ON ${table} (${columns}${lane}, owner_kind, ${ORDER})` +
      (conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`)
    );
  });
}

const TASKS = [
  `CREATE TABLE inbox_tasks (${SPOT},
    lane text NOT NULL,
    PRIMARY KEY (task_id)
  ) WITH (autovacuum_vacuum_scale_factor = 0.05)`,
  ...walked('inbox_tasks', 'lane'),
  'CREATE INDEX inbox_tasks_bucket ON inbox_tasks (bucket, lane)',
];

const ENTRIES = [
  `CREATE TABLE inbox_entries (${SPOT},
    actor_kind text NOT NULL,
    actor_ref text NOT NULL,
    lane text,
    shared_lane text,
    read boolean NOT NULL,
    seen boolean NOT NULL,
    PRIMARY KEY (task_id, actor_kind, actor_ref)
  ) WITH (autovacuum_vacuum_scale_factor = 0.05)`,
  ...walked('inbox_entries', 'actor_kind, actor_ref, lane, read'),
];

const CELL = `
  place text NOT NULL,
  owner_ref text NOT NULL,
  owner_kind text NOT NULL,
  lane text NOT NULL`;

/** Rows that every page of the log changes: half of each page is left for their next versions. */
const CHANGING = 'WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)';

const TALLIES = [
  `CREATE TABLE inbox_lanes (${CELL},
    members bigint NOT NULL,
    PRIMARY KEY (place, owner_ref, owner_kind, lane)
  ) ${CHANGING}`,
  `CREATE TABLE inbox_actor_lanes (
    actor_kind text NOT NULL,
    actor_ref text NOT NULL,${CELL},
    tasks bigint NOT NULL,
    read bigint NOT NULL,
    members bigint NOT NULL,
    PRIMARY KEY (actor_kind, actor_ref, place, owner_ref, owner_kind, lane)
  ) ${CHANGING}`,
  `CREATE TABLE inbox_buckets (
    actor_kind text NOT NULL,
    actor_ref text NOT NULL,${CELL},
    bucket integer NOT NULL,
    tasks bigint NOT NULL,
    members bigint NOT NULL,
    PRIMARY KEY (place, owner_ref, lane, actor_kind, actor_ref, bucket, owner_kind)
  ) ${CHANGING}`,
];
