import type { StreamRegistry } from '../registry.js';
import type { LaneCommand } from './command.js';
import { DatabaseFailure } from './connection.js';
import { Loader } from './loader.js';
import type { LaneQuery } from './lookup.js';
import type { Begun, LaneMemory } from './memory.js';
import { UnitOfWork } from './unit-of-work.js';

/** What became of a command; `appended` says whether it did anything. */
export type Outcome =
  | { readonly ok: true; readonly result: unknown; readonly appended: boolean }
  | { readonly ok: false; readonly error: unknown };

/** Error of a command whose caller had left before it began, or before it was committed. */
export class CallerLeft extends Error {
  override readonly name = 'CallerLeft';
}

/** Commands that have run, and what they staged. */
export interface Ran {
  readonly unit: UnitOfWork;
  readonly outcomes: readonly Outcome[];
}

export interface Running {
  readonly registry: StreamRegistry;
  readonly memory: LaneMemory;
  /** Reads in the flush's transaction. */
  readonly query: LaneQuery;
}

/**
 * Runs the commands of a flush one after another on the ledger as it is at `begun`; what they stage is in the memory already.
 * @throws DatabaseFailure of a read: the flush has failed.
 */
export async function runCommands(
  { registry, memory, query }: Running,
  commands: readonly LaneCommand<unknown>[],
  { head, now }: Begun,
): Promise<Ran> {
  memory.trim();
  const unit = new UnitOfWork(registry, memory, new Loader(query, memory, registry), head, now);
  const prepared = await prepareAll(unit, commands);
  const outcomes: Outcome[] = [];
  for (const [i, command] of commands.entries()) outcomes.push(prepared[i] ?? (await outcomeOf(unit, command)));
  return { unit, outcomes };
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
