/**
 * A page of tasks by filters alone. When most tasks match, the newest ones fill it. Else each facet that there is gives a
 * stream in the order of the list, read from an index from where the page begins, and the page is what comes first of all
 * of them: however the tasks lie, it reads a few entries of each stream and no more (decision 0006).
 */
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import type { Conditions } from './conditions.js';
import { afterCursor, equalities, idsOf, type Listing, newestFirst, SORT_COLUMNS, type Statement } from './listing.js';
import { walk } from './walk.js';

/** Entries that are read for each task of a page before the streams are. */
const GLANCE = 6;

/** The ids of a page, in order. */
export async function filteredPage(snapshot: RowSource, listing: Listing): Promise<string[]> {
  if (listing.owner_ref === undefined && listing.network_channel === undefined) {
    const newest = await idsOf(snapshot, walk(listing, { length: GLANCE * listing.limit }));
    if (newest.length === listing.limit) return newest;
  }
  return idsOf(snapshot, listPage(listing));
}

/** The sort values of a page, in order; the ids are the last of them. */
export function listPage(listing: Listing): Statement {
  const conditions = equalities(listing);
  conditions.add(afterCursor(listing, conditions));
  const facets = conditions.value(listing.facets);
  const limit = `${conditions.value(listing.limit)}::int`;
  const stream = (columns: string, more: string, count: string): string =>
    `SELECT ${columns} FROM task_activity a WHERE a.facet = w.facet AND ${conditions.all()} ${more} ` +
    `ORDER BY ${newestFirst('a')} LIMIT ${count}`;
  const text = `
    WITH RECURSIVE present(facet) AS (${presentFacets(listing, conditions)}),
    wanted AS MATERIALIZED (SELECT facet FROM present WHERE facet = ANY(${facets}::smallint[])),
    head AS MATERIALIZED (
      SELECT h.last_activity_at FROM wanted w CROSS JOIN LATERAL (
        ${stream('a.last_activity_at', '', `(SELECT 1 + 2 * ${limit} / greatest(count(*), 1) FROM wanted)`)}) h
    ),
    edge AS MATERIALIZED (SELECT last_activity_at FROM head ORDER BY last_activity_at DESC OFFSET ${limit} - 1 LIMIT 1)
    SELECT p.* FROM wanted w CROSS JOIN LATERAL (
      ${stream(SORT_COLUMNS, "AND a.last_activity_at >= coalesce((SELECT last_activity_at FROM edge), '-infinity')", limit)}
    ) p ORDER BY ${newestFirst('p')} LIMIT ${limit}`;
  return { text, values: conditions.values };
}

/**
 * The facets of the tasks in question, one look into the index for each. Of several equalities the one that leaves
 * fewest tasks, as a rule, is enough: a stream may turn out empty.
 */
function presentFacets(listing: Listing, into: Conditions): string {
  const column = (['owner_ref', 'network_channel', 'workspace'] as const).find((one) => listing[one] !== undefined);
  const chosen = column === undefined ? 'true' : `a.${column} = ${into.value(listing[column])}`;
  const next = (more: string): string =>
    `SELECT a.facet FROM task_activity a WHERE ${chosen} ${more} ORDER BY a.facet LIMIT 1`;
  return `(${next('')}) UNION ALL SELECT (${next('AND a.facet > p.facet')}) FROM present p WHERE p.facet IS NOT NULL`;
}
