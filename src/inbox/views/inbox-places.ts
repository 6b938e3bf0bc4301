/**
 * The first tasks of a lane in its order: along an index from its beginning, as far as the kept counts say that there is
 * anything. An actor may have seen most of a shared lane; then only the pieces of the log are looked at that have
 * something unread.
 */
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { Conditions } from '../../tasks/views/conditions.js';
import { type Lane, SHARED_LANES } from '../domain/vocabulary.js';
import type { LaneCount } from './inbox-counts.js';
import { inOrder, type InboxPlace, type InboxQuestion, notSeen, ofActor, ofPlaceAndOwner } from './inbox-question.js';
import { INBOX_ENTRIES, INBOX_TASKS } from './inbox-tables.js';
import { BUCKET, INBOX_BUCKETS, keyOf } from './inbox-tallies.js';

/** Tasks that the actor has seen which are read over rather than looking at a piece of the log: it may have as many. */
const READ_OVER = BUCKET;

type Ordered = Omit<InboxPlace, 'read'> & { readonly priority: number };

/** @param readOver how many seen tasks are read over for each piece of the log that has something unread. */
export async function readPlaces(
  snapshot: RowSource,
  question: InboxQuestion,
  kept: LaneCount,
  readOver = READ_OVER,
): Promise<InboxPlace[]> {
  const unread = Math.min(question.limit, kept.unread);
  const read = question.unread ? 0 : Math.min(question.limit - unread, kept.count - kept.unread);
  const first = unread > 0 ? await readUnread(snapshot, question, kept, { limit: unread, readOver }) : [];
  const then = read > 0 ? await readEntries(snapshot, question, kept, { limit: read, read: true }) : [];
  return [...first.map(placeOf(false)), ...then.map(placeOf(true))];
}

function placeOf(read: boolean): (row: Ordered) => InboxPlace {
  return ({ task_id, lane, activity_at }) => ({ task_id, lane, activity_at, read });
}

async function readUnread(
  snapshot: RowSource,
  question: InboxQuestion,
  kept: LaneCount,
  { limit, readOver }: { readonly limit: number; readonly readOver: number },
): Promise<Ordered[]> {
  if (!isShared(kept.lane)) return readEntries(snapshot, question, kept, { limit, read: false });
  if (kept.seen <= readOver) return readShared(snapshot, question, kept, limit);
  const buckets = await bucketsWithUnread(snapshot, question, kept.lane, limit);
  return kept.seen <= readOver * buckets.length
    ? readShared(snapshot, question, kept, limit)
    : readLeaping(snapshot, question, kept.lane, { limit, buckets });
}

function isShared(lane: Lane): boolean {
  return SHARED_LANES.some((shared) => shared === lane);
}

const COLUMNS = 'r.task_id, r.lane, r.activity_at, r.priority';

/** The first rows for each kind of owner, put together. */
function walked(table: string, where: string, limit: number): string {
  return `SELECT x.* FROM unnest($1::text[]) f(owner_kind) CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM ${table} r WHERE r.owner_kind = f.owner_kind AND ${where}
      ORDER BY ${inOrder('r')} LIMIT ${limit}) x
    ORDER BY ${inOrder('x')} LIMIT ${limit}`;
}

function readEntries(
  snapshot: RowSource,
  question: InboxQuestion,
  { lane, owner_kinds }: LaneCount,
  { limit, read }: { readonly limit: number; readonly read: boolean },
): Promise<Ordered[]> {
  const into = new Conditions([owner_kinds, lane]);
  const where = `${ofActor(question, into)} AND r.lane = $2 AND r.read = ${read} AND ${ofPlaceAndOwner(question, into)}`;
  return snapshot.query<Ordered[]>(walked(INBOX_ENTRIES.name, where, limit), into.values);
}

function readShared(
  snapshot: RowSource,
  question: InboxQuestion,
  { lane, owner_kinds }: LaneCount,
  limit: number,
): Promise<Ordered[]> {
  const into = new Conditions([owner_kinds, lane]);
  const where = `r.lane = $2 AND ${ofPlaceAndOwner(question, into)} AND ${notSeen(question, into)}`;
  return snapshot.query<Ordered[]>(walked(INBOX_TASKS.name, where, limit), into.values);
}

function readLeaping(
  snapshot: RowSource,
  question: InboxQuestion,
  lane: Lane,
  { limit, buckets }: { readonly limit: number; readonly buckets: readonly number[] },
): Promise<Ordered[]> {
  const into = new Conditions([buckets, lane]);
  const { owner_kind } = question;
  const ofKind = owner_kind === undefined ? 'true' : `r.owner_kind = ${into.value(owner_kind)}`;
  // OFFSET 0 keeps the planner from finding them by the place or the owner.
  return snapshot.query<Ordered[]>(
    `SELECT ${COLUMNS} FROM unnest($1::integer[]) b(bucket) CROSS JOIN LATERAL (
       SELECT * FROM ${INBOX_TASKS.name} t WHERE t.bucket = b.bucket AND t.lane = $2 OFFSET 0) r
     WHERE ${ofKind} AND ${ofPlaceAndOwner(question, into)} AND ${notSeen(question, into)}
     ORDER BY ${inOrder('r')} LIMIT ${limit}`,
    into.values,
  );
}

interface Unread {
  readonly bucket: number;
  readonly unread: number;
}

/** The newest pieces of the log with so many unread tasks, and one more: what begins it may be as new as what ends it. */
async function bucketsWithUnread(
  snapshot: RowSource,
  { actor, place, owner_ref, owner_kind }: InboxQuestion,
  lane: Lane,
  limit: number,
): Promise<number[]> {
  const rows = await snapshot.query<Unread[]>(
    `SELECT b.bucket, sum(b.tasks)::integer AS unread
     FROM (VALUES ('', ''), ($4::text, $5::text)) a(actor_kind, actor_ref) JOIN ${INBOX_BUCKETS.name} b
       ON b.actor_kind = a.actor_kind AND b.actor_ref = a.actor_ref
     WHERE b.place = $1 AND b.owner_ref = $2 AND b.lane = $3 AND ($6::text IS NULL OR b.owner_kind = $6)
     GROUP BY b.bucket HAVING sum(b.tasks) > 0 ORDER BY b.bucket DESC`,
    [keyOf(place), keyOf(owner_ref), lane, actor.kind, actor.ref, owner_kind ?? null],
  );
  let found = 0;
  const enough = rows.findIndex((row) => (found += row.unread) >= limit);
  return (enough < 0 ? rows : rows.slice(0, enough + 2)).map((row) => row.bucket);
}
