import type { TaskSeen } from './triage-events.js';

/** What an actor has done with a task in its inbox, as stored; the inbox shows what is left of it (`views.md` 3.3). */
export interface TriageState extends TaskSeen {
  readonly read: boolean;
  readonly archived: boolean;
  readonly dismissed: boolean;
  readonly updated_at: string;
}

/** What remains when the task is deleted: neither who it was nor what was seen. */
export interface DeletedTriage {
  readonly deleted_at: string;
}

/** The state of a triage stream: null while the actor has left the task alone, which counts as unread. */
export type TriageStream = TriageState | DeletedTriage | null;

/** The triage, undefined where there is none: never made, or gone with its task. */
export function existingTriage(stream: TriageStream): TriageState | undefined {
  return stream === null || 'deleted_at' in stream ? undefined : stream;
}
