import type { Recorded } from '../../ledger/stream-type.js';
import type { TriageEvent } from './triage-events.js';
import { existingTriage, type TriageStream } from './triage-state.js';

/**
 * Folds one event into a triage (pure, total), by the table of `views.md` 3.2: whatever is done reads the task, and
 * nothing takes it out of the archive again.
 */
export function evolveTriage(state: TriageStream, event: Recorded<TriageEvent>): TriageStream {
  const before = existingTriage(state);
  // On its own, too: what was before it may be erased.
  if (event.type === 'triage.deleted') return { deleted_at: event.recordedAt };
  if (state !== null && !before) throw new Error(`${event.type} on a triage whose task is deleted`);
  return {
    ...event.data,
    read: true,
    archived: event.type === 'triage.archived' || before?.archived === true,
    dismissed: event.type === 'triage.dismissed',
    updated_at: event.recordedAt,
  };
}
