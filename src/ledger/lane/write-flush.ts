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

/** Behind the lock and until the transaction ends, the lane may write. */
export const LET_WRITE = "set_config('taskledger.lane', 'writes', true)";
const MAY_WRITE = "current_setting('taskledger.lane', true) = 'writes'";

/**
 * Told with the commit; part of the last statement, so that it is no statement of its own. A channel has to have a name: where the lock
 * was not had, for whatever reason, a statement that was sent already fails, and what it would have written with it.
 */
function notification(position: number): Answer {
  return {
    tag: 'notify',
    sql: (parameter) => `pg_notify(CASE WHEN ${MAY_WRITE} THEN '${LEDGER_CHANNEL}' ELSE '' END, $${parameter}::text)`,
    value: String(position),
  };
}

/** In place of the notification, where more is sent behind it: it sets what is set, and without the lock fails for lack of a name. */
const GO_ON: Answer = {
  tag: 'go on',
  sql: (parameter) =>
    `set_config(CASE WHEN ${MAY_WRITE} THEN 'taskledger.lane' ELSE '' END, $${parameter}::text, true)`,
  value: 'writes',
};

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

/**
 * Links and writes the events and every row that follows from them; answers the head that they make.
 * @param writing called as soon as the database has all that it is to write
 */
export async function writeFlush(
  { connection, registry, memory }: Writing,
  unit: UnitOfWork,
  { head, now }: Begun,
  writing: () => void,
): Promise<Head> {
  const { text, hashes } = appendText(head.hash, unit.events, unit.erased);
  const position = head.position + unit.events.length;
  let rows = new RowBatch();
  rows.putText('events', insertEventsSql, text);
  let log: Promise<void> | undefined;
  if (unit.events.length >= OVERLAP_FROM) {
    log = send(connection, rows, GO_ON);
    rows = new RowBatch();
  }
  // Both have ended when this returns or throws.
  const ends = await Promise.allSettled([
    log,
    (async () => {
      if (log) await new Promise<void>((resolve) => setImmediate(resolve));
      project(registry, memory, unit, rows);
      const written = send(connection, rows, notification(position));
      writing();
      await written;
    })(),
  ]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  if (unit.erased.size > 0) for (const statement of registry.erasureTidyings()) await connection.query(statement, []);
  return { position, hash: hashes.at(-1) ?? head.hash, recordedAt: now };
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
