import type { RecordedEvent } from '../event.js';
import { parseStreamName } from '../stream-type.js';
import { erasureText, eraseSql } from '../log/erasure.js';
import { appendText, insertEventsSql } from '../log/event-rows.js';
import type { StreamRegistry } from '../registry.js';
import type { Sha256 } from '../chain.js';
import { GENESIS_HASH } from '../chain.js';
import type { LaneCommand } from './command.js';
import { DatabaseFailure, type LaneConnection } from './connection.js';
import { Loader } from './loader.js';
import type { Head, LaneMemory } from './memory.js';
import { type Answer, RowBatch } from './row-batch.js';
import { STREAMS, streamRow } from './stream-rows.js';
import { UnitOfWork } from './unit-of-work.js';

/** The ledger's transaction-level advisory lock: who holds it is the one writer, whatever the instance. */
export const LANE_LOCK = 7_261_001;

/** Notified once per flush that appended, with the position that it came to. */
export const LEDGER_CHANNEL = 'taskledger_log';

/** The head must be read by a snapshot taken after the lock, whatever isolation the database has for a default. */
const BEGIN =
  `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(${LANE_LOCK}); ` +
  "SELECT e.position, encode(e.hash, 'hex') AS hash, e.recorded_at, " +
  "greatest(date_trunc('milliseconds', clock_timestamp()), e.recorded_at)::timestamptz(3) AS now " +
  'FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT position, hash, recorded_at FROM events ' +
  'ORDER BY position DESC LIMIT 1) e ON true';

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

/** What became of a command; `appended` says whether it did anything. */
export type Outcome =
  | { readonly ok: true; readonly result: unknown; readonly appended: boolean }
  | { readonly ok: false; readonly error: unknown };

/** A flush whose commands have run and whose writes are not yet committed. */
export interface StagedFlush {
  readonly outcomes: readonly Outcome[];
  readonly events: readonly RecordedEvent[];
  /** The head after this flush; the head before it when nothing was appended. */
  readonly head: Head;
  /** Whether anything was written, so that there is something to commit. */
  readonly wrote: boolean;
}

/** Error of a command whose caller had left before it began, or before it was committed. */
export class CallerLeft extends Error {
  override readonly name = 'CallerLeft';
}

/**
 * Opens the transaction, takes the lock, compares the head, runs the commands and writes what they did.
 * @param writing called as soon as the database has all that it is to write
 */
export async function stageFlush(
  connection: LaneConnection,
  registry: StreamRegistry,
  memory: LaneMemory,
  commands: readonly LaneCommand<unknown>[],
  writing?: () => void,
): Promise<StagedFlush> {
  const begun = await begin(connection);
  memory.validate(begun.head);
  const loader = new Loader(connection.query, memory, registry);
  const unit = new UnitOfWork(registry, memory, loader, begun.head, begun.now);
  const prepared = await prepareAll(unit, commands);
  const outcomes: Outcome[] = [];
  for (const [i, command] of commands.entries()) outcomes.push(prepared[i] ?? (await outcomeOf(unit, command)));
  const wrote = unit.events.length > 0;
  const head = wrote ? await write({ connection, registry, memory, unit, writing }, begun) : begun.head;
  return { outcomes, events: unit.events, head, wrote };
}

/** Whether a caller has left since its command ran and appended: while nothing is committed, that need not stand. */
export function callerLeft(commands: readonly LaneCommand<unknown>[], { outcomes }: StagedFlush): boolean {
  return commands.some(({ signal }, i) => {
    const outcome = outcomes[i];
    return signal?.aborted === true && outcome?.ok === true && outcome.appended;
  });
}

/** Commits after the writes; only when this returns is anything acknowledged. */
export async function commitFlush(connection: LaneConnection): Promise<void> {
  const results = await connection.script('COMMIT');
  const tag = results.at(-1)?.command;
  if (tag !== 'COMMIT') throw new Error(`the database answered ${tag ?? 'nothing'} to COMMIT`);
}

interface Begun {
  readonly head: Head;
  /** The flush's database time. */
  readonly now: string;
}

async function begin(connection: LaneConnection): Promise<Begun> {
  const row = (await connection.script(BEGIN)).at(-1)?.rows[0] as
    { position: number | null; hash: Sha256 | null; recorded_at: string | null; now: string } | undefined;
  if (!row) throw new Error('the ledger head could not be read');
  return {
    head: { position: row.position ?? 0, hash: row.hash ?? GENESIS_HASH, recordedAt: row.recorded_at },
    now: row.now,
  };
}

/**
 * All at once, so that their reads travel together; waits for every one, so that none still reads when we go on. What a
 * command throws here is its outcome already; nothing for those that are to be run.
 */
async function prepareAll(
  unit: UnitOfWork,
  commands: readonly LaneCommand<unknown>[],
): Promise<(Outcome | undefined)[]> {
  const prepared = await Promise.allSettled(commands.map(async (command) => command.prepare?.(unit)));
  return prepared.map((one) => {
    if (one.status === 'fulfilled') return undefined;
    if (one.reason instanceof DatabaseFailure) throw one.reason;
    return { ok: false, error: one.reason as unknown };
  });
}

/** A refusal or a bug is the command's own outcome; a failure of the database is the whole flush's. */
async function outcomeOf(unit: UnitOfWork, command: LaneCommand<unknown>): Promise<Outcome> {
  if (command.signal?.aborted) return { ok: false, error: new CallerLeft(`the caller of ${command.name} has left`) };
  const before = unit.events.length;
  try {
    const result = await unit.run(command.context, command.causationId, (u) => command.execute(u));
    return { ok: true, result, appended: unit.events.length > before };
  } catch (error) {
    if (error instanceof DatabaseFailure) throw error;
    return { ok: false, error };
  }
}

interface Writing {
  readonly connection: LaneConnection;
  readonly registry: StreamRegistry;
  readonly memory: LaneMemory;
  readonly unit: UnitOfWork;
  readonly writing: (() => void) | undefined;
}

/** Links and writes the events and every row that follows from them; answers the head that they make. */
async function write({ connection, registry, memory, unit, writing }: Writing, { head, now }: Begun): Promise<Head> {
  const { text, hashes } = appendText(head.hash, unit.events, unit.erased);
  const rows = new RowBatch();
  if (unit.erased.size > 0) rows.putText('erasures', eraseSql, erasureText(unit.erased));
  if (unit.events.length < OVERLAP_FROM) {
    rows.putText('events', insertEventsSql, text);
    project(registry, memory, unit, rows);
  } else {
    await overlapped(
      () => {
        const log = new RowBatch();
        log.putText('events', insertEventsSql, text);
        return send(connection, log);
      },
      () => project(registry, memory, unit, rows),
    );
  }
  const position = head.position + unit.events.length;
  const written = send(connection, rows, notification(position));
  writing?.();
  await written;
  if (unit.erased.size > 0) for (const statement of registry.erasureTidyings()) await connection.query(statement, []);
  return { position, hash: hashes.at(-1) ?? head.hash, recordedAt: now };
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
  for (const [name, { before, events }] of unit.touched) {
    const entry = memory.streams.get(name);
    if (!entry) throw new Error(`stream ${name} was changed without being loaded`);
    rows.put(STREAMS, streamRow(name, entry, registry.typeOf(name).stateVersion, events, unit.erased.has(name)));
    const { category, id } = parseStreamName(name);
    const change = { id, before, after: entry.state, events: events.map((event) => registry.recorded(event)) };
    for (const view of registry.viewsOf(category)) view.project(change, rows);
  }
}
