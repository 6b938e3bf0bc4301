import { Injectable } from '@nestjs/common';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed, LaneCommand } from '../../ledger/lane/command.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { SCHEDULER, schedulerStream } from '../../scheduler/domain/scheduler-stream.js';
import type { SessionState } from '../../sessions/domain/session-state.js';
import { sessionStream } from '../../sessions/domain/session-stream.js';
import { idempotencyKey, RunLookups } from '../../tasks/lookups/run-lookups.js';
import type { Claimer } from '../../tasks/domain/claimability.js';
import { claimRun, nextLeaseEpoch } from '../../tasks/domain/decide/claim-run.js';
import { expireLease } from '../../tasks/domain/decide/requeue-run.js';
import { leaseRejected } from '../../tasks/domain/decide/run-command.js';
import { claimKeyNamespace } from '../../tasks/domain/idempotency.js';
import { hasActiveLease } from '../../tasks/domain/run-status.js';
import { existingTask, findRun } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { ClaimQueue } from '../lookups/claim-queue/claim-queue.js';
import type { QueueEntry } from '../lookups/claim-queue/claim-window.js';
import { ClaimTokens } from './claim-tokens.js';
import type { RunOfTask } from './run-of-task.js';

/** The criteria of one claim (`runs.md` 3.4.1), with defaults applied. */
export interface ClaimCriteria {
  readonly session_id: string;
  readonly agent_name: string;
  /** What the caller offers beyond its session's capabilities. */
  readonly capabilities: readonly string[];
  readonly priority_min: number;
  readonly lease_seconds: number;
  readonly claim_key?: string;
}

export interface ClaimedRun extends RunOfTask {
  readonly replayed: boolean;
}

/**
 * One try to take the best eligible run (`runs.md` 3.4); answers undefined when there is none, and while the scheduler
 * is paused. Refused: `permission_denied` when the session is no longer the active one that called,
 * `AUTONOMY_LEASE_ALREADY_HELD` when it has a run, `AUTONOMY_LEASE_EXPIRED` when its key's claim is over.
 */
@Injectable()
export class ClaimNextRun {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
    private readonly queue: ClaimQueue,
    private readonly tokens: ClaimTokens,
  ) {}

  attempt(
    criteria: ClaimCriteria,
    context: CommandContext,
    signal?: Pick<AbortSignal, 'aborted'>,
  ): Promise<Committed<ClaimedRun | undefined>> {
    const command: LaneCommand<ClaimedRun | undefined> = {
      name: 'claim_next_run',
      context,
      ...(signal ? { signal } : {}),
      prepare: (unit) => this.prepare(unit, criteria),
      execute: (unit) => this.claim(unit, criteria),
    };
    return this.lane.execute(command);
  }

  private async prepare(unit: Preparation, criteria: ClaimCriteria): Promise<void> {
    const [session, active, scheduler] = await Promise.all([
      unit.load(sessionStream, criteria.session_id),
      unit.get(this.lookups.activeRunOfSession, criteria.session_id),
      unit.load(schedulerStream, SCHEDULER),
      criteria.claim_key === undefined
        ? undefined
        : unit.get(this.lookups.boundKeys, claimKey(criteria, criteria.claim_key)),
    ]);
    if (session === null) return;
    const likely = scheduler.paused ? [] : await this.queue.prepare(unit, claimerOf(session, criteria));
    if (active) likely.push(active.task_id);
    await Promise.all(likely.map((taskId) => unit.load(taskStream, taskId)));
  }

  private async claim(unit: UnitOfWork, criteria: ClaimCriteria): Promise<ClaimedRun | undefined> {
    const session = await unit.load(sessionStream, criteria.session_id);
    if (session?.state !== 'active' || session.agent_name !== criteria.agent_name) {
      throw new Rejection('permission_denied', 'the session is no longer active under this agent name');
    }
    const replayed = await this.replay(unit, criteria);
    if (replayed) return replayed;
    await this.freeSession(unit, criteria.session_id);
    // Asked in the lane: whoever pauses has its answer after every claim before it, and no claim comes after.
    if ((await unit.load(schedulerStream, SCHEDULER)).paused) return undefined;
    const entry = await this.queue.take(unit, claimerOf(session, criteria));
    return entry ? this.take(unit, entry, criteria) : undefined;
  }

  /** The lease that this key made, while it holds (`runs.md` 3.4.6). */
  private async replay(unit: UnitOfWork, criteria: ClaimCriteria): Promise<ClaimedRun | undefined> {
    if (criteria.claim_key === undefined) return undefined;
    const bound = await unit.get(this.lookups.boundKeys, claimKey(criteria, criteria.claim_key));
    if (!bound) return undefined;
    const task = existingTask(await unit.load(taskStream, bound.task_id));
    const run = task && findRun(task, bound.run_id);
    if (!task || run === undefined) throw leaseRejected('AUTONOMY_LEASE_EXPIRED');
    const sameLease = run.claim_token_hash === bound.fingerprint && hasActiveLease(run, unit.now);
    if (!sameLease) throw leaseRejected('AUTONOMY_LEASE_EXPIRED');
    return { task, run, replayed: true };
  }

  /** One active run a session. A lease of its own that has run out is given up on the way (`runs.md` 4.2, choice). */
  private async freeSession(unit: UnitOfWork, sessionId: string): Promise<void> {
    const active = await unit.get(this.lookups.activeRunOfSession, sessionId);
    if (!active) return;
    const task = existingTask(await unit.load(taskStream, active.task_id));
    const run = task && findRun(task, active.run_id);
    if (!task || !run) return;
    const expired = expireLease(task, run, { reason: 'claim_superseded' }, { now: unit.now });
    if (expired.length === 0) throw leaseRejected('AUTONOMY_LEASE_ALREADY_HELD');
    unit.append(taskStream, task.id, expired);
  }

  private async take(unit: UnitOfWork, entry: QueueEntry, criteria: ClaimCriteria): Promise<ClaimedRun> {
    const task = existingTask(await unit.load(taskStream, entry.task_id));
    const run = task && findRun(task, entry.run_id);
    if (!task || !run) throw new Error(`queued run ${entry.run_id} is not on its task ${entry.task_id}`);
    // Not the caller's fault, and not to be told as one: the queue is wrong.
    if (run.status !== 'queued') throw new Error(`the claim queue offers run ${run.id}, which is ${run.status}`);
    const decision = claimRun(task, run, criteria, {
      now: unit.now,
      claim_token_hash: this.tokens.hash(run.id, nextLeaseEpoch(run)),
    });
    const claimed = existingTask(unit.append(taskStream, task.id, decision));
    const claimedRun = claimed && findRun(claimed, run.id);
    if (!claimed || !claimedRun) throw new Error(`run ${run.id} is missing after its claim`);
    return { task: claimed, run: claimedRun, replayed: false };
  }
}

function claimKey(criteria: ClaimCriteria, key: string): string {
  return idempotencyKey(claimKeyNamespace(criteria.session_id, key));
}

function claimerOf(
  session: Pick<SessionState, 'session_id' | 'agent_name' | 'workspace_id' | 'channel' | 'capabilities'>,
  criteria: Pick<ClaimCriteria, 'capabilities' | 'priority_min'>,
): Claimer {
  return {
    session_id: session.session_id,
    agent_name: session.agent_name,
    workspace_id: session.workspace_id ?? null,
    channel: session.channel ?? null,
    offered: new Set([...session.capabilities, ...criteria.capabilities]),
    priority_min: criteria.priority_min,
  };
}
