/**
 * What searches read in vain. A common word that only old tasks have is found by reading the list from its newest task on.
 * Whoever looks for it again need not: nothing comes into a stretch of the list but at its front, for a task that anything
 * happens to is the newest then. So of what was passed over once only the tasks that have moved since are looked at.
 */
import { fingerprint } from '../../ledger/fingerprint.js';
import { trimOldest } from '../../ledger/lane/lookup.js';
import type { Listing, Place } from './listing.js';

/** A stretch of the list in which no task matches. */
export interface Stretch {
  /** The time of the newest task then; what has moved since is at this time or after it. */
  readonly since: string;
  /** The first task that matched, behind the stretch; nothing where none did. */
  readonly until?: Place;
}

/** Searches of which it is remembered: a few hundred bytes each. */
const CAPACITY = 1_000;

/** The stretches of this process, by what was searched; the oldest are forgotten. */
export class PassedOver {
  private readonly stretches = new Map<string, Stretch>();

  before(listing: Listing): Stretch | undefined {
    return listing.after === undefined ? this.stretches.get(keyOf(listing)) : undefined;
  }

  /** Of a page that begins with the list; a stretch that ends at its own beginning is none. */
  note(listing: Listing, { since, until }: Stretch): void {
    if (listing.after !== undefined || (until && until.last_activity_at >= since)) return;
    const key = keyOf(listing);
    this.stretches.delete(key);
    this.stretches.set(key, until ? { since, until } : { since });
    trimOldest(this.stretches, CAPACITY);
  }
}

function keyOf({ pattern, workspace, owner_ref, network_channel, facets }: Listing): string {
  return fingerprint({ pattern, workspace, owner_ref, network_channel, facets });
}
