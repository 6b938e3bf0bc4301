import type { LaneQuery } from '../lane/lookup.js';

/** How far a view has come: its row in `views`. */
export interface Checkpoint {
  readonly name: string;
  /** The version of the view's code that wrote the rows. */
  readonly version: number;
  readonly position: number;
}

const READ = 'SELECT name, version, position FROM views WHERE name = $1';
const READ_ALL = 'SELECT name, version, position FROM views';
const BEGIN_AT = `INSERT INTO views (name, version, position, moved_at)
  VALUES ($1, $2, $3, date_trunc('milliseconds', clock_timestamp())) ON CONFLICT (name) DO NOTHING`;
const MOVE = `WITH was AS (
    SELECT name, xmin::text AS writer FROM views WHERE name = $1 AND version = $2 AND position = $4 FOR UPDATE)
  UPDATE views SET position = $3, moved_at = date_trunc('milliseconds', clock_timestamp()) FROM was
  WHERE views.name = was.name RETURNING was.writer AS before, pg_current_xact_id()::xid::text AS now`;
const SET = `INSERT INTO views (name, version, position, moved_at)
  VALUES ($1, $2, $3, date_trunc('milliseconds', clock_timestamp()))
  ON CONFLICT (name) DO UPDATE SET version = EXCLUDED.version, position = EXCLUDED.position, moved_at = EXCLUDED.moved_at`;

const BEGIN_EMPTY = `INSERT INTO views (name, version, position, moved_at)
  SELECT name, version, 0, date_trunc('milliseconds', clock_timestamp()) FROM unnest($1::text[], $2::integer[]) v (name, version)
  WHERE NOT EXISTS (SELECT FROM events) ON CONFLICT (name) DO NOTHING`;

/** Undefined for a view that was never built. */
export async function readCheckpoint(query: LaneQuery, name: string): Promise<Checkpoint | undefined> {
  const [row] = await query<Checkpoint>(READ, [name]);
  return row;
}

export function readCheckpoints(query: LaneQuery): Promise<Checkpoint[]> {
  return query<Checkpoint>(READ_ALL, []);
}

/** The first checkpoint of a view whose tables are empty; one that is there stays. */
export async function beginCheckpoint(query: LaneQuery, { name, version, position }: Checkpoint): Promise<void> {
  await query(BEGIN_AT, [name, version, position]);
}

/** Notes, while a ledger has no event, in which versions its views begin; afterwards does nothing. */
export async function beginEmptyLedger(
  query: LaneQuery,
  views: readonly Pick<Checkpoint, 'name' | 'version'>[],
): Promise<void> {
  await query(BEGIN_EMPTY, [views.map(({ name }) => name), views.map(({ version }) => version)]);
}

/** Who wrote a checkpoint: the transaction that did before, and the one that does now. */
export interface CheckpointWriters {
  readonly before: string;
  readonly now: string;
}

/**
 * Moves a checkpoint on, in the transaction that writes what lies between; until its end nobody else can.
 * @returns undefined when it is not where the caller believes: another follower writes this view, or a rebuild replaced it.
 */
export async function moveCheckpoint(
  query: LaneQuery,
  from: Checkpoint,
  position: number,
): Promise<CheckpointWriters | undefined> {
  const [writers] = await query<CheckpointWriters>(MOVE, [from.name, from.version, position, from.position]);
  return writers;
}

/** Puts a checkpoint wherever a rebuilt copy has come to. */
export async function setCheckpoint(query: LaneQuery, { name, version, position }: Checkpoint): Promise<void> {
  await query(SET, [name, version, position]);
}
