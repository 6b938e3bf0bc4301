import type { CommandContext } from '../../ledger/event.js';
import type { ExecutionProfileDocument } from '../../tasks/domain/execution-profile.js';
import type { RunSession } from '../../tasks/domain/run-session.js';

/** A session that is to do a run. */
export interface SessionStart {
  readonly run_id: string;
  readonly session: RunSession;
  /** The task's execution profile, else the default: for executors that know sandboxes and runtimes. */
  readonly profile: ExecutionProfileDocument;
  /** The principal who started the run, to whom the session will belong. */
  readonly principal_ref: string;
}

/**
 * Port to whatever makes sessions for runs that are started without one (`runs.md` 2.6); the class is the injection
 * token. Never called while a command holds the lane.
 */
export abstract class SessionExecutor {
  /** Starts a session and answers its id. What it throws is what the caller of the start is told. */
  abstract start(request: SessionStart, context: CommandContext): Promise<string>;

  /** Stops a session that turned out not to be wanted. */
  abstract stop(sessionId: string, reason: string, context: CommandContext): Promise<void>;
}
