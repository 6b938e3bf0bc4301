import type { NewEvent } from '../event.js';
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
