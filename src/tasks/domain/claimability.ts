import { isBlocked } from './task-status.js';
import {
  effectivePause,
  existingTask,
  type Owner,
  type RunState,
  type TaskState,
  type TaskStream,
} from './task-state.js';
import { PRIORITY_WEIGHTS } from './vocabulary.js';

/**
 * What decides who may claim a run, apart from its channel and order. Runs with equal class are claimable by exactly
 * the same callers, so a claim looks at classes and never at the runs of a class that the caller may not have.
 */
export interface ClaimClass {
  readonly workspace_id: string | null;
  /** `none`, `pool:<agent name>` or `agent_session:<id>`; other owners' runs are never claimable here. */
  readonly owner: string;
  readonly agent_name: string | null;
  readonly allowed_agent_names: readonly (readonly string[])[];
  readonly required_capabilities: readonly string[];
  readonly preferred_capabilities: readonly string[];
}

/** A queued run that claim-next may hand out. */
export interface ClaimableRun {
  readonly run_id: string;
  readonly task_id: string;
  readonly class: ClaimClass;
  readonly channel: string | null;
  readonly weight: number;
  readonly queued_at: string;
}

/** The caller as eligibility sees it (`runs.md` 3.4.3). */
export interface Claimer {
  readonly session_id: string;
  readonly agent_name: string;
  readonly workspace_id: string | null;
  readonly channel: string | null;
  readonly offered: ReadonlySet<string>;
  readonly priority_min: number;
}

/**
 * Whether a queued run of the task may be handed out at all: the task neither draft, blocked nor canceled, neither it nor
 * a task above it paused, and an owner whose runs are claimable.
 */
export function isOpenToClaims(task: TaskState): boolean {
  return (
    effectivePause(task) === undefined &&
    task.status !== 'draft' &&
    task.status !== 'canceled' &&
    !isBlocked(task) &&
    ownerKey(task.owner) !== undefined
  );
}

/** The task's run that claim-next may hand out, if it has one. */
export function claimableRun(stream: TaskStream): ClaimableRun | undefined {
  const task = existingTask(stream);
  if (!task || !isOpenToClaims(task)) return undefined;
  const run = task.runs.find((one) => one.status === 'queued');
  const owner = ownerKey(task.owner);
  if (!run || owner === undefined) return undefined;
  return {
    run_id: run.id,
    task_id: task.id,
    class: claimClass(task, run, owner),
    channel: run.coordination_channel_id ?? null,
    weight: PRIORITY_WEIGHTS[task.priority],
    queued_at: run.queued_at,
  };
}

function ownerKey(owner: Owner | undefined): string | undefined {
  if (!owner) return 'none';
  return owner.kind === 'pool' || owner.kind === 'agent_session' ? `${owner.kind}:${owner.ref}` : undefined;
}

/** Classes that ask for nothing but a workspace and an owner, as most do. */
const PLAIN = new Map<string, ClaimClass>();
const MAX_PLAIN = 1_000;

/** Runs of one plain class have one object in common, so that what follows from a class is worked out once. */
function claimClass(task: TaskState, run: RunState, owner: string): ClaimClass {
  const { workspace_id = null, claim_constraints } = task;
  if (claim_constraints || run.required_capabilities || run.preferred_capabilities) {
    return constrainedClass(workspace_id, owner, claim_constraints ?? {}, run);
  }
  const key = `${workspace_id ?? ''} ${owner}`;
  let plain = PLAIN.get(key);
  if (!plain) {
    plain = constrainedClass(workspace_id, owner, {}, run);
    if (PLAIN.size >= MAX_PLAIN) PLAIN.clear();
    PLAIN.set(key, plain);
  }
  return plain;
}

function constrainedClass(
  workspace_id: string | null,
  owner: string,
  constraints: NonNullable<TaskState['claim_constraints']>,
  run: Pick<RunState, 'required_capabilities' | 'preferred_capabilities'>,
): ClaimClass {
  return {
    workspace_id,
    owner,
    agent_name: constraints.agent_name ?? null,
    allowed_agent_names: constraints.allowed_agent_names ?? [],
    required_capabilities: sorted([...(run.required_capabilities ?? []), ...(constraints.required_capabilities ?? [])]),
    preferred_capabilities: sorted([
      ...(run.preferred_capabilities ?? []),
      ...(constraints.preferred_capabilities ?? []),
    ]),
  };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

/** The owners whose runs a session may claim: nobody's, its pool's, its own. */
export function claimableOwners(claimer: Pick<Claimer, 'agent_name' | 'session_id'>): readonly string[] {
  return ['none', `pool:${claimer.agent_name}`, `agent_session:${claimer.session_id}`];
}

/** Scope, owner, capabilities and agent names of `runs.md` 3.4.3; channel and priority are asked of each run. */
export function mayClaim(claimer: Claimer, target: ClaimClass): boolean {
  return (
    target.workspace_id === claimer.workspace_id &&
    claimableOwners(claimer).includes(target.owner) &&
    (target.agent_name === null || target.agent_name === claimer.agent_name) &&
    target.allowed_agent_names.every((names) => names.length === 0 || names.includes(claimer.agent_name)) &&
    target.required_capabilities.every((capability) => claimer.offered.has(capability))
  );
}

/** How many of the class's preferred capabilities the caller offers: the second term of the claim order. */
export function preference(claimer: Claimer, target: ClaimClass): number {
  return target.preferred_capabilities.filter((capability) => claimer.offered.has(capability)).length;
}
