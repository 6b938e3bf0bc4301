/**
 * The tables of the inbox view: the tasks of the lanes that are everybody's, and beside them what differs for an actor.
 * Where nobody has done anything, nothing is kept for anybody.
 */
import { grouped } from '../../ledger/followers/follower-view.js';
import type { Actor } from '../../ledger/event.js';
import type { Lane, SharedLane } from '../domain/vocabulary.js';

/** Where a row counts, which is what an inbox is filtered by (`views.md` 2.1), and where it is in the order. */
interface Spot {
  readonly task_id: string;
  /** Empty for global tasks, else the workspace's id. */
  readonly place: string;
  /** Empty for a task without an owner. */
  readonly owner_kind: string;
  readonly owner_ref: string | null;
  readonly activity_at: string;
  readonly priority: number;
  /** Which piece of the log its last activity is in; see inbox-tallies.ts. */
  readonly bucket: number;
}

const SPOT = ['task_id', 'place', 'owner_kind', 'owner_ref', 'activity_at', 'priority', 'bucket'] as const;

export interface InboxTaskRow extends Spot {
  readonly lane: SharedLane;
}

export const INBOX_TASKS = grouped<InboxTaskRow>({
  name: 'inbox_tasks',
  key: ['task_id'],
  group: 'task_id',
  columns: [...SPOT, 'lane'],
});

/** A task in an actor's own lanes, or one of a shared lane that the actor has seen. */
export interface InboxEntryRow extends Spot {
  readonly actor_kind: Actor['kind'];
  readonly actor_ref: string;
  /** Null while it is dismissed. */
  readonly lane: Lane | null;
  /** The shared lane in which it is for others. */
  readonly shared_lane: SharedLane | null;
  readonly read: boolean;
  /** Read, archived or dismissed: not among the unread ones of the shared lane. */
  readonly seen: boolean;
}

export const INBOX_ENTRIES = grouped<InboxEntryRow>({
  name: 'inbox_entries',
  key: ['task_id', 'actor_kind', 'actor_ref'],
  group: 'task_id',
  columns: [...SPOT, 'actor_kind', 'actor_ref', 'lane', 'shared_lane', 'read', 'seen'],
});
