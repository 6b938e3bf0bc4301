/**
 * A page of tasks by words, and by filters beside them. What is asked for decides which way is short, so they are tried
 * in turn, each with a bound: looking at all tasks that the filters leave, reading on from the first of them, asking the
 * grams of titles. The answer is the same by each (decision 0006).
 */
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { oneOf, pageAmong, whatIsLeft } from './few-tasks.js';
import { firstPlace } from './first-place.js';
import {
  equalities,
  idsOf,
  type Listing,
  newestFirst,
  ofFacets,
  type Place,
  SORT_COLUMNS,
  SORTED,
  type Statement,
} from './listing.js';
import type { PassedOver, Stretch } from './passed-over.js';
import { gramQuery } from './search-text.js';
import { isEveryFacet } from './task-facet.js';
import { walk, type WalkBounds } from './walk.js';

const NEWEST = `SELECT a.last_activity_at FROM task_activity a ORDER BY ${newestFirst('a')} LIMIT 1`;

/** How far each way is followed before it is the wrong one. */
export interface SearchBounds {
  /** Tasks that are looked at one by one: a random read each. */
  readonly few: number;
  /** Tasks that the grams may name. */
  readonly named: number;
  /** Entries of the index that are read from the first task on before anything else is tried. */
  readonly glance: number;
  /** Entries that the page may take, as those tell, for the index to be read on. */
  readonly walk: number;
  /** The same where so many tasks have the pattern that the grams are no help. */
  readonly longWalk: number;
  /** Tasks that have moved since a stretch was passed over. */
  readonly moved: number;
}

/** Where the ways cost the same, measured on a million tasks. */
const BOUNDS: SearchBounds = {
  few: 2_000,
  named: 4_000,
  glance: 5_000,
  walk: 60_000,
  longWalk: 125_000,
  moved: 20_000,
};
/** Where one of so many entries has the pattern, the grams name too many of a million tasks. */
const OFTEN = 250;
/** What the page takes is told by a few tasks: it may be so many times as much. */
const DOUBT = 2;
/** What an entry costs where owners or channels are looked up, in entries. */
const LOOKED_UP = 3;

/** The ids of a page, in order. */
export async function searchPage(
  snapshot: RowSource,
  listing: Listing,
  pattern: string,
  passed: PassedOver,
  bounds: SearchBounds = BOUNDS,
): Promise<string[]> {
  if (await leavesFew(snapshot, listing, bounds.few)) return idsOf(snapshot, pageAmong(listing, whatIsLeft));
  const stretch = passed.before(listing);
  if (stretch && (await movedAtMost(snapshot, stretch, bounds.moved))) return around(snapshot, listing, stretch);
  const begin = leavesAll(listing) ? {} : await firstPlace(snapshot, listing);
  if (!begin) return [];
  const found = await idsOf(snapshot, walk(listing, { ...begin, length: bounds.glance }));
  const missing = listing.limit - found.length;
  const length = missing > 0 ? worthReading(listing, found.length, bounds) : 0;
  if (length > 0) {
    const rest = { ...listing, limit: missing };
    found.push(...(await idsOf(snapshot, walk(rest, { ...begin, skip: bounds.glance, length }))));
  }
  if (found.length === listing.limit) return found;
  const named = await namedByGrams(snapshot, gramQuery(pattern, listing), bounds.named);
  return named ? idsOf(snapshot, pageAmong(listing, oneOf(named))) : readOn(snapshot, listing, begin, passed);
}

/** To the end of the list if it must be. What is passed over until the first task that matches need not be read again. */
async function readOn(snapshot: RowSource, listing: Listing, begin: WalkBounds, passed: PassedOver): Promise<string[]> {
  const { text, values } = walk(listing, begin, SORT_COLUMNS);
  const places = await snapshot.query<Place[]>(text, values);
  const [newest] = await snapshot.query<{ last_activity_at: string }[]>(NEWEST);
  if (newest) passed.note(listing, { since: newest.last_activity_at, until: places[0] });
  return places.map(({ task_id }) => task_id);
}

/** What has moved to the front since, and then what lies behind the stretch. */
async function around(snapshot: RowSource, listing: Listing, { since, until }: Stretch): Promise<string[]> {
  const ids = await idsOf(snapshot, walk(listing, { since }));
  const missing = listing.limit - ids.length;
  if (missing === 0 || !until) return ids;
  const from = SORTED.map((column) => until[column]);
  return [...ids, ...(await idsOf(snapshot, walk({ ...listing, limit: missing }, { from })))];
}

async function movedAtMost(snapshot: RowSource, { since }: Stretch, most: number): Promise<boolean> {
  const { text, values } = movedSince(since, most + 1);
  const [row] = await snapshot.query<{ tasks: number }[]>(text, values);
  return row !== undefined && row.tasks <= most;
}

/** How many tasks had activity at this time or after it. */
export function movedSince(since: string, most: number): Statement {
  const some =
    'SELECT FROM task_activity a WHERE a.last_activity_at >= $1::timestamptz ' +
    `ORDER BY ${newestFirst('a')} LIMIT $2`;
  return { text: `SELECT count(*)::int AS tasks FROM (${some}) s`, values: [since, most] };
}

/** Entries that are read on after the first ones, in which `found` tasks had the pattern; 0 to ask the grams. */
function worthReading({ limit, owner_ref, network_channel }: Listing, found: number, bounds: SearchBounds): number {
  if (found === 0) return 0;
  const entries = Math.ceil(((limit - found) * bounds.glance) / found);
  // Owners and channels are words among the grams, which name few tasks then.
  const isLookedUp = owner_ref !== undefined || network_channel !== undefined;
  const isOften = !isLookedUp && found * OFTEN >= bounds.glance;
  const cost = isLookedUp ? entries * LOOKED_UP : entries;
  return cost <= (isOften ? bounds.longWalk : bounds.walk) ? entries * DOUBT : 0;
}

/** Drafts too: the list begins with its newest task. */
function leavesAll(listing: Listing): boolean {
  return !isFiltered(listing) && isEveryFacet(listing.facets);
}

function isFiltered(listing: Listing): boolean {
  return listing.narrow || equalities(listing).values.length > 0;
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

/** The only read that is no walk along an index, which would read all of the table. */
export const BY_BITMAP = 'SET LOCAL enable_bitmapscan = on; SET LOCAL enable_indexscan = off';
const BY_WALK = 'SET LOCAL enable_bitmapscan = off; SET LOCAL enable_indexscan = on';

/** Undefined when they are too many to be any help. */
export async function namedByGrams(snapshot: RowSource, query: string, most: number): Promise<string[] | undefined> {
  await snapshot.query(BY_BITMAP);
  const ids = await idsOf(snapshot, tasksWithGrams(query, most + 1));
  await snapshot.query(BY_WALK);
  return ids.length > most ? undefined : ids;
}

export function tasksWithGrams(query: string, most: number): Statement {
  return { text: `SELECT task_id FROM task_search WHERE grams @@ $1::tsquery LIMIT ${most}`, values: [query] };
}
