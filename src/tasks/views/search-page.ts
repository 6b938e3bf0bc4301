/**
 * A page of tasks by words, and by filters beside them. What is asked for decides which way is short, so they are tried
 * in turn, each with a bound: looking at all tasks that the filters leave, reading on from the first of them, asking the
 * grams of titles. The answer is the same by each (decision 0006).
 */
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { oneOf, pageAmong, whatIsLeft } from './few-tasks.js';
import { listPage } from './list-page.js';
import { equalities, idsOf, type Listing, ofFacets, SORTED, type Statement } from './listing.js';
import { gramQuery } from './search-text.js';
import { walk, type WalkBounds } from './walk.js';

/** How far each way is followed before it is the wrong one. */
export interface SearchBounds {
  /** Tasks that are looked at one by one: a random read each. */
  readonly few: number;
  /** Tasks that the grams may name. */
  readonly named: number;
  /** Entries of the index that are read from the first task on before anything else is tried. */
  readonly walk: number;
  /** Entries that the walk may go on to, where the first ones tell that they fill the page. */
  readonly longWalk: number;
}

/** Where the ways cost the same, measured on a million tasks. */
const BOUNDS: SearchBounds = { few: 2_000, named: 4_000, walk: 10_000, longWalk: 125_000 };

/** The ids of a page, in order. */
export async function searchPage(
  snapshot: RowSource,
  listing: Listing,
  pattern: string,
  bounds: SearchBounds = BOUNDS,
): Promise<string[]> {
  if (await leavesFew(snapshot, listing, bounds.few)) return idsOf(snapshot, pageAmong(listing, whatIsLeft));
  const from = isFiltered(listing) ? await firstPlace(snapshot, listing) : NO_PLACE;
  if (!from) return [];
  const found = await idsOf(snapshot, walk(listing, { ...from, length: bounds.walk }));
  const missing = listing.limit - found.length;
  if (missing <= 0) return found;
  if (isWorthTheWalk(listing, (missing * bounds.walk) / found.length, bounds)) {
    const farther = await idsOf(snapshot, walk(listing, { ...from, length: bounds.longWalk }));
    if (farther.length === listing.limit) return farther;
  }
  const named = await namedByGrams(snapshot, gramQuery(pattern, listing), bounds.named);
  return named ? idsOf(snapshot, pageAmong(listing, oneOf(named))) : idsOf(snapshot, walk(listing, from));
}

/** What a walk begins with where nothing is left out but drafts: the page's own beginning. */
const NO_PLACE: WalkBounds = {};

function isFiltered(listing: Listing): boolean {
  return listing.narrow || equalities(listing).values.length > 0;
}

/** Owners and channels are words among the grams, which name few tasks then; a walk has to look each up. */
function isWorthTheWalk({ owner_ref, network_channel }: Listing, entries: number, { longWalk }: SearchBounds): boolean {
  return owner_ref === undefined && network_channel === undefined && entries <= longWalk;
}

async function leavesFew(snapshot: RowSource, listing: Listing, few: number): Promise<boolean> {
  const counted = countUpTo(listing, few + 1);
  if (!counted) return false;
  const [row] = await snapshot.query<{ tasks: number }[]>(counted.text, counted.values);
  return row !== undefined && row.tasks <= few;
}

/** How many tasks the filters leave; nothing when they leave all but drafts. */
export function countUpTo(listing: Listing, most: number): Statement | undefined {
  const conditions = equalities(listing);
  if (!isFiltered(listing)) return undefined;
  conditions.add(ofFacets(listing, conditions));
  const some = `SELECT FROM task_activity a ${conditions.where()} LIMIT ${most}`;
  return { text: `SELECT count(*)::int AS tasks FROM (${some}) s`, values: conditions.values };
}

/** The first task that the filters leave: where all that are left are old, a walk from the newest one would be long. */
async function firstPlace(snapshot: RowSource, listing: Listing): Promise<WalkBounds | undefined> {
  const { text, values } = listPage({ ...listing, limit: 1 });
  const [row] = await snapshot.query<Record<(typeof SORTED)[number], string>[]>(text, values);
  return row && { from: SORTED.map((column) => row[column]) };
}

/** The only read that is no walk along an index, which would read all of the table. */
export const BY_BITMAP = 'SET LOCAL enable_bitmapscan = on; SET LOCAL enable_indexscan = off';
const BY_WALK = 'SET LOCAL enable_bitmapscan = off; SET LOCAL enable_indexscan = on';

/** Undefined when they are too many to be any help. */
async function namedByGrams(snapshot: RowSource, query: string, most: number): Promise<string[] | undefined> {
  await snapshot.query(BY_BITMAP);
  const ids = await idsOf(snapshot, tasksWithGrams(query, most + 1));
  await snapshot.query(BY_WALK);
  return ids.length > most ? undefined : ids;
}

export function tasksWithGrams(query: string, most: number): Statement {
  return { text: `SELECT task_id FROM task_search WHERE grams @@ $1::tsquery LIMIT ${most}`, values: [query] };
}
