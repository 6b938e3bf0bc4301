import { elapsedMs } from './run-age.js';

export interface Freshness {
  readonly status: 'empty' | 'stale' | 'current';
  readonly stale: boolean;
  readonly age_ms: number;
}

/** Whether what is under way has been silent for longer than it may be (`views.md` 1.10); what is idle may be old. */
export function freshnessOf(
  { latest, now, live }: { readonly latest: string | undefined; readonly now: string; readonly live: boolean },
  staleAfterMs: number,
): Freshness {
  if (latest === undefined) return { status: 'empty', stale: false, age_ms: 0 };
  const age_ms = elapsedMs(latest, now);
  const stale = live && staleAfterMs > 0 && age_ms > staleAfterMs;
  return { status: stale ? 'stale' : 'current', stale, age_ms };
}
