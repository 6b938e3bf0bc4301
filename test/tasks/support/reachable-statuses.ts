/** Walks everything that can become of one task by whatever may be decided about it, and notes how its status changes. */
import { Rejection } from '../../../src/ledger/rejection.js';
import { cancelTask, refuseUnlessCancelable } from '../../../src/tasks/domain/decide/cancel-task.js';
import { addDependency, removeDependency } from '../../../src/tasks/domain/decide/change-dependencies.js';
import { claimRun } from '../../../src/tasks/domain/decide/claim-run.js';
import { createTask } from '../../../src/tasks/domain/decide/create-task.js';
import { approveTask, rejectTask } from '../../../src/tasks/domain/decide/decide-approval.js';
import { enqueueRun } from '../../../src/tasks/domain/decide/enqueue-run.js';
import { publishTask } from '../../../src/tasks/domain/decide/publish-task.js';
import { statusWith } from '../../../src/tasks/domain/decide/run-command.js';
import { dependencyChanged, dependencyDropped } from '../../../src/tasks/domain/decide/settle-dependency.js';
import { updateTask } from '../../../src/tasks/domain/decide/update-task.js';
import { allows, type RunOperation } from '../../../src/tasks/domain/run-operations.js';
import { isTerminal } from '../../../src/tasks/domain/run-status.js';
import type { StatusCause } from '../../../src/tasks/domain/status-rules.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { APPROVAL_POLICIES, TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR, ORIGIN, timeOf } from '../../support/given-when-then.js';
import { BLOCKER, HASH, known, SESSION, TASK } from './task-histories.js';

/** Time stands still, so that equal situations are equal states. */
const NOW = timeOf(0);
const MOST_ATTEMPTS = 3;

export interface Change {
  readonly from: TaskState['status'] | undefined;
  readonly to: TaskState['status'];
  readonly by: StatusCause;
}

export interface Walk {
  /** How statuses changed, each way once. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Every situation in which a command may leave a task. */
  readonly situations: readonly TaskState[];
}

interface Step {
  readonly after: TaskState;
  readonly changes: readonly Change[];
}

export function walkAllTasks(): Walk {
  const changes = new Map<string, Change>();
  const found = new Map<string, TaskState>();
  const reach = (step: Step) => {
    for (const change of step.changes) changes.set(`${change.from ?? ''} ${change.to} ${change.by}`, change);
    if (!found.has(situation(step.after))) found.set(situation(step.after), step.after);
  };
  beginnings().forEach(reach);
  // Grows while it is walked, until nothing new is reached.
  for (const task of found.values()) stepsFrom(task).forEach(reach);
  return { changes, situations: [...found.values()] };
}

/** All that anything is decided by; ids and times are none of it. */
function situation(task: TaskState): string {
  const { status, approval_policy, approval_state, max_attempts, runs, dependencies } = task;
  const work = runs.map((run) => run.status);
  return JSON.stringify([
    status,
    approval_policy,
    approval_state,
    max_attempts,
    work,
    dependencies.map((one) => one.satisfied),
  ]);
}

function beginnings(): Step[] {
  return APPROVAL_POLICIES.flatMap((approval_policy) =>
    [false, true].flatMap((draft) =>
      [1, MOST_ATTEMPTS].flatMap((max_attempts) => {
        const fields = { id: TASK, uuid: TASK, scope: 'global', title: TASK, priority: 'medium' } as const;
        const command = { ...fields, auto_enqueue_on_ready: false, max_attempts, draft, approval_policy };
        return applied(undefined, createTask(null, command, { number: 1 }));
      }),
    ),
  );
}

function stepsFrom(task: TaskState): Step[] {
  const decided = [...ownDecisions(task), ...task.runs.flatMap((run) => runDecisions(task, run))];
  return decided.flatMap((decision) => applied(task, decision));
}

function ownDecisions(task: TaskState): (readonly TaskEvent[] | Rejection)[] {
  const edge = { task_id: TASK, depends_on_task_id: BLOCKER };
  const targets = TASK_STATUSES.map((status) => ({ status }));
  const facts = { run_id: `run-${task.runs.length}`, number: 1, now: NOW };
  const patches = APPROVAL_POLICIES.flatMap((approval_policy) =>
    [1, MOST_ATTEMPTS].map((max_attempts) => ({ approval_policy, max_attempts })),
  );
  return [
    publishTask(task),
    approveTask(task),
    rejectTask(task),
    refuseUnlessCancelable(task) ?? cancelTask(task, {}),
    cancelTask(task, {}, { id: BLOCKER }),
    enqueueRun(task, { task_id: TASK }, facts),
    ...patches.map((patch) => updateTask(task, patch, { metadata_differs: false })),
    ...targets.map((target) => addDependency(task, edge, { now: NOW, target, closes_cycle: false })),
    removeDependency(task, edge, { target: undefined }),
    dependencyChanged(task, BLOCKER, true),
    dependencyChanged(task, BLOCKER, false),
    dependencyDropped(task, BLOCKER),
  ];
}

