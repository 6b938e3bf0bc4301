/**
 * What a list of tasks looks for, in the words of `task_activity`, and the order it shows (`tasks.md` 6.1). All reads of
 * a list go over that table: its indexes end in this order.
 */
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import type { ApprovalState, OwnerKind, Priority, Scope, TaskStatus } from '../domain/vocabulary.js';
import { Conditions } from './conditions.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { facetsOf, rangeOf } from './task-facet.js';
import { foldCase } from './search-text.js';
import type { TaskWithActivity } from './task-reader.js';

/** The filters of `tasks.md` 6.1, parsed; all that are given must hold. */
export interface TaskFilter {
  /** `workspace` goes with a `workspace_id`. */
  readonly scope?: Scope;
  readonly workspace_id?: string;
  /** The one workspace that the caller may see: nothing outside it is found. */
  readonly visible_workspace_id?: string;
  readonly status?: TaskStatus;
  readonly priority?: Priority;
  readonly include_drafts?: boolean;
  readonly approval_state?: ApprovalState;
  readonly owner_kind?: OwnerKind;
  readonly owner_ref?: string;
  readonly parent_task_id?: string;
  readonly network_channel?: string;
  /** Substring of title or identifier, without regard to case; `%` and `_` are themselves. */
  readonly query?: string;
  /** Absent, 0 or more than 500 means 500. */
  readonly limit?: number;
  /** Where the last page ended, as it said. */
  readonly cursor?: string;
}

/** A filter in the words of the table. */
export interface Listing {
  /** Empty for global tasks. */
  readonly workspace?: string;
  readonly owner_ref?: string;
  readonly network_channel?: string;
  readonly parent_task_id?: string;
  readonly facets: readonly number[];
  /** Whether the facets leave anything out but drafts. */
  readonly narrow: boolean;
  /** Folded. */
  readonly pattern?: string;
  /** Sort values of the last task of the page before. */
  readonly after?: readonly string[];
  readonly limit: number;
}

/** One query with its values. */
export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

export async function idsOf(snapshot: RowSource, { text, values }: Statement): Promise<string[]> {
  const rows = await snapshot.query<{ task_id: string }[]>(text, values);
  return rows.map((row) => row.task_id);
}

/** By what a list is sorted, each descending. */
export const SORTED = ['last_activity_at', 'updated_at', 'created_at', 'task_id'] as const;

/** Where a task stands in the list. */
export type Place = Record<(typeof SORTED)[number], string>;

/** The sort values of a row of `task_activity a`. */
export const SORT_COLUMNS = SORTED.map((column) => `a.${column}`).join(', ');

/** The order of the list over rows named `alias`. */
export function newestFirst(alias: string): string {
  return SORTED.map((column) => `${alias}.${column} DESC`).join(', ');
}

/** Undefined when nothing can match, such as global tasks for somebody who sees one workspace. */
export function listingOf(filter: TaskFilter, limit: number): Listing | undefined {
  const workspaces = new Set([
    ...(filter.scope === 'global' ? [''] : []),
    ...[filter.workspace_id, filter.visible_workspace_id].filter((id) => id !== undefined),
  ]);
  if (workspaces.size > 1) return undefined;
  const [workspace] = workspaces;
  const { owner_ref, network_channel, parent_task_id, status, priority, approval_state, owner_kind } = filter;
  return {
    workspace,
    owner_ref,
    network_channel,
    parent_task_id,
    facets: facetsOf(filter),
    narrow: [status, priority, approval_state, owner_kind].some((word) => word !== undefined),
    pattern: filter.query === undefined ? undefined : foldCase(filter.query),
    after: filter.cursor === undefined ? undefined : decodeCursor(filter.cursor, ['time', 'time', 'time', 'text']),
    limit,
  };
}

/** Where a page that ends with this task ended. */
export function cursorOf(task: Pick<TaskWithActivity, 'id' | Exclude<(typeof SORTED)[number], 'task_id'>>): string {
  return encodeCursor([task.last_activity_at, task.updated_at, task.created_at, task.id]);
}

/** What must be equal, but for the facet, the parent and the text. */
export function equalities(listing: Listing, into: Conditions = new Conditions()): Conditions {
  into.equal('a.owner_ref', listing.owner_ref);
  into.equal('a.network_channel', listing.network_channel);
  into.equal('a.workspace', listing.workspace);
  return into;
}

/** Only tasks that come after the last page. */
export function afterCursor({ after }: Listing, into: Conditions): string {
  return after === undefined ? 'true' : `(${SORT_COLUMNS}) < ${place(after, into)}`;
}

/** The sort values of a place in the list. */
export function place(values: readonly string[], into: Conditions): string {
  const [activity, updated, created, id] = values.map((value) => into.value(value));
  return `(${activity}::timestamptz, ${updated}::timestamptz, ${created}::timestamptz, ${id})`;
}

/**
 * Only tasks whose title or identifier has the pattern. A text that is too long for the index is read where it stands
 * whole, one at a time: an EXISTS might be turned into a read of all.
 */
export function hasPattern({ pattern }: Listing, into: Conditions): string {
  if (pattern === undefined) return 'true';
  const value = into.value(pattern);
  const whole = '(SELECT s.text FROM task_search s WHERE s.task_id = a.task_id)';
  return `(strpos(a.text, ${value}) > 0 OR a.text = '' AND strpos(${whole}, ${value}) > 0)`;
}

/** All but drafts, or all of a status, are a range: comparing with its ends is less work than looking among hundreds. */
export function ofFacets({ facets }: Listing, into: Conditions): string {
  const range = rangeOf(facets);
  if (range) return `a.facet BETWEEN ${into.value(range[0])}::smallint AND ${into.value(range[1])}::smallint`;
  return `a.facet = ANY(${into.value(facets)}::smallint[])`;
}
