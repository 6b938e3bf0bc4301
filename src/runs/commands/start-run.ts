import { Logger } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { ExecutionProfiles } from '../../profiles/lookups/execution-profiles.js';
import { refuseUnlessExecutable } from '../../tasks/domain/decide/enqueue-run.js';
import { bindStartedSession, failUnstarted, startRun, waitsForSession } from '../../tasks/domain/decide/start-run.js';
import { DEFAULT_EXECUTION_PROFILE, type ExecutionProfileDocument } from '../../tasks/domain/execution-profile.js';
import { sessionOfRun } from '../../tasks/domain/run-session.js';
import type { RunState, TaskState } from '../../tasks/domain/task-state.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { appendToRun } from './append-to-run.js';
import type { KeyedRunRequest } from './claim-run.js';
import { loadRun, requireRun, type RunOfTask } from './run-of-task.js';
import { requireKey } from './require-key.js';
import { channelWorkspace, refuseStaleChannel } from './run-channel.js';
import { SessionExecutor } from './session-executor.js';

/** The stop reason of a session whose run was gone before it could be bound (`runs.md` 2.6). */
const ORPHANED = 'orphaned_run';

export interface StartRunRequest extends KeyedRunRequest {
  /** To whom a session that has to be made belongs. */
  readonly principal_ref: string;
  /** Set for callers who may start what their session holds and nothing else (role `agent`, `registries.md` 5). */
  readonly held_only: boolean;
}

/**
 * Puts a claimed run to work (`runs.md` 3.11): on the session that it has, or on a new one. Refused:
 * `idempotency_key_required`, `run_not_found`, `permission_denied`, `task_not_executable`,
 * `stale_network_channel`, `invalid_status_transition`, `run_leased`, `AUTONOMY_LEASE_EXPIRED`, `run_changed`; and with whatever the executor
 * could not do, when the run has failed.
 */
export class StartRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: StartRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(StartRun)
export class StartRunHandler implements ICommandHandler<StartRun> {
  private readonly logger = new Logger('runs');

  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
    private readonly executor: SessionExecutor,
    private readonly profiles: ExecutionProfiles,
  ) {}

  /** Commits of their own before and after the executor, which may take its time. */
  async execute({ request, context }: StartRun): Promise<Committed<RunOfTask>> {
    requireKey('start_task_run', request, context);
    const begun = await this.begin(request, context);
    if (begun.result instanceof Rejection) throw begun.result;
    const starting = begun.result;
    if (!waitsForSession(starting.run, starting.run)) return { result: starting, position: begun.position };
    const sessionId = await this.session(starting, request, context);
    try {
      return await this.bind(starting, sessionId, context);
    } catch (error) {
      await this.attempt(`session ${sessionId} could not be stopped`, this.executor.stop(sessionId, ORPHANED, context));
      throw error;
    }
  }

  private begin(
    { run_id, held_only }: StartRunRequest,
    context: CommandContext,
  ): Promise<Committed<RunOfTask | Rejection>> {
    return this.lane.execute<RunOfTask | Rejection>({
      name: 'start_run',
      context,
      prepare: async (unit) => {
        const found = await loadRun(unit, this.lookups, run_id);
        if (found) await channelWorkspace(unit, this.lookups, found);
      },
      execute: async (unit) => {
        const found = await requireRun(unit, this.lookups, run_id);
        if (held_only) requireHeld(found.run, context);
        const blocked = refuseUnlessExecutable(found.task);
        if (blocked) throw blocked;
        const stale = await refuseStaleChannel(unit, this.lookups, found, 'start');
        if (stale) return stale;
        return appendToRun(unit, found, startRun(found.task, found.run, context.actor, { now: unit.now }));
      },
    });
  }

  /** The new session's id; where there is none the run fails, and the reason is thrown. */
  private async session(
    starting: RunOfTask,
    { principal_ref }: StartRunRequest,
    context: CommandContext,
  ): Promise<string> {
    const { task, run } = starting;
    try {
      const profile = await this.profileOf(task, context);
      const session = sessionOfRun(task, run, profile.worker);
      const id = await this.executor.start({ run_id: run.id, session, profile, principal_ref }, context);
      if (id === '') throw new Error(`the executor gave run ${run.id} a session without an id`);
      return id;
    } catch (error) {
      await this.fail(starting, error, context);
      throw error;
    }
  }

  /** Nobody changes it meanwhile: the task has a current run. */
  private async profileOf(task: TaskState, context: CommandContext): Promise<ExecutionProfileDocument> {
    if (!task.execution_profile) return DEFAULT_EXECUTION_PROFILE;
    const { executionProfileOf } = this.profiles;
    const read = await this.lane.execute({
      name: 'read_execution_profile',
      context,
      prepare: async (unit) => {
        await unit.get(executionProfileOf, task.id);
      },
      execute: (unit) => unit.get(executionProfileOf, task.id),
    });
    if (!read.result) throw new Error(`the execution profile of task ${task.id} is not where it should be`);
    return read.result.profile;
  }

  private bind({ run }: RunOfTask, session_id: string, context: CommandContext): Promise<Committed<RunOfTask>> {
    const command = { session_id, lease_epoch: run.lease_epoch };
    return this.later('bind_started_session', run.id, context, (unit, found) =>
      appendToRun(unit, found, bindStartedSession(found.task, found.run, command)),
    );
  }

  private fail({ run }: RunOfTask, cause: unknown, context: CommandContext): Promise<void> {
    const command = { error: wordsOf(cause), lease_epoch: run.lease_epoch };
    const failing = this.later('fail_unstarted_run', run.id, context, (unit, found) =>
      appendToRun(unit, found, failUnstarted(found.task, found.run, command)),
    );
    return this.attempt(`run ${run.id} has no session and could not be failed`, failing);
  }

  /** Cleans up after what the caller is told of; that it failed as well is for the log. */
  private async attempt(failure: string, cleaning: Promise<unknown>): Promise<void> {
    try {
      await cleaning;
    } catch (error) {
      this.logger.error(`${failure}: ${String(error)}`);
    }
  }

  private later(
    name: string,
    runId: string,
    context: CommandContext,
    execute: (unit: UnitOfWork, found: RunOfTask) => RunOfTask,
  ): Promise<Committed<RunOfTask>> {
    return this.lane.execute<RunOfTask>({
      name,
      context,
      prepare: async (unit) => {
        await loadRun(unit, this.lookups, runId);
      },
      execute: async (unit) => execute(unit, await requireRun(unit, this.lookups, runId)),
    });
  }
}

function requireHeld({ id, session_id, claim_token_hash }: RunState, { actor }: CommandContext): void {
  if (actor.kind === 'agent_session' && claim_token_hash !== undefined && session_id === actor.ref) return;
  throw new Rejection('permission_denied', `an agent starts runs that its session holds under a lease, not run ${id}`);
}

/** A refusal was written for people to read; what else went wrong is for the log alone. */
function wordsOf(cause: unknown): string {
  return `the session could not be started${cause instanceof Rejection ? `: ${cause.message}` : ''}`;
}
