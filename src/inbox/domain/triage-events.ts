import type { Actor } from '../../ledger/event.js';

/** What an actor has seen of a task, and when it looked (`views.md` 3.1, 3.4). */
export interface TaskSeen {
  readonly task_id: string;
  readonly actor: Actor;
  /** The task's last activity, heartbeats left out. */
  readonly last_seen_activity_at: string;
  /** The task's `latest_event_seq`. */
  readonly last_seen_event_seq: number;
}

/** The events of one actor's triage of one task. They are nobody's timeline: all of them are internal. */
export type TriageEvent =
  | { readonly type: 'triage.read'; readonly data: TaskSeen }
  | { readonly type: 'triage.archived'; readonly data: TaskSeen }
  | { readonly type: 'triage.dismissed'; readonly data: TaskSeen }
  /** The task is deleted. */
  | { readonly type: 'triage.deleted'; readonly data: Readonly<Record<string, never>> };
