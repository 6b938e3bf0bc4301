/**
 * The facet of a task: everything that a list filters by and that has few values (status, priority, approval state and
 * kind of owner) as one number of four digits. The indexes of the list begin with it, so each facet is a stream of its
 * own in the order of the list, and any combination of these filters is a merge of streams (decision 0006).
 */
import type { ApprovalState, OwnerKind, Priority, TaskStatus } from '../domain/vocabulary.js';

/** The digits are stored with every task: a new word gets the next one, none ever changes its digit. */
const STATUS: Readonly<Record<TaskStatus, number>> = {
  draft: 0,
  pending: 1,
  blocked: 2,
  ready: 3,
  in_progress: 4,
  completed: 5,
  failed: 6,
  canceled: 7,
};
const PRIORITY: Readonly<Record<Priority, number>> = { low: 0, medium: 1, high: 2, urgent: 3 };
const APPROVAL: Readonly<Record<ApprovalState, number>> = { not_required: 0, pending: 1, approved: 2, rejected: 3 };
const UNOWNED = 0;
const OWNER: Readonly<Record<OwnerKind, number>> = {
  human: 1,
  agent_session: 2,
  automation: 3,
  extension: 4,
  network_peer: 5,
  pool: 6,
};

/** What a facet is made of. */
export interface Faceted {
  readonly status: TaskStatus;
  readonly priority: Priority;
  readonly approval_state: ApprovalState;
  readonly owner_kind?: OwnerKind;
}

export interface FacetFilter extends Partial<Faceted> {
  /** Without it, drafts are left out unless a status is asked for (`tasks.md` 6.1). */
  readonly include_drafts?: boolean;
}

export function facetOf({ status, priority, approval_state, owner_kind }: Faceted): number {
  const owner = owner_kind === undefined ? UNOWNED : OWNER[owner_kind];
  return STATUS[status] * 1000 + PRIORITY[priority] * 100 + APPROVAL[approval_state] * 10 + owner;
}

/** The facets that a filter leaves, ascending. */
export function facetsOf(filter: FacetFilter): number[] {
  const drafts = filter.include_drafts === true || filter.status !== undefined;
  const statuses = digits(STATUS, filter.status).filter((digit) => drafts || digit !== STATUS.draft);
  const owners = filter.owner_kind === undefined ? [UNOWNED, ...Object.values(OWNER)] : [OWNER[filter.owner_kind]];
  const facets: number[] = [];
  for (const status of statuses)
    for (const priority of digits(PRIORITY, filter.priority))
      for (const approval of digits(APPROVAL, filter.approval_state))
        for (const owner of owners) facets.push(status * 1000 + priority * 100 + approval * 10 + owner);
  return facets;
}

/** All that there can be, ascending. */
const FACETS = facetsOf({ include_drafts: true });

export function isEveryFacet(facets: readonly number[]): boolean {
  return facets.length === FACETS.length;
}

/** First and last of facets between which there is no other; undefined when there are others. */
export function rangeOf(facets: readonly number[]): readonly [number, number] | undefined {
  const [first] = facets;
  const last = facets.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return FACETS.indexOf(last) - FACETS.indexOf(first) === facets.length - 1 ? [first, last] : undefined;
}

function digits<Word extends string>(of: Readonly<Record<Word, number>>, word: Word | undefined): number[] {
  return word === undefined ? Object.values<number>(of) : [of[word]];
}
