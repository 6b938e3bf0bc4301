import type { StreamType } from '../../ledger/stream-type.js';
import { evolveTriage } from './evolve-triage.js';
import type { TriageEvent } from './triage-events.js';
import type { TriageStream } from './triage-state.js';

/**
 * What one actor has done with one task in its inbox: `triage:<actor kind>:<digest of the actor>:<task id>`. It stands
 * apart from the task, whose own stream, times and timeline it must not touch (`views.md` 3).
 */
export const triageStream: StreamType<TriageStream, TriageEvent> = {
  category: 'triage',
  stateVersion: 1,
  initial: null,
  evolve: evolveTriage,
  events: {
    'triage.read': { schemaVersion: 1, visibility: 'internal' },
    'triage.archived': { schemaVersion: 1, visibility: 'internal' },
    'triage.dismissed': { schemaVersion: 1, visibility: 'internal' },
    'triage.deleted': { schemaVersion: 1, visibility: 'internal', erases: true },
  },
};
