import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { Conditions } from '../../tasks/views/conditions.js';
import type { QueueGroup } from '../domain/queue.js';
import { DASHBOARD_QUEUE, keyOf } from './dashboard-cells.js';
import { type Facet, ofSpot, type Selection } from './selection.js';

interface Depth extends Facet {
  readonly run_channel: string;
  readonly count: number;
}

const READ_DEPTH = `SELECT run_channel, origin_kind, owner_kind, members AS count FROM ${DASHBOARD_QUEUE.name}
  WHERE place = $1 AND owner_ref = $2
    AND ($3::text IS NULL OR origin_kind = $3) AND ($4::text IS NULL OR owner_kind = $4)`;

/** Queued runs by the channel that they are queued in, the empty one first, each with its oldest (`views.md` 1.7). */
export async function readQueue(snapshot: RowSource, selection: Selection): Promise<QueueGroup[]> {
  if (selection.totals.queued_runs === 0) return [];
  const depths = await readDepths(snapshot, selection);
  const into = new Conditions([
    depths.map((depth) => depth.run_channel),
    depths.map((depth) => depth.origin_kind),
    depths.map((depth) => depth.owner_kind),
  ]);
  const inChannel = selection.dimension === 'channel' ? 'true' : 'r.run_channel = f.run_channel';
  const oldest = await snapshot.query<{ run_channel: string; oldest_queued_at: string }[]>(
    `SELECT f.run_channel, min(x.queued_at) AS oldest_queued_at
     FROM unnest($1::text[], $2::text[], $3::text[]) f(run_channel, origin_kind, owner_kind) CROSS JOIN LATERAL (
       SELECT r.queued_at FROM dashboard_active_runs r
       WHERE r.status = 'queued' AND ${inChannel} AND r.origin_kind = f.origin_kind AND r.owner_kind = f.owner_kind
         AND ${ofSpot(selection, into)}
       ORDER BY r.queued_at LIMIT 1) x
     GROUP BY f.run_channel`,
    into.values,
  );
  const count = (channel: string): number =>
    depths.reduce((sum, depth) => sum + (depth.run_channel === channel ? depth.count : 0), 0);
  return oldest
    .map(({ run_channel, oldest_queued_at }) => ({ run_channel, oldest_queued_at, count: count(run_channel) }))
    .sort((one, other) => (one.run_channel < other.run_channel ? -1 : 1));
}

/** With a filter by channel all that is left is queued in that one, and its cells have counted it. */
async function readDepths(snapshot: RowSource, { filter, cells }: Selection): Promise<Depth[]> {
  const { network_channel, place, owner_ref, origin_kind, owner_kind } = filter;
  if (network_channel === undefined) {
    const values = [keyOf(place), keyOf(owner_ref), origin_kind ?? null, owner_kind ?? null];
    return snapshot.query<Depth[]>(READ_DEPTH, values);
  }
  return cells.flatMap((cell) =>
    cell.queued_runs > 0
      ? [
          {
            run_channel: network_channel,
            origin_kind: cell.origin_kind,
            owner_kind: cell.owner_kind,
            count: cell.queued_runs,
          },
        ]
      : [],
  );
}
