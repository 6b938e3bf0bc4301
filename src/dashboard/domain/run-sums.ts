import type { RunState } from '../../tasks/domain/task-state.js';
import type { RunStatus } from '../../tasks/domain/vocabulary.js';
import { elapsedMs } from './run-age.js';

/** Runs added up: how many there are of each status, and how long they took to be claimed and started. */
export type RunSums = Readonly<Record<RunStatus, number>> & {
  readonly claim_count: number;
  readonly claim_sum_ms: number;
  /** The longest of them; null where no run was claimed. */
  readonly claim_max_ms: number | null;
  readonly start_count: number;
  readonly start_sum_ms: number;
  readonly start_max_ms: number | null;
};

const NO_RUNS: RunSums = {
  queued: 0,
  claimed: 0,
  starting: 0,
  running: 0,
  completed: 0,
  failed: 0,
  canceled: 0,
  needs_attention: 0,
  claim_count: 0,
  claim_sum_ms: 0,
  claim_max_ms: null,
  start_count: 0,
  start_sum_ms: 0,
  start_max_ms: null,
};

/** From the queue to the claim (`views.md` 1.5); undefined for a run without a claim. */
function claimLatency({ queued_at, claimed_at }: RunState): number | undefined {
  return claimed_at === undefined ? undefined : elapsedMs(queued_at, claimed_at);
}

/** From the claim, or the queue where nobody claimed it, to the start; undefined for a run that was not started. */
function startLatency({ queued_at, claimed_at, started_at }: RunState): number | undefined {
  return started_at === undefined ? undefined : elapsedMs(claimed_at ?? queued_at, started_at);
}

export function sumOfRuns(runs: readonly RunState[]): RunSums {
  return runs.reduce<RunSums>((sums, run) => {
    const claim = claimLatency(run);
    const start = startLatency(run);
    return {
      ...sums,
      [run.status]: sums[run.status] + 1,
      claim_count: sums.claim_count + (claim === undefined ? 0 : 1),
      claim_sum_ms: sums.claim_sum_ms + (claim ?? 0),
      claim_max_ms: greater(sums.claim_max_ms, claim),
      start_count: sums.start_count + (start === undefined ? 0 : 1),
      start_sum_ms: sums.start_sum_ms + (start ?? 0),
      start_max_ms: greater(sums.start_max_ms, start),
    };
  }, NO_RUNS);
}

function greater(one: number | null, other: number | undefined): number | null {
  return other === undefined || (one !== null && one > other) ? one : other;
}
