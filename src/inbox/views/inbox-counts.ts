import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { LANES, type Lane } from '../domain/vocabulary.js';
import type { InboxQuestion } from './inbox-question.js';
import { INBOX_ACTOR_LANES, INBOX_LANES, keyOf } from './inbox-tallies.js';

/** What is kept of one lane for one actor. */
export interface LaneCount {
  readonly lane: Lane;
  readonly count: number;
  readonly unread: number;
  /** Of a shared lane: tasks in it for others that this actor has seen. */
  readonly seen: number;
  /** Kinds of owners that tasks in it have. */
  readonly owner_kinds: readonly string[];
}

interface Kept {
  readonly lane: Lane;
  readonly owner_kind: string;
  /** In the lane for everybody. */
  readonly shared: number;
  readonly tasks: number;
  readonly read: number;
}

const READ_KEPT = `
  SELECT lane, owner_kind, members AS shared, 0::bigint AS tasks, 0::bigint AS read FROM ${INBOX_LANES.name}
  WHERE place = $1 AND owner_ref = $2 AND ($3::text IS NULL OR owner_kind = $3)
  UNION ALL
  SELECT lane, owner_kind, 0, tasks, read FROM ${INBOX_ACTOR_LANES.name}
  WHERE actor_kind = $4 AND actor_ref = $5 AND place = $1 AND owner_ref = $2 AND ($3::text IS NULL OR owner_kind = $3)`;

/** The counts of all lanes, whatever they count: a few rows for each kind of owner. */
export async function readCounts(
  snapshot: RowSource,
  { actor, place, owner_ref, owner_kind }: InboxQuestion,
): Promise<ReadonlyMap<Lane, LaneCount>> {
  const values = [keyOf(place), keyOf(owner_ref), owner_kind ?? null, actor.kind, actor.ref];
  const rows = await snapshot.query<Kept[]>(READ_KEPT, values);
  return new Map(LANES.map((lane) => [lane, countOf(lane, rows)]));
}

function countOf(lane: Lane, rows: readonly Kept[]): LaneCount {
  const own = rows.filter((row) => row.lane === lane);
  const sum = (column: 'shared' | 'tasks' | 'read'): number => own.reduce((all, row) => all + row[column], 0);
  const count = sum('shared') + sum('tasks');
  const unread = count - sum('read');
  const owner_kinds = [...new Set(own.map((row) => row.owner_kind))];
  return { lane, count, unread, seen: sum('shared') - unread, owner_kinds };
}
