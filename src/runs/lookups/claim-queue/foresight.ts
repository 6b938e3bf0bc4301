import type { ClaimWindow, QueueEntry } from './claim-window.js';

/**
 * Which runs the claims of a flush will probably take, guessed before any of them runs, so that their tasks are loaded
 * together. A wrong guess costs a read, nothing else.
 */
export class Foresight {
  private readonly expected = new Set<string>();
  /** By window, where the first run stands that nobody is expected to take. */
  private readonly places = new Map<string, number>();

  /** The first run of a window that is not expected to be gone. */
  next(windowKey: string, window: ClaimWindow | undefined): QueueEntry | undefined {
    let at = this.places.get(windowKey) ?? 0;
    let entry = window?.at(at);
    while (entry && this.expected.has(entry.run_id)) entry = window?.at(++at);
    this.places.set(windowKey, at);
    return entry;
  }

  /** Somebody will take it. */
  expect(entry: QueueEntry): void {
    this.expected.add(entry.run_id);
  }
}
