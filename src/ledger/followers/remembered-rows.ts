import { trimOldest } from '../lane/lookup.js';
import type { RowsOfGroup } from './group-rows.js';

/** Groups whose rows are kept in mind: those that change again within seconds. */
const CAPACITY = 5_000;

/**
 * The rows that a follower wrote last, by group, so that they need not be read back to be compared. They are true only while
 * nobody else has written the view: whoever holds them forgets them when the checkpoint is not as it was left.
 */
export class RememberedRows {
  private readonly groups = new Map<string, RowsOfGroup>();

  of(id: string): RowsOfGroup | undefined {
    return this.groups.get(id);
  }

  note(id: string, rows: RowsOfGroup): void {
    this.groups.delete(id);
    this.groups.set(id, rows);
  }

  trim(): void {
    trimOldest(this.groups, CAPACITY);
  }

  clear(): void {
    this.groups.clear();
  }
}
