import type { Sha256 } from '../chain.js';
import { GENESIS_HASH } from '../chain.js';
import type { RecordedEvent } from '../event.js';
import type { StreamRegistry } from '../registry.js';
import type { LaneCommand } from './command.js';
import type { LaneConnection } from './connection.js';
import type { Expectation } from './expectation.js';
import type { Begun, CachedStream, Found, Head, LaneMemory } from './memory.js';
import { type Outcome, runCommands } from './run-commands.js';
import { LET_WRITE, writeFlush } from './write-flush.js';

/** The ledger's transaction-level advisory lock: who holds it is the one writer, whatever the instance. */
export const LANE_LOCK = 7_261_001;

/**
 * The head must be read by a snapshot taken after the lock, whatever isolation the database has for a default. Whoever has the lock
 * is let write, until the transaction ends.
 */
const BEGIN =
  `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(${LANE_LOCK}), ${LET_WRITE}; ` +
  "SELECT e.position, encode(e.hash, 'hex') AS hash, e.recorded_at, " +
  "greatest(date_trunc('milliseconds', clock_timestamp()), e.recorded_at)::timestamptz(3) AS now " +
  'FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT position, hash, recorded_at FROM events ' +
  'ORDER BY position DESC LIMIT 1) e ON true';

/** What a flush works with: one set for each lane. */
export interface FlushParts {
  readonly connection: LaneConnection;
  readonly registry: StreamRegistry;
  readonly memory: LaneMemory;
  readonly expectation: Expectation;
}

/** A flush whose transaction is being opened, and which may be staged meanwhile. */
export interface OpenedFlush {
  readonly commands: readonly LaneCommand<unknown>[];
  readonly begun: Promise<Found>;
  readonly ahead: { readonly expected: Begun; readonly staged: Promise<StagedFlush> } | undefined;
}

/** A flush whose commands have run and whose writes are not yet committed. */
export interface StagedFlush {
  readonly outcomes: readonly Outcome[];
  readonly events: readonly RecordedEvent[];
  /** The states at the end of the streams that it changed. */
  readonly states: ReadonlyMap<string, CachedStream>;
  /** The head after this flush; the head before it when nothing was appended. */
  readonly head: Head;
  /** Whether anything was written, so that there is something to commit. */
  readonly wrote: boolean;
}

/**
 * Asks for the lock, and for head and time behind it. Where these are as good as known, the commands run at once on what the memory
 * holds, and what they do is sent after: it reaches the database behind the lock, or has no effect. Whether all was as expected
 * is for `stageFlush` to see (docs/decisions/0017).
 * @param writing called as soon as all that is to be written has been sent
 */
export function openFlush(
  parts: FlushParts,
  commands: readonly LaneCommand<unknown>[],
  expected: Begun | undefined,
  writing: () => void,
): OpenedFlush {
  const begun = begin(parts.connection);
  const ahead = expected && { expected, staged: stage(parts, commands, expected, writing) };
  // Both are waited for together, maybe later: until then a failure is nobody's.
  begun.catch(() => undefined);
  ahead?.staged.catch(() => undefined);
  return { commands, begun, ahead };
}

/** When this returns, an opened flush reads, stages and writes nothing any more. */
export async function flushEnded({ begun, ahead }: OpenedFlush): Promise<void> {
  await Promise.allSettled([begun, ahead?.staged]);
}

/**
 * Compares the head when the lock is there, and runs and writes the commands if that was not done on just this ledger.
 * @param writing called as soon as all that is to be written has been sent
 */
export async function stageFlush(parts: FlushParts, opened: OpenedFlush, writing: () => void): Promise<StagedFlush> {
  const { connection, memory, expectation } = parts;
  const { commands, ahead } = opened;
  await flushEnded(opened);
  const begun = await opened.begun;
  expectation.found(begun, memory.head);
  if (!ahead) {
    memory.validate(begun.head);
    return stage(parts, commands, begun, writing);
  }
  if (expectation.held(ahead.expected, begun)) return ahead.staged;
  memory.clear();
  await connection.script('ROLLBACK');
  return stageFlush(parts, openFlush(parts, commands, undefined, writing), writing);
}

/** Runs the commands on the ledger as it is at `from`, and writes what they did. */
async function stage(
  parts: FlushParts,
  commands: readonly LaneCommand<unknown>[],
  from: Begun,
  writing: () => void,
): Promise<StagedFlush> {
  const { registry, memory, connection } = parts;
  const { unit, outcomes } = await runCommands({ registry, memory, query: connection.query }, commands, from);
  const { events } = unit;
  if (events.length === 0) return { outcomes, events, states: new Map(), head: from.head, wrote: false };
  const states = new Map<string, CachedStream>();
  for (const name of unit.touched.keys()) {
    const state = memory.streams.get(name);
    if (state) states.set(name, state);
  }
  const head = await writeFlush(parts, unit, from, writing);
  return { outcomes, events, states, head, wrote: true };
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

async function begin(connection: LaneConnection): Promise<Found> {
  const row = (await connection.script(BEGIN)).at(-1)?.rows[0] as
    { position: number | null; hash: Sha256 | null; recorded_at: string | null; now: string } | undefined;
  if (!row) throw new Error('the ledger head could not be read');
  return {
    head: { position: row.position ?? 0, hash: row.hash ?? GENESIS_HASH, recordedAt: row.recorded_at },
    now: row.now,
    answeredAt: performance.now(),
  };
}
