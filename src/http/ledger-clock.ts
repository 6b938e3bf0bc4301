/** How far this instance has followed the log: the port by which the HTTP layer asks the engine. */
export abstract class LedgerClock {
  /** The position up to which this instance has seen everything. */
  abstract readonly position: number;

  /**
   * Resolves with a position from `position` on that every inline view has come to; rejects with
   * `ledger_position_not_reached` when that takes longer than a query may wait.
   */
  abstract until(position: number): Promise<number>;
}
