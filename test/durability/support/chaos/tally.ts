import type { Call } from './calls.js';
import type { LoggedEvent } from './log.js';

/** The figures of a mission: calls by kind and outcome, refusals by code, events by type. */
export function tally(calls: readonly Call[], events: readonly LoggedEvent[]): object {
  return {
    calls: calls.length,
    by_outcome: counts(calls.map(({ kind, outcome }) => `${kind} ${outcome}`)),
    refusals: counts(calls.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal]))),
    stale_calls: counts(calls.flatMap(({ stale, outcome }) => (stale === true ? [outcome] : []))),
    events: counts(events.map(({ type }) => type).filter((type) => !type.startsWith('task.created'))),
  };
}

function counts(words: readonly string[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const word of words) sums[word] = (sums[word] ?? 0) + 1;
  return Object.fromEntries(Object.entries(sums).sort());
}
