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
import { allows, type RunTransition } from '../../../src/tasks/domain/run-status.js';
import type { StatusCause } from '../../../src/tasks/domain/status-rules.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { APPROVAL_POLICIES, TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR, ORIGIN, timeOf } from '../../support/given-when-then.js';
import { BLOCKER, HASH, known, SESSION, TASK } from './task-histories.js';

/** Time stands still, so that equal situations are equal states. */
const NOW = timeOf(0);
const MOST_ATTEMPTS = 2;

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
  return [...decided.flatMap((decision) => applied(task, decision)), ...task.runs.flatMap((run) => started(task, run))];
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

/** The ends of a run by whom they may be; of leases, sessions and reasons the status knows nothing. */
function runDecisions(task: TaskState, run: RunState): (readonly TaskEvent[] | Rejection)[] {
  const run_id = run.id;
  const ifAllowed = (by: RunTransition, event: TaskEvent) => (allows(by, run.status) ? [event] : []);
  const status = (to: RunState['status']) => statusWith(task, { ...run, status: to });
  const failed: TaskEvent = { type: 'task.run_failed', data: { run_id, task_status: status('failed'), error: 'no' } };
  const back = { run_id, previous_status: run.status, task_status: status('queued') };
  return [
    claimRun(task, run, { session_id: SESSION, lease_seconds: 1 }, { now: NOW, claim_token_hash: HASH }),
    ifAllowed('complete', { type: 'task.run_completed', data: { run_id, task_status: status('completed') } }),
    ifAllowed('fail', failed),
    ifAllowed('force_fail', failed),
    ifAllowed('release', { type: 'task.run_released', data: back }),
    ifAllowed('expire', { type: 'task.run_lease_expired', data: { ...back, reason: 'scheduler_sweep' } }),
    ifAllowed('cancel', { type: 'task.run_canceled', data: { run_id, task_status: status('canceled') } }),
  ];
}

/** What the transitions of runs allow and no event brings yet: to start, to run, to need attention. */
function started(task: TaskState, run: RunState): Step[] {
  const turns = { start: 'task.run_starting', run: 'task.run_started', flag: 'task.run_lease_extended' } as const;
  const to = { start: 'starting', run: 'running', flag: 'needs_attention' } as const;
  // A blocked task's run may be held, but not started (`tasks.md` 4.5).
  const may = (by: keyof typeof turns) => allows(by, run.status) && (by === 'flag' || task.status !== 'blocked');
  return (['start', 'run', 'flag'] as const).filter(may).map((by) => {
    const moved = { ...run, status: to[by] };
    const status = statusWith(task, moved);
    const after = { ...task, status, runs: task.runs.map((one) => (one === run ? moved : one)) };
    return { after, changes: status === task.status ? [] : [{ from: task.status, to: status, by: turns[by] }] };
  });
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
