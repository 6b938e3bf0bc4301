import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { stopSession } from '../../sessions/domain/decide/stop-session.js';
import { sessionStream } from '../../sessions/domain/session-stream.js';
import type { RunState } from '../../tasks/domain/task-state.js';

/** Loads the session of a run that is going to end. */
export async function prepareSessionOf(unit: Preparation, run: RunState): Promise<void> {
  if (run.session_id !== undefined) await unit.load(sessionStream, run.session_id);
}

/**
 * Stops the session of a run that has just ended; one that is gone or unknown is no failure (`runs.md` 2.6). It has no
 * other run, for a session has one at a time.
 */
export async function stopSessionOf(unit: UnitOfWork, run: RunState, reason: 'completed' | 'failed'): Promise<void> {
  const { session_id } = run;
  if (session_id === undefined) return;
  const session = await unit.load(sessionStream, session_id);
  if (session === null) return;
  unit.append(sessionStream, session_id, stopSession(session, { session_id, reason, scope: {} }));
}
