/** Reading along the list of all tasks, which one index holds with all that most filters and every search look at. */
import { Conditions } from './conditions.js';
import {
  afterCursor,
  hasPattern,
  type Listing,
  newestFirst,
  ofFacets,
  place,
  SORT_COLUMNS,
  type Statement,
} from './listing.js';

export interface WalkBounds {
  /** The place of the first task that may match; without it, where the page begins. */
  readonly from?: readonly string[];
  /** The walk ends before the first task without activity at this time or after it. */
  readonly since?: string;
  /** Entries from there on that were read before. */
  readonly skip?: number;
  /** Entries of the index at most; without it, until the page is full. */
  readonly length?: number;
}

/**
 * The ids of a page, in order; fewer than there are when the walk is bounded. OFFSET keeps the planner from using the
 * filters for another way than this. What the index does not hold is looked up for tasks that have the pattern alone:
 * CASE keeps that order, whatever the planner thinks of it.
 */
export function walk(
  listing: Listing,
  { from, since, skip = 0, length }: WalkBounds,
  columns = 'a.task_id',
): Statement {
  const conditions = new Conditions();
  conditions.equal('a.workspace', listing.workspace);
  conditions.add(ofFacets(listing, conditions));
  conditions.add(`CASE WHEN ${hasPattern(listing, conditions)} THEN ${isOfOwnerAndChannel(listing, conditions)} END`);
  const begin = from ? `(${SORT_COLUMNS}) <= ${place(from, conditions)}` : afterCursor(listing, conditions);
  const recent = since === undefined ? '' : `AND a.last_activity_at >= ${conditions.value(since)}::timestamptz `;
  const entries =
    `SELECT ${SORT_COLUMNS}, a.workspace, a.facet, a.text FROM task_activity a WHERE ${begin} ${recent}` +
    `ORDER BY ${newestFirst('a')} ${length === undefined ? '' : `LIMIT ${length} `}OFFSET ${skip}`;
  const limit = conditions.value(listing.limit);
  const text = `SELECT ${columns} FROM (${entries}) a ${conditions.where()} ORDER BY ${newestFirst('a')} LIMIT ${limit}`;
  return { text, values: conditions.values };
}

function isOfOwnerAndChannel(listing: Listing, into: Conditions): string {
  const wanted = (['owner_ref', 'network_channel'] as const).flatMap((column) => {
    const value = listing[column];
    if (value === undefined) return [];
    return `(SELECT o.${column} FROM task_activity o WHERE o.task_id = a.task_id) = ${into.value(value)}`;
  });
  return wanted.length === 0 ? 'true' : wanted.join(' AND ');
}
