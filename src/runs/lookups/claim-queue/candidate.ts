import { claimOrder, type QueueEntry } from './claim-window.js';

/** The head of a class with what the caller's capabilities are worth to it. */
export interface Candidate {
  readonly entry: QueueEntry;
  readonly preference: number;
}

/** Whichever comes first in the claim order (`runs.md` 3.4.4). */
export function better(best: Candidate | undefined, candidate: Candidate): Candidate {
  return !best || comesBefore(candidate, best) ? candidate : best;
}

function comesBefore(a: Candidate, b: Candidate): boolean {
  if (a.entry.weight !== b.entry.weight) return a.entry.weight > b.entry.weight;
  if (a.preference !== b.preference) return a.preference > b.preference;
  return claimOrder(a.entry, b.entry) < 0;
}
