import { isLater } from '../run-status.js';
import type { RunState } from '../task-state.js';
import type { RunStatus } from '../vocabulary.js';

/** What ranking looks at of a run. */
type RankedRun = Pick<RunState, 'id' | 'status' | 'attempt' | 'queued_at'>;

/** Which run of a task is looked at first (`views.md` 0.4); all that is not named ranks 0. */
const RANKS: Readonly<Partial<Record<RunStatus, number>>> = { running: 4, starting: 3, claimed: 2, queued: 1 };

/**
 * The run that an inspection of the task is about: the one that the task names as current, else the highest in rank, and
 * of several the latest (`views.md` 8.1). Undefined where there is none.
 */
export function currentRunOf<R extends RankedRun>(runs: readonly R[], currentRunId: string | null): R | undefined {
  const named = runs.find((run) => run.id === currentRunId);
  return named ?? runs.reduce<R | undefined>((best, run) => (best && !outranks(run, best) ? best : run), undefined);
}

function outranks(a: RankedRun, b: RankedRun): boolean {
  const [rankOfA, rankOfB] = [RANKS[a.status] ?? 0, RANKS[b.status] ?? 0];
  return rankOfA === rankOfB ? isLater(a, b) : rankOfA > rankOfB;
}

/** Latest first: "later than" of `views.md` 0.4. */
export function latestFirst<R extends RankedRun>(runs: readonly R[]): R[] {
  return [...runs].sort((a, b) => (isLater(a, b) ? -1 : 1));
}
