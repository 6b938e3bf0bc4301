/**
 * Where a search begins to read along the list: at the first task that the filters leave. Where all that are left are
 * old, the way to it from the newest one on would be long.
 */
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { Conditions } from './conditions.js';
import { listPage } from './list-page.js';
import {
  equalities,
  type Listing,
  newestFirst,
  ofFacets,
  type Place,
  SORT_COLUMNS,
  SORTED,
  type Statement,
} from './listing.js';
import { walk, type WalkBounds } from './walk.js';

/** Entries among which it is looked for before the facets are asked. */
const NEAR = 100;

/** The first task that the filters leave, whatever its text; undefined when there is none. */
export async function firstPlace(snapshot: RowSource, listing: Listing): Promise<WalkBounds | undefined> {
  const { pattern: _any, ...filters } = listing;
  const one = { ...filters, limit: 1 };
  const near = isInOneIndex(one) ? await placeOf(snapshot, walk(one, { length: NEAR }, SORT_COLUMNS)) : undefined;
  return near ?? placeOf(snapshot, one.after === undefined ? newestOfFacets(one) : listPage(one));
}

/** Else a walk would have to look each owner or channel up. */
function isInOneIndex({ owner_ref, network_channel }: Listing): boolean {
  return owner_ref === undefined && network_channel === undefined;
}

async function placeOf(snapshot: RowSource, { text, values }: Statement): Promise<WalkBounds | undefined> {
  const [row] = await snapshot.query<Place[]>(text, values);
  return row && { from: SORTED.map((column) => row[column]) };
}

/**
 * The newest task of all that the filters leave. One look into an index for each facet that there is finds both the facet
 * and its newest task; it only holds where a page begins with the list, for a place in it is none in the order of facets.
 */
export function newestOfFacets(listing: Listing): Statement {
  const conditions = equalities(listing);
  const [least, greatest] = [listing.facets[0], listing.facets.at(-1)].map((facet) => conditions.value(facet));
  conditions.add(`a.facet >= ${least}::smallint`);
  const newest = (facet: string): string =>
    `SELECT a.facet, ${SORT_COLUMNS} FROM task_activity a WHERE ${conditions.all()} AND a.facet ${facet} ` +
    `ORDER BY a.facet DESC, ${newestFirst('a')} LIMIT 1`;
  const outer = new Conditions(conditions.values);
  const text = `
    WITH RECURSIVE newest AS (
      (${newest(`<= ${greatest}::smallint`)})
      UNION ALL SELECT n.* FROM newest p CROSS JOIN LATERAL (${newest('< p.facet')}) n
    ) SELECT ${SORT_COLUMNS} FROM newest a WHERE ${ofFacets(listing, outer)} ORDER BY ${newestFirst('a')} LIMIT 1`;
  return { text, values: outer.values };
}
