import type { LaneQuery } from '../../lane/lookup.js';
import type { Rebuildable } from './rebuildable.js';

/** How far a rebuild is: its row in `view_rebuilds`. A rebuild that was cut off goes on from there. */
export interface RebuildState {
  readonly name: string;
  /** Versions of the views that are built. */
  readonly version: number;
  /** Everything up to this position is in the copy, of the streams up to `done_to`. */
  readonly base_position: number;
  /** The last stream that is in the copy. */
  readonly done_to: string;
  readonly events_done: number;
  readonly events_total: number;
  readonly started_at: string;
}

const READ_ALL = 'SELECT * FROM view_rebuilds';
const BEGIN = `INSERT INTO view_rebuilds (name, version, base_position, done_to, events_done, events_total, started_at)
  SELECT $1, $2, coalesce((SELECT max(position) FROM events), 0), '', 0,
    coalesce((SELECT sum(version) FROM streams WHERE id = $3 OR starts_with(id, $3 || ':')), 0),
    date_trunc('milliseconds', clock_timestamp())
  ON CONFLICT (name) DO UPDATE SET version = EXCLUDED.version, base_position = EXCLUDED.base_position,
    done_to = '', events_done = 0, events_total = EXCLUDED.events_total, started_at = EXCLUDED.started_at
  RETURNING *`;

/** One number for the versions of all views that are rebuilt together. */
export function versionOf(unit: Pick<Rebuildable, 'views'>): number {
  return unit.views.reduce((sum, view) => sum + view.version, 0);
}

export function readRebuilds(query: LaneQuery): Promise<RebuildState[]> {
  return query<RebuildState>(READ_ALL, []);
}

export async function readRebuild(query: LaneQuery, name: string): Promise<RebuildState | undefined> {
  const [row] = await query<RebuildState>(`${READ_ALL} WHERE name = $1`, [name]);
  return row;
}

/** A new rebuild from the log as it is now, in the transaction that makes the empty copies. */
export async function beginRebuild(query: LaneQuery, unit: Rebuildable): Promise<RebuildState> {
  const [row] = await query<RebuildState>(BEGIN, [unit.name, versionOf(unit), unit.category]);
  if (!row) throw new Error(`the rebuild of ${unit.name} could not be noted`);
  return row;
}

export async function noteFilled(query: LaneQuery, name: string, doneTo: string, events: number): Promise<void> {
  await query('UPDATE view_rebuilds SET done_to = $2, events_done = events_done + $3 WHERE name = $1', [
    name,
    doneTo,
    events,
  ]);
}

export async function noteCaughtUp(query: LaneQuery, name: string, position: number): Promise<void> {
  await query('UPDATE view_rebuilds SET base_position = $2 WHERE name = $1', [name, position]);
}

export async function endRebuild(query: LaneQuery, name: string): Promise<void> {
  await query('DELETE FROM view_rebuilds WHERE name = $1', [name]);
}
