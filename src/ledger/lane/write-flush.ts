import { erasureText, eraseSql } from '../log/erasure.js';
import { appendText, insertEventsSql } from '../log/event-rows.js';
import type { StreamRegistry } from '../registry.js';
import { parseStreamName } from '../stream-type.js';
import type { LaneConnection } from './connection.js';
import type { Begun, Head, LaneMemory } from './memory.js';
import { type Answer, RowBatch } from './row-batch.js';
import { STREAMS, streamRow } from './stream-rows.js';
import type { UnitOfWork } from './unit-of-work.js';

/** Notified once per flush that appended, with the position that it came to. */
export const LEDGER_CHANNEL = 'taskledger_log';

/** Told with the commit; part of the last statement, so that it is no statement of its own. */
function notification(position: number): Answer {
  return {
    tag: 'notify',
    sql: (parameter) => `pg_notify('${LEDGER_CHANNEL}', $${parameter}::text)`,
    value: String(position),
  };
}

/**
 * From so many events on, the events are sent first and the rows are worked out while the database writes them: one round
 * trip more for a time in which both work. Smaller flushes go in one statement.
 */
const OVERLAP_FROM = 32;

export interface Writing {
  readonly connection: LaneConnection;
  readonly registry: StreamRegistry;
  readonly memory: LaneMemory;
}

/** The log's part of a flush, made ready to be sent, and the head that it makes. */
export interface ReadyToWrite {
  readonly unit: UnitOfWork;
  readonly log: RowBatch;
  /** With the rows that follow from the events, for a flush that goes in one statement. */
  readonly projected: boolean;
  readonly head: Head;
}

/** Links the events, and where all goes in one statement makes the rows: what can be done before the database has the lock. */
export function readyToWrite({ registry, memory }: Writing, unit: UnitOfWork, { head, now }: Begun): ReadyToWrite {
  const { text, hashes } = appendText(head.hash, unit.events, unit.erased);
  const log = new RowBatch();
  log.putText('events', insertEventsSql, text);
  const projected = unit.events.length < OVERLAP_FROM;
  if (projected) project(registry, memory, unit, log);
  const position = head.position + unit.events.length;
  return { unit, log, projected, head: { position, hash: hashes.at(-1) ?? head.hash, recordedAt: now } };
}

/**
 * Writes the events and every row that follows from them.
 * @param writing called as soon as the database has all that it is to write
 */
export async function writeFlush(
  { connection, registry, memory }: Writing,
  { unit, log, projected, head }: ReadyToWrite,
  writing?: () => void,
): Promise<void> {
  let rows = log;
  if (!projected) {
    rows = new RowBatch();
    await overlapped(
      () => send(connection, log),
      () => project(registry, memory, unit, rows),
    );
  }
  const written = send(connection, rows, notification(head.position));
  writing?.();
  await written;
  if (unit.erased.size > 0) for (const statement of registry.erasureTidyings()) await connection.query(statement, []);
}

/** Works while the database does. Both have ended when this returns or throws. */
async function overlapped(ask: () => Promise<void>, work: () => void): Promise<void> {
  const worked = new Promise<void>((resolve) => setImmediate(resolve)).then(work);
  const ends = await Promise.allSettled([ask(), worked]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function send(connection: LaneConnection, rows: RowBatch, answer?: Answer): Promise<void> {
  const { name, text, values } = rows.statement(answer);
  await connection.prepared(name, text, values);
}

function project(registry: StreamRegistry, memory: LaneMemory, unit: UnitOfWork, rows: RowBatch): void {
  if (unit.erased.size > 0) rows.putText('erasures', eraseSql, erasureText(unit.erased));
  for (const [name, { before, events }] of unit.touched) {
    const entry = memory.streams.get(name);
    if (!entry) throw new Error(`stream ${name} was changed without being loaded`);
    rows.put(STREAMS, streamRow(name, entry, registry.typeOf(name).stateVersion, events, unit.erased.has(name)));
    const { category, id } = parseStreamName(name);
    const change = { id, before, after: entry.state, events: events.map((event) => registry.recorded(event)) };
    for (const view of registry.viewsOf(category)) view.project(change, rows);
  }
}
