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
  /** Entries of the index at most; without it, until the page is full. */
  readonly length?: number;
}

/**
 * The ids of a page, in order; fewer than there are when the walk is bounded. OFFSET 0 keeps the planner from using the
 * filters for another way than this.
 */
export function walk(listing: Listing, { from, length }: WalkBounds): Statement {
  const conditions = new Conditions();
  conditions.equal('a.workspace', listing.workspace);
  conditions.add(ofFacets(listing, conditions));
  conditions.add(hasPattern(listing, conditions));
  for (const column of ['owner_ref', 'network_channel'] as const) {
    const found = `(SELECT o.${column} FROM task_activity o WHERE o.task_id = a.task_id)`;
    conditions.equal(found, listing[column]);
  }
  const begin = from ? `(${SORT_COLUMNS}) <= ${place(from, conditions)}` : afterCursor(listing, conditions);
  const entries =
    `SELECT ${SORT_COLUMNS}, a.workspace, a.facet, a.text FROM task_activity a WHERE ${begin} ` +
    `ORDER BY ${newestFirst('a')} ${length === undefined ? '' : `LIMIT ${length} `}OFFSET 0`;
  const limit = conditions.value(listing.limit);
  const text = `SELECT a.task_id FROM (${entries}) a ${conditions.where()} ORDER BY ${newestFirst('a')} LIMIT ${limit}`;
  return { text, values: conditions.values };
}
