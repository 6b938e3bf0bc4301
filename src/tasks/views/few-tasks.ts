/** A page out of tasks that are few already, whatever made them so: they are collected, then sorted. */
import { Conditions } from './conditions.js';
import {
  afterCursor,
  equalities,
  hasPattern,
  type Listing,
  newestFirst,
  ofFacets,
  SORT_COLUMNS,
  type Statement,
} from './listing.js';

/** The rows of `task_activity` that are looked at, as `a` of a FROM. */
export type Source = (conditions: Conditions) => string;

/** All that the filters leave. */
export const whatIsLeft: Source = () => 'task_activity a';

export function oneOf(ids: readonly string[]): Source {
  return (conditions) => byKey(`unnest(${conditions.value(ids)}::text[])`);
}

/** The children of a task are few by rule (`tasks.md` 1.3). */
export function childOf(parentId: string): Source {
  return (conditions) => byKey(`(SELECT id FROM tasks WHERE parent_task_id = ${conditions.value(parentId)})`);
}

/** OFFSET 0 keeps the planner from looking for them by another filter. */
function byKey(ids: string): string {
  return `${ids} i(id) CROSS JOIN LATERAL (SELECT * FROM task_activity x WHERE x.task_id = i.id OFFSET 0) a`;
}

/** The ids of a page, in order. */
export function pageAmong(listing: Listing, source: Source): Statement {
  const inner = equalities(listing);
  inner.add(ofFacets(listing, inner));
  const rows = source(inner);
  const outer = new Conditions(inner.values);
  outer.add(afterCursor(listing, outer));
  outer.add(hasPattern(listing, outer));
  const few = `SELECT ${SORT_COLUMNS}, a.text FROM ${rows} ${inner.where()}`;
  const limit = outer.value(listing.limit);
  return {
    text:
      `WITH few AS MATERIALIZED (${few}) SELECT a.task_id FROM few a ${outer.where()} ` +
      `ORDER BY ${newestFirst('a')} LIMIT ${limit}`,
    values: outer.values,
  };
}
