/**
 * The counts of the inbox, kept: how many tasks are in each shared lane, and by how much that differs for an actor. What
 * counts in a place counts in any place too, and so with owners; kinds of owners are few, a request adds them up.
 */
import type { GroupRows } from '../../ledger/followers/follower-view.js';
import type { TallySink, TallyTable } from '../../ledger/followers/tally.js';
import { INBOX_ENTRIES, INBOX_TASKS, type InboxEntryRow, type InboxTaskRow } from './inbox-tables.js';

const CELL = ['place', 'owner_ref', 'owner_kind', 'lane'] as const;

/** Tasks of the shared lanes: its rows are counted by their members. */
export const INBOX_LANES: TallyTable = { name: 'inbox_lanes', key: CELL, sums: [] };

/** What an actor has more in a lane, or less, and how many of its tasks there are read. */
export const INBOX_ACTOR_LANES: TallyTable = {
  name: 'inbox_actor_lanes',
  key: ['actor_kind', 'actor_ref', ...CELL],
  sums: ['tasks', 'read'],
};

/**
 * Where in the log the unread tasks of the shared lanes are, so that those that an actor has seen can be leapt over: rows
 * without an actor have all of a piece of the log, rows with one the tasks of it that are seen, below 0.
 */
export const INBOX_BUCKETS: TallyTable = {
  name: 'inbox_buckets',
  key: ['actor_kind', 'actor_ref', ...CELL, 'bucket'],
  sums: ['tasks'],
};

/** Positions in a piece of the log. */
export const BUCKET = 512;

export function bucketOf(position: number): number {
  return Math.floor(position / BUCKET);
}

/** Part of a cell's key: any value, or this one. */
export function keyOf(value: string | undefined): string {
  return value === undefined ? '' : `=${value}`;
}

/** What the rows of one task add. */
export function tallyInbox(rows: GroupRows, tallies: TallySink): void {
  for (const task of rows.of(INBOX_TASKS)) {
    const { lane, bucket } = task;
    for (const cell of cellsOf(task)) {
      tallies.add(INBOX_LANES, { ...cell, lane }, {});
      tallies.add(INBOX_BUCKETS, { ...cell, lane, bucket, actor_kind: '', actor_ref: '' }, { tasks: 1 });
    }
  }
  for (const entry of rows.of(INBOX_ENTRIES)) tallyEntry(entry, tallies);
}

function tallyEntry(entry: InboxEntryRow, tallies: TallySink): void {
  const { actor_kind, actor_ref, lane, shared_lane, bucket, read, seen } = entry;
  for (const spot of cellsOf(entry)) {
    const cell = { ...spot, actor_kind, actor_ref };
    const isMoved = lane !== shared_lane;
    if (lane !== null) {
      tallies.add(INBOX_ACTOR_LANES, { ...cell, lane }, { tasks: isMoved ? 1 : 0, read: read ? 1 : 0 });
    }
    if (shared_lane === null) continue;
    if (isMoved) tallies.add(INBOX_ACTOR_LANES, { ...cell, lane: shared_lane }, { tasks: -1, read: 0 });
    if (seen) tallies.add(INBOX_BUCKETS, { ...cell, lane: shared_lane, bucket }, { tasks: -1 });
  }
}

interface Cell {
  readonly place: string;
  readonly owner_ref: string;
  readonly owner_kind: string;
}

/** All cells in which a row counts, up to four. */
function cellsOf({ place, owner_ref, owner_kind }: Pick<InboxTaskRow, 'place' | 'owner_ref' | 'owner_kind'>): Cell[] {
  const owners = owner_ref === null ? [undefined] : [undefined, owner_ref];
  return [undefined, place].flatMap((where) =>
    owners.map((owner) => ({ place: keyOf(where), owner_ref: keyOf(owner), owner_kind })),
  );
}
