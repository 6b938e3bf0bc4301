/**
 * The counts of the inbox, kept: how many tasks are in each shared lane, and by how much that differs for an actor. What
 * counts in a place counts in any place too, and so with owners; kinds of owners are few, a request adds them up.
 */
import type { GroupRows } from '../../ledger/followers/follower-view.js';
import type { TallySink, TallyTable } from '../../ledger/followers/tally.js';
import { INBOX_ENTRIES, INBOX_TASKS, type InboxEntryRow, type InboxTaskRow } from './inbox-tables.js';

const CELL = ['place', 'owner_ref', 'owner_kind', 'lane'] as const;
const ANY_OF = ['place', 'owner_ref'] as const;

/** Tasks of the shared lanes: its rows are counted by their members. */
export const INBOX_LANES: TallyTable = { name: 'inbox_lanes', key: CELL, anyOf: ANY_OF, sums: [] };

/** What an actor has more in a lane, or less, and how many of its tasks there are read. */
export const INBOX_ACTOR_LANES: TallyTable = {
  name: 'inbox_actor_lanes',
  key: ['actor_kind', 'actor_ref', ...CELL],
  anyOf: ANY_OF,
  sums: ['tasks', 'read'],
};

/**
 * Where in the log the unread tasks of the shared lanes are, so that those that an actor has seen can be leapt over: rows
 * without an actor have all of a piece of the log, rows with one the tasks of it that are seen, below 0.
 */
export const INBOX_BUCKETS: TallyTable = {
  name: 'inbox_buckets',
  key: ['actor_kind', 'actor_ref', ...CELL, 'bucket'],
  anyOf: ANY_OF,
  sums: ['tasks'],
};

/** Positions in a piece of the log. */
export const BUCKET = 512;

export function bucketOf(position: number): number {
  return Math.floor(position / BUCKET);
}

/** Part of a cell's key: any value, or this one. */
export function keyOf(value: string | null | undefined): string {
  return value === undefined || value === null ? '' : `=${value}`;
}

/** What the rows of one task add. */
export function tallyInbox(rows: GroupRows, tallies: TallySink): void {
  for (const task of rows.of(INBOX_TASKS)) {
    const { lane, bucket } = task;
    const cell = { ...cellOf(task), lane };
    tallies.add(INBOX_LANES, cell, {});
    tallies.add(INBOX_BUCKETS, { ...cell, bucket, actor_kind: '', actor_ref: '' }, { tasks: 1 });
  }
  for (const entry of rows.of(INBOX_ENTRIES)) tallyEntry(entry, tallies);
}

function tallyEntry(entry: InboxEntryRow, tallies: TallySink): void {
  const { actor_kind, actor_ref, lane, shared_lane, bucket, read, seen } = entry;
  const cell = { ...cellOf(entry), actor_kind, actor_ref };
  const isMoved = lane !== shared_lane;
  if (lane !== null) {
    tallies.add(INBOX_ACTOR_LANES, { ...cell, lane }, { tasks: isMoved ? 1 : 0, read: read ? 1 : 0 });
  }
  if (shared_lane === null) return;
  if (isMoved) tallies.add(INBOX_ACTOR_LANES, { ...cell, lane: shared_lane }, { tasks: -1, read: 0 });
  if (seen) tallies.add(INBOX_BUCKETS, { ...cell, lane: shared_lane, bucket }, { tasks: -1 });
}

type Counted = Pick<InboxTaskRow, 'place' | 'owner_ref' | 'owner_kind'>;

/** Where a row counts of itself; the tables say in which columns it counts for any value too. */
function cellOf({ place, owner_ref, owner_kind }: Counted): Readonly<Record<keyof Counted, string>> {
  return { place: keyOf(place), owner_ref: keyOf(owner_ref), owner_kind };
}
