/** Runs one read on the flush's connection, inside its transaction. */
export type LaneQuery = <Row extends object>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/**
 * A fact that deciders need and that no single stream holds, such as "which task has this run". It is read from an
 * inline view by key, many keys at a time, and kept in the lane's memory while the head stays ours. Whoever appends
 * an event that changes such a fact must `put` it, because rows are written only at the end of a flush.
 */
export class LaneLookup<V> {
  readonly entries = new Map<string, V | undefined>();

  /**
   * @param load reads the values of the given keys; keys without a value are left out of the map.
   * @param capacity entries kept between flushes; the oldest go first.
   */
  constructor(
    readonly name: string,
    readonly load: (query: LaneQuery, keys: readonly string[]) => Promise<Map<string, V>>,
    readonly capacity = 50_000,
  ) {}

  /** Between flushes only: inside one, an entry may hold what no row says yet. */
  trim(): void {
    trimOldest(this.entries, this.capacity);
  }
}

/** Maps keep insertion order, and readers re-insert what they use: the first keys are the least recently used. */
export function trimOldest(map: Map<string, unknown>, capacity: number): void {
  if (map.size <= capacity) return;
  let surplus = map.size - capacity;
  for (const key of map.keys()) {
    if (surplus-- <= 0) return;
    map.delete(key);
  }
}