/** What may become of a run, by whom it may; of leases, sessions and reasons the status knows nothing. */
function runDecisions(task: TaskState, run: RunState): (readonly TaskEvent[] | Rejection)[] {
  const run_id = run.id;
  const ifAllowed = (by: RunOperation, event: TaskEvent) => (allows(by, run.status) ? [event] : []);
  const status = (to: RunState['status']) => statusWith(task, { ...run, status: to });
  const failed: TaskEvent = { type: 'task.run_failed', data: { run_id, task_status: status('failed'), error: 'no' } };
  const back = { run_id, previous_status: run.status, task_status: status('queued') };
  const bound = { run_id, session_id: SESSION };
  const forced = { run_id, by: ACTOR, previous_status: run.status, task_status: status('failed'), reason: 'no' };
  const flagged = { run_id, task_status: status('needs_attention'), diagnostic: 'nobody came', queued_at: NOW };
  return [
    claimRun(task, run, { session_id: SESSION, lease_seconds: 1 }, { now: NOW, claim_token_hash: HASH }),
    ifAllowed('complete_leased', { type: 'task.run_completed', data: { run_id, task_status: status('completed') } }),
    ifAllowed('fail_leased', failed),
    ifAllowed('force_fail', { type: 'task.run_operator_forced_fail', data: forced }),
    ifAllowed('release_leased', { type: 'task.run_released', data: back }),
    ifAllowed('expire_lease', { type: 'task.run_lease_expired', data: { ...back, reason: 'scheduler_sweep' } }),
    ifAllowed('cancel', { type: 'task.run_canceled', data: { run_id, task_status: status('canceled') } }),
    ifAllowed('flag_for_attention', { type: 'task.run_needs_attention', data: flagged }),
    // A blocked task's run may be held, but not started (`tasks.md` 4.5).
    ...(task.status === 'blocked' ? [] : starts(run, { ...bound, task_status: status('starting') })),
    ...retries(task, run),
  ];
}

/** The steps of a start. */
function starts(
  run: RunState,
  data: { run_id: string; session_id: string; task_status: TaskState['status'] },
): TaskEvent[][] {
  if (run.status === 'claimed')
    return [[{ type: 'task.run_starting', data }], [{ type: 'task.run_session_bound', data }]];
  return run.status === 'starting' ? [[{ type: 'task.run_started', data }]] : [];
}

/** Another run in the place of one that failed, needed attention or was rejected, where there may be one more. */
function retries(task: TaskState, run: RunState): TaskEvent[][] {
  const enqueued = enqueueRun(
    { ...task, runs: task.runs.filter((one) => one !== run || isTerminal(run.status)) },
    { task_id: TASK },
    { run_id: `run-${task.runs.length}`, number: 1, now: NOW },
  );
  if (enqueued instanceof Rejection) return [];
  const [first] = enqueued;
  if (first?.type !== 'task.run_enqueued' || task.runs.length >= task.max_attempts) return [];
  const data = {
    ...first.data,
    by: ACTOR,
    source_run_id: run.id,
    previous_run_id: run.id,
    attempt: task.runs.length + 1,
  };
  const reviewed: TaskEvent = {
    type: 'task.run_review_retry_enqueued',
    data: { ...first.data, source_run_id: run.id, review_id: 'review-1', review_round: 2 },
  };
  if (run.status === 'failed') return [[{ type: 'task.run_operator_retry', data }], [reviewed]];
  if (isTerminal(run.status)) return [[reviewed]];
  return run.status === 'needs_attention' ? [[{ type: 'task.run_recovered_from_attention', data }]] : [];
}

/** Folds what was decided; a refusal and an empty decision lead nowhere. */
function applied(before: TaskState | undefined, decision: readonly TaskEvent[] | Rejection): Step[] {
  if (decision instanceof Rejection || decision.length === 0) return [];
  const changes: Change[] = [];
  let task = before;
  for (const event of decision) {
    const facts = { position: 1, recordedAt: NOW, actor: ACTOR, origin: ORIGIN };
    const after = known(taskStream.evolve(task ?? null, { ...event, ...facts }));
    if (after.status !== task?.status) changes.push({ from: task?.status, to: after.status, by: event.type });
    task = after;
  }
  return task ? [{ after: task, changes }] : [];
}
