import type { CommandContext } from '../event.js';
import type { Preparation } from './preparation.js';
import type { UnitOfWork } from './unit-of-work.js';

/**
 * One command as the lane runs it. `prepare` declares reads and has no effect; `execute` runs alone, after the commands
 * before it, sees what they did, and appends events or throws a `Rejection`.
 */
export interface LaneCommand<R> {
  /** For logs and metrics, such as `enqueue_run`. */
  readonly name: string;
  readonly context: CommandContext;
  /** The event that caused this command, when a duty or a follower issues it. */
  readonly causationId?: string;
  /**
   * Aborted when the caller has left: the command is then dropped without effect, unless its COMMIT has been sent. What it
   * did and wrote until then is taken back, and the commands that ran with it are run again.
   */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  prepare?(unit: Preparation): Promise<void>;
  execute(unit: UnitOfWork): Promise<R> | R;
}

/** A command's answer, given only after its flush is committed. */
export interface Committed<R> {
  readonly result: R;
  /** The log's head as of this command: a reader at or above it sees the command's effects. */
  readonly position: number;
}
