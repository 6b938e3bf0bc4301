import type { NewEvent } from '../event.js';
import type { Recorded } from '../stream-type.js';
import type { CommandUnit, Preparation } from './preparation.js';

/** What one command did to one stream. Its events can be named as the cause of what follows. */
export interface StreamOutcome<S, E extends NewEvent> {
  readonly id: string;
  readonly before: S;
  readonly after: S;
  readonly events: readonly (Recorded<E> & { readonly eventId: string })[];
}

/**
 * What must follow in other streams whenever a stream of this category changes, whichever command changed it. It is
 * asked once per changed stream at the end of the command, inside it: its events are the command's own, and stand or
 * fall with them. Streams that it changes are asked in turn, each at most once a command.
 */
export interface LaneReaction<S, E extends NewEvent> {
  readonly category: string;
  /** Asked only where the command appended an event of one of these types; without it, at every change. */
  readonly on?: ReadonlySet<E['type']>;
  /** Asks for what `react` will look at: where a command changed many streams, it is loaded for all of them at once. */
  prepare?(outcome: StreamOutcome<S, E>, unit: Preparation): Promise<void>;
  react(outcome: StreamOutcome<S, E>, unit: CommandUnit): Promise<void>;
}
