import type { FoldedEvent, RecordedEvent } from '../event.js';
import { dataHash, eventHash, type Sha256 } from '../chain.js';
import { canonicalJson } from '../canonical-json.js';

/** An event's row as the log's SQL returns it (`EVENT_COLUMNS`). */
export interface EventRow {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly event_id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly visibility: RecordedEvent['visibility'];
  readonly data: RecordedEvent['data'];
  readonly data_hash: Sha256;
  readonly actor_kind: RecordedEvent['actor']['kind'];
  readonly actor_ref: string;
  readonly origin_kind: RecordedEvent['origin']['kind'];
  readonly origin_ref: string;
  readonly correlation_id: string;
  readonly causation_id: string | null;
  readonly command_id: string;
  readonly recorded_at: string;
  readonly hash: Sha256;
}

export const EVENT_COLUMNS =
  "position, stream, version, event_id, type, schema_version, visibility, data, encode(data_hash, 'hex') AS data_hash, " +
  'actor_kind, actor_ref, origin_kind, origin_ref, correlation_id, causation_id, command_id, recorded_at, ' +
  "encode(hash, 'hex') AS hash";

const INSERT_COLUMNS =
  'position, stream, version, event_id, type, schema_version, visibility, data, data_hash, actor_kind, actor_ref, ' +
  'origin_kind, origin_ref, correlation_id, causation_id, command_id, recorded_at, hash';

/** `$n` is the text that `appendText` made. */
export function insertEventsSql(parameter: number): string {
  return (
    `INSERT INTO events (${INSERT_COLUMNS}) SELECT ${INSERT_COLUMNS} ` +
    `FROM json_populate_recordset(NULL::events, $${parameter}::json)`
  );
}

export function fromRow(row: EventRow): RecordedEvent {
  return {
    position: row.position,
    stream: row.stream,
    version: row.version,
    eventId: row.event_id,
    type: row.type,
    schemaVersion: row.schema_version,
    visibility: row.visibility,
    data: row.data,
    actor: { kind: row.actor_kind, ref: row.actor_ref },
    origin: { kind: row.origin_kind, ref: row.origin_ref },
    correlationId: row.correlation_id,
    causationId: row.causation_id,
    commandId: row.command_id,
    recordedAt: row.recorded_at,
  };
}

/** Without what only the chain and people look at: a whole log is read in much less time. */
export const FOLDED_COLUMNS =
  'position, stream, version, type, schema_version, data, actor_kind, actor_ref, origin_kind, origin_ref, recorded_at';

/** The values of `FOLDED_COLUMNS`, in their order. */
export type FoldedTuple = [
  ...[position: number, stream: string, version: number, type: string, schemaVersion: number, data: EventRow['data']],
  ...[actorKind: EventRow['actor_kind'], actorRef: string],
  ...[originKind: EventRow['origin_kind'], originRef: string, recordedAt: string],
];

export function fromTuple(tuple: FoldedTuple): FoldedEvent {
  const [position, stream, version, type, schemaVersion, data, actorKind, actorRef, originKind, originRef, recordedAt] =
    tuple;
  const actor = { kind: actorKind, ref: actorRef };
  const origin = { kind: originKind, ref: originRef };
  return { position, stream, version, type, schemaVersion, data, actor, origin, recordedAt };
}

/**
 * Links events to the chain after `previous` and writes them as the JSON array that `insertEventsSql` takes.
 * @param erased by stream, the version before which only the hash of the data is written.
 */
export function appendText(
  previous: Sha256,
  events: readonly RecordedEvent[],
  erased: ReadonlyMap<string, number> = new Map(),
): { text: string; hashes: Sha256[] } {
  const hashes: Sha256[] = [];
  let text = '[';
  let link = previous;
  for (const event of events) {
    const data = canonicalJson(event.data);
    const hashOfData = dataHash(data);
    link = eventHash(link, event, hashOfData);
    hashes.push(link);
    text +=
      (text.length > 1 ? ',' : '') +
      rowText(event, event.version < (erased.get(event.stream) ?? 0) ? 'null' : data, hashOfData, link);
  }
  return { text: text + ']', hashes };
}

/** The data goes in as the very text that was hashed, or not at all. */
function rowText(event: RecordedEvent, data: string, hashOfData: Sha256, hash: Sha256): string {
  const envelope = JSON.stringify({
    position: event.position,
    stream: event.stream,
    version: event.version,
    event_id: event.eventId,
    type: event.type,
    schema_version: event.schemaVersion,
    visibility: event.visibility,
    actor_kind: event.actor.kind,
    actor_ref: event.actor.ref,
    origin_kind: event.origin.kind,
    origin_ref: event.origin.ref,
    correlation_id: event.correlationId,
    causation_id: event.causationId,
    command_id: event.commandId,
    recorded_at: event.recordedAt,
  });
  return `${envelope.slice(0, -1)},"data":${data},"data_hash":"\\\\x${hashOfData}","hash":"\\\\x${hash}"}`;
}
