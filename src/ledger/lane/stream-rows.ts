/**
 * A stream's row, in both directions: how it is written after a flush, and how the state at the stream's end comes out
 * of it and of the events since the state was stored.
 */
import type { RecordedEvent } from '../event.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../log/event-rows.js';
import type { StreamRegistry } from '../registry.js';
import type { CachedStream } from './memory.js';
import { table } from './table.js';

/**
 * A stream's state is stored each time its version passes a multiple of this; the events that follow are folded on load
 * (docs/decisions/0005).
 */
export const STATE_EVERY = 8;

/** A row of `streams`: where the stream ends, and the state that was stored last. */
export interface StreamRow {
  readonly id: string;
  readonly version: number;
  readonly last_position: number;
  /** The stored state with the version of its shape and the version of the stream it was taken at; null before. */
  readonly state: unknown;
  readonly state_version: number | null;
  readonly state_at: number | null;
}

export const STREAMS = table<StreamRow>({
  name: 'streams',
  key: ['id'],
  columns: ['id', 'version', 'last_position', 'state', 'state_version', 'state_at'],
  kept: ['state', 'state_version', 'state_at'],
});

/**
 * The row of a stream after `events`, the last ones of it; with its state where its version has passed a multiple, or where
 * its events were erased: what was stored before goes with them.
 * @throws when a state is to be stored that is null: after its first event a stream has one.
 */
export function streamRow(
  id: string,
  { version, state }: CachedStream,
  stateVersion: number,
  events: readonly RecordedEvent[],
  erased = false,
): StreamRow {
  const last = events.at(-1);
  if (!last) throw new Error(`stream ${id} is written without a new event`);
  const end = { id, version, last_position: last.position };
  if (!erased && multiplesUpTo(version) === multiplesUpTo(version - events.length)) {
    return { ...end, state: null, state_version: null, state_at: null };
  }
  // A null would leave the older state in its place, under the version of this one.
  if ((state ?? null) === null) throw new Error(`stream ${id} has no state after ${last.type}`);
  return { ...end, state, state_version: stateVersion, state_at: version };
}

function multiplesUpTo(version: number): number {
  return Math.floor(version / STATE_EVERY);
}

/** What `READ_STREAMS` answers: a row for each event after the stored state, or one where there is none. */
export type StreamTailRow = Pick<StreamRow, 'id' | 'state' | 'state_version' | 'state_at'> & {
  readonly [column in keyof EventRow]: EventRow[column] | null;
};

/** Streams by `$1`, an array of names; the stored state comes with the first row of its stream only. */
export const READ_STREAMS =
  'SELECT s.id, s.state_version, s.state_at, ' +
  'CASE WHEN e.version IS NULL OR e.version = coalesce(s.state_at, 0) + 1 THEN s.state END AS state, e.* ' +
  `FROM streams s LEFT JOIN LATERAL (SELECT ${EVENT_COLUMNS} FROM events ` +
  'WHERE stream = s.id AND events.version > coalesce(s.state_at, 0) ORDER BY events.version) e ON true ' +
  'WHERE s.id = ANY($1::text[]) ORDER BY s.id, e.version';

/**
 * The streams that `READ_STREAMS` answered, each with the state at its end.
 * `outdated` names those whose stored state has another shape than this release's: their events must be folded anew.
 */
export function foldStreams(
  rows: readonly StreamTailRow[],
  registry: StreamRegistry,
): { readonly streams: ReadonlyMap<string, CachedStream>; readonly outdated: readonly string[] } {
  const streams = new Map<string, CachedStream>();
  const outdated = new Set<string>();
  for (const row of rows) {
    const type = registry.typeOf(row.id);
    if (row.state_version !== null && row.state_version !== type.stateVersion) {
      outdated.add(row.id);
      continue;
    }
    const stored = row.state_at === null ? type.initial : row.state;
    const before = streams.get(row.id) ?? { version: row.state_at ?? 0, state: stored };
    streams.set(row.id, hasEvent(row) ? foldOne(before, row, registry) : before);
  }
  return { streams, outdated: [...outdated] };
}

function hasEvent(row: StreamTailRow): row is StreamTailRow & EventRow {
  return row.position !== null;
}

function foldOne({ state }: CachedStream, row: EventRow, registry: StreamRegistry): CachedStream {
  return { version: row.version, state: registry.fold(state, fromRow(row)) };
}
