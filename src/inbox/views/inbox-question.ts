/** What is asked of an inbox (`views.md` 2.1), and how rows `r` of its tables are found that are meant by it. */
import type { Actor } from '../../ledger/event.js';
import type { Conditions } from '../../tasks/views/conditions.js';
import type { Lane } from '../domain/vocabulary.js';

export interface InboxQuestion {
  readonly actor: Actor;
  /** Empty for global tasks, else a workspace's id. */
  readonly place?: string;
  readonly owner_kind?: string;
  readonly owner_ref?: string;
  readonly lane?: Lane;
  readonly unread: boolean;
  /** Substring of title or identifier, folded, not empty. */
  readonly pattern?: string;
  /** Items of a lane at most; above 0. */
  readonly limit: number;
}

/** A task in a lane, as it is shown and ordered. */
export interface InboxPlace {
  readonly task_id: string;
  readonly lane: Lane;
  readonly activity_at: string;
  readonly read: boolean;
}

export interface InboxGroup {
  readonly lane: Lane;
  readonly count: number;
  readonly unread_count: number;
  readonly places: readonly InboxPlace[];
}

/** The order within a lane, behind that of unread and read (`views.md` 2.4). */
export function inOrder(alias: string): string {
  return `${alias}.activity_at DESC, ${alias}.priority DESC, ${alias}.task_id COLLATE "C"`;
}

/** The place and the owner, for which there is an index in each combination; not the kind of owner. */
export function ofPlaceAndOwner({ place, owner_ref }: InboxQuestion, into: Conditions): string {
  const conditions = [
    ...(place === undefined ? [] : [`r.place = ${into.value(place)}`]),
    ...(owner_ref === undefined ? [] : [`r.owner_ref = ${into.value(owner_ref)}`]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

export function ofActor({ actor }: InboxQuestion, into: Conditions, alias = 'r'): string {
  return `${alias}.actor_kind = ${into.value(actor.kind)} AND ${alias}.actor_ref = ${into.value(actor.ref)}`;
}

/** Not seen by the actor. Written so that it is looked up for one row after the other, in their order. */
export function notSeen(question: InboxQuestion, into: Conditions): string {
  const seen = `SELECT e.seen FROM inbox_entries e WHERE e.task_id = r.task_id AND ${ofActor(question, into, 'e')}`;
  return `(${seen}) IS NOT TRUE`;
}
