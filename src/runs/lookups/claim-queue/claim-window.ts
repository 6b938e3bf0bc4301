/** One claimable run as the queue orders it. */
export interface QueueEntry {
  readonly run_id: string;
  readonly task_id: string;
  readonly weight: number;
  readonly queued_at: string;
  readonly channel: string | null;
}

/** Claim order within a class: weight descending, then queue time, then id (`runs.md` 3.4.4). Negative: `a` first. */
export function claimOrder(a: QueueEntry, b: QueueEntry): number {
  if (a.weight !== b.weight) return b.weight - a.weight;
  if (a.queued_at !== b.queued_at) return a.queued_at < b.queued_at ? -1 : 1;
  return a.run_id < b.run_id ? -1 : a.run_id > b.run_id ? 1 : 0;
}

/** A window may grow by what is queued while it is held, to so many times what was read; its tail is left to the table. */
const GROWTH = 8;

/**
 * The head of one class's queue as of the last commit, in claim order. `isComplete` says that nothing lies behind it;
 * otherwise runs after the last entry are known to the table only.
 */
export class ClaimWindow {
  private readonly capacity: number;
  private complete: boolean;

  /** @param limit how many entries were asked for: fewer are all that there are. */
  constructor(
    private entries: QueueEntry[],
    limit: number,
  ) {
    this.complete = entries.length < limit;
    this.capacity = limit * GROWTH;
  }

  /** The first entry that `accepts`; where there is none in a window that is not complete, the table may know more. */
  first(accepts: (entry: QueueEntry) => boolean): QueueEntry | undefined {
    return this.entries.find(accepts);
  }

  at(index: number): QueueEntry | undefined {
    return this.entries[index];
  }

  get isComplete(): boolean {
    return this.complete;
  }

  /** Takes a committed change over: runs that left, and runs that came, as far as they fall within the window. */
  update(removed: ReadonlySet<string>, added: readonly QueueEntry[]): void {
    const last = this.entries.at(-1);
    if (removed.size > 0) this.entries = this.entries.filter((entry) => !removed.has(entry.run_id));
    for (const entry of added) {
      if (!this.complete && (!last || claimOrder(entry, last) > 0)) continue;
      // From the end: what is queued now mostly stands behind what was queued before.
      const before = this.entries.findLastIndex((other) => claimOrder(other, entry) < 0);
      this.entries.splice(before + 1, 0, entry);
    }
    if (this.entries.length <= this.capacity) return;
    this.entries.length = this.capacity;
    this.complete = false;
  }
}
