/** How far this instance has followed the log: the port by which the HTTP layer asks the engine. */
export abstract class LedgerClock {
  /** The position up to which this instance has seen everything. */
  abstract readonly position: number;

  /** Resolves when `position` is reached, or with false after `timeoutMs`. */
  abstract reached(position: number, timeoutMs: number): Promise<boolean>;
}
