import { canonicalJson } from '../canonical-json.js';
import { STATE_EVERY, type StreamRow } from '../lane/stream-rows.js';
import { type EventRow, fromRow } from '../log/event-rows.js';
import type { StreamRegistry } from '../registry.js';
import type { Finding } from './finding.js';

/**
 * Compares a row of `streams` with all events of its stream, in order of version.
 * @returns what is wrong with the row, if anything.
 */
export function verifyStream(
  stream: StreamRow,
  rows: readonly EventRow[],
  registry: StreamRegistry,
): Finding | undefined {
  const gap = versionGap(stream, rows);
  if (gap) return gap;
  try {
    const missing = dataMissing(rows, registry);
    if (missing) return missing;
    const wrong = whatIsWrong(stream, stateThen(stream, rows, registry), registry.typeOf(stream.id).stateVersion);
    if (wrong === undefined) return undefined;
    const position = rows[(stream.state_at ?? 0) - 1]?.position;
    const where = { stream: stream.id, ...(position === undefined ? {} : { position }) };
    return { kind: 'state_differs', ...where, message: wrong };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      kind: 'stream_unreadable',
      stream: stream.id,
      message: `stream ${stream.id} cannot be folded: ${reason}`,
    };
  }
}

function versionGap(stream: StreamRow, rows: readonly EventRow[]): Finding | undefined {
  const gap = rows.findIndex((row, i) => row.version !== i + 1);
  if (gap < 0 && rows.length === stream.version && rows.at(-1)?.position === stream.last_position) return undefined;
  const position = rows[gap]?.position;
  return {
    kind: 'version_gap',
    stream: stream.id,
    ...(position === undefined ? {} : { position }),
    message: `stream ${stream.id} is stored at version ${stream.version}, its events do not run from 1 to that`,
  };
}

/** Only a tombstone erases, and only what is before it. */
function dataMissing(rows: readonly EventRow[], registry: StreamRegistry): Finding | undefined {
  const last = rows.findLastIndex((row) => row.data === null);
  const row = rows[last];
  if (!row || rows.slice(last + 1).some((later) => registry.definitionOf(later).erases)) return undefined;
  const { position, stream, type } = row;
  return { kind: 'data_missing', position, stream, message: `the data of ${type} is gone, and nothing has erased it` };
}

/** The fold at the version of the stored state. The whole stream is folded, so that an unreadable event is found. */
function stateThen(stream: StreamRow, rows: readonly EventRow[], registry: StreamRegistry): unknown {
  let state = registry.typeOf(stream.id).initial;
  let then: unknown;
  for (const row of rows) {
    state = registry.fold(state, fromRow(row));
    if (row.version === stream.state_at) then = state;
  }
  return then;
}

function whatIsWrong(stream: StreamRow, then: unknown, stateVersion: number): string | undefined {
  const { id, version, state, state_version, state_at } = stream;
  if (state === null && state_version === null && state_at === null) {
    return version < STATE_EVERY ? undefined : `stream ${id} is at version ${version} and has no stored state`;
  }
  if (state === null || state_version === null || state_at === null) {
    return `the stored state of ${id} lacks the state itself, its shape's version or the version it was taken at`;
  }
  if (state_at < 1 || state_at > version) {
    return `the stored state of ${id} is of version ${state_at}, the stream has versions 1 to ${version}`;
  }
  // A state of another shape is folded anew before anybody uses it.
  if (state_version !== stateVersion || canonicalJson(then) === canonicalJson(state)) return undefined;
  return `the stored state of ${id} is not the fold of its events up to version ${state_at}`;
}
