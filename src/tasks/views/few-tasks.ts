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

/** Words which rows of `task_activity a` are looked at. */
export type Source = (conditions: Conditions) => string;

/** All that the filters leave. */
export const whatIsLeft: Source = () => 'true';

export function oneOf(ids: readonly string[]): Source {
  return (conditions) => `a.task_id = ANY(${conditions.value(ids)}::text[])`;
}

/** The children of a task are few by rule (`tasks.md` 1.3). */
export function childOf(parentId: string): Source {
  return (conditions) => `a.task_id IN (SELECT id FROM tasks WHERE parent_task_id = ${conditions.value(parentId)})`;
}

/** The ids of a page, in order. */
export function pageAmong(listing: Listing, source: Source): Statement {
  const inner = equalities(listing);
  inner.add(ofFacets(listing, inner));
  inner.add(source(inner));
  const outer = new Conditions(inner.values);
  outer.add(afterCursor(listing, outer));
  outer.add(hasPattern(listing, outer));
  const few = `SELECT ${SORT_COLUMNS}, a.text FROM task_activity a ${inner.where()}`;
  const limit = outer.value(listing.limit);
  return {
    text:
      `WITH few AS MATERIALIZED (${few}) SELECT a.task_id FROM few a ${outer.where()} ` +
      `ORDER BY ${newestFirst('a')} LIMIT ${limit}`,
    values: outer.values,
  };
}
