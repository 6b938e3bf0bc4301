import type { Actor, CommandContext, NewEvent, Origin } from '../event.js';
import type { Rejection } from '../rejection.js';
import type { StreamType } from '../stream-type.js';
import type { LaneLookup } from './lookup.js';

/** What `prepare` may do: ask for what `execute` will touch. Requests of all commands of a flush are loaded together. */
export interface Preparation {
  /** The flush's database time, `2026-05-05T10:30:00.000Z`. */
  readonly now: string;
  load<S, E extends NewEvent>(type: StreamType<S, E>, id: string): Promise<S>;
  get<V>(lookup: LaneLookup<V>, key: string): Promise<V | undefined>;
}

/** What an index may do when an event is staged; all of it is taken back when the command is refused. */
export interface Staging extends Preparation {
  put<V>(lookup: LaneLookup<V>, key: string, value: V | undefined): void;
  undo(action: () => void): void;
}

export interface AppendOptions {
  readonly actor?: Actor;
  readonly origin?: Origin;
  readonly causationId?: string;
}

/** What a running command may do. Every change is taken back when it is refused. */
export interface CommandUnit extends Staging {
  readonly context: CommandContext;
  /** The position that the next appended event will get. */
  readonly nextPosition: number;
  append<S, E extends NewEvent>(
    type: StreamType<S, E>,
    id: string,
    decision: readonly E[] | Rejection,
    options?: AppendOptions,
  ): S;
  /** Runs a part of the command that may fail alone: what it changed is taken back, and its throw goes on. */
  attempt<R>(part: () => Promise<R> | R): Promise<R>;
}
