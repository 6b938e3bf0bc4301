/** In which lane of the inbox a task is (`views.md` 2.2). */
import type { Actor } from '../../ledger/event.js';
import { isLater } from '../../tasks/domain/run-status.js';
import type { Owner, RunState, TaskState } from '../../tasks/domain/task-state.js';
import type { RunStatus, TaskStatus } from '../../tasks/domain/vocabulary.js';
import type { SharedLane } from './vocabulary.js';

const AT_REST: ReadonlySet<TaskStatus> = new Set(['draft', 'completed', 'failed', 'canceled']);
const ACTIVE: ReadonlySet<RunStatus> = new Set(['queued', 'claimed', 'starting', 'running']);

type Judged = Pick<TaskState, 'status' | 'approval_policy' | 'approval_state' | 'runs'>;

/** The lane of a task whoever looks, unless it is archived: the first that fits. */
export function sharedLane({ status, approval_policy, approval_state, runs }: Judged): SharedLane | undefined {
  const blocked = status === 'blocked';
  if (blocked && approval_policy === 'manual' && approval_state === 'pending') return 'approvals';
  if (latestRun(runs)?.status === 'failed') return 'failed_runs';
  return blocked ? 'blocked' : undefined;
}

/** Those whose work an open task is: its owner, and who holds its active run. Each is named once. */
export function workersOf({ status, owner, runs }: Pick<TaskState, 'status' | 'owner' | 'runs'>): readonly Actor[] {
  if (AT_REST.has(status)) return [];
  const workers = [
    ...(owner ? ownerAsActor(owner) : []),
    ...runs.flatMap((run) => (ACTIVE.has(run.status) && run.claimed_by ? [run.claimed_by] : [])),
  ];
  return [...new Map(workers.map(({ kind, ref }) => [`${kind}:${ref}`, { kind, ref }])).values()];
}

/** A pool is nobody. */
function ownerAsActor({ kind, ref }: Owner): readonly Actor[] {
  return kind === 'pool' ? [] : [{ kind, ref }];
}

function latestRun(runs: readonly RunState[]): RunState | undefined {
  return runs.reduce<RunState | undefined>((latest, run) => (latest && isLater(latest, run) ? latest : run), undefined);
}
