/** What an actor has done with a task, as far as it still holds. */
export interface EffectiveTriage {
  readonly read: boolean;
  readonly archived: boolean;
  readonly dismissed: boolean;
}

/** The stored triage, and where the log was when it was made. */
export interface StoredTriage extends EffectiveTriage {
  readonly position: number;
}

const UNTOUCHED: EffectiveTriage = { read: false, archived: false, dismissed: false };

/**
 * What is left of a triage (`views.md` 3.3): nothing, once something has happened to the task that asks for attention,
 * but for the archive, from which nothing comes back.
 */
export function effectiveTriage(stored: StoredTriage | undefined, attentionSeq: number): EffectiveTriage {
  if (!stored) return UNTOUCHED;
  if (stored.archived) return { read: true, archived: true, dismissed: false };
  if (attentionSeq > stored.position) return UNTOUCHED;
  return { read: stored.read, archived: false, dismissed: stored.dismissed };
}
