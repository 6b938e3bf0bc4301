/** A small world of tasks and sessions in memory, on which random commands are tried as the lane would. */
import type { EventFacts } from '../../../src/ledger/event.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import type { Recorded } from '../../../src/ledger/stream-type.js';
import { cancelTask, refuseUnlessCancelable } from '../../../src/tasks/domain/decide/cancel-task.js';
import { claimRun, nextLeaseEpoch } from '../../../src/tasks/domain/decide/claim-run.js';
import { createTask } from '../../../src/tasks/domain/decide/create-task.js';
import { approveTask, rejectTask } from '../../../src/tasks/domain/decide/decide-approval.js';
import { enqueueRun, existing } from '../../../src/tasks/domain/decide/enqueue-run.js';
import {
  completeLeasedRun,
  failLeasedRun,
  heartbeatRun,
  recordProgress,
  releaseLeasedRun,
} from '../../../src/tasks/domain/decide/hold-run.js';
import { publishTask } from '../../../src/tasks/domain/decide/publish-task.js';
import { expireLease, releaseForEndedSession } from '../../../src/tasks/domain/decide/requeue-run.js';
import type { LeaseHolder } from '../../../src/tasks/domain/decide/run-command.js';
import { updateTask } from '../../../src/tasks/domain/decide/update-task.js';
import { hasActiveLease, isActive } from '../../../src/tasks/domain/run-status.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { existingTask, type RunState, type TaskState, type TaskStream } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import type { ApprovalPolicy } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR, ORIGIN, timeOf } from '../../support/given-when-then.js';

/** A command of a random sequence; tasks and sessions are numbers, runs are "the newest" or an older one by number. */
export type WorldCommand =
  | {
      readonly do: 'create';
      readonly task: number;
      readonly attempts: number;
      readonly policy: ApprovalPolicy;
      readonly draft: boolean;
    }
  | { readonly do: OwnDecision; readonly task: number }
  | { readonly do: 'patch'; readonly task: number; readonly attempts: number; readonly policy: ApprovalPolicy }
  | { readonly do: 'enqueue'; readonly task: number }
  | { readonly do: 'claim'; readonly task: number; readonly session: number; readonly seconds: number }
  | { readonly do: HeldAction; readonly task: number; readonly session: number; readonly back: number }
  | { readonly do: 'sweep'; readonly task: number }
  | { readonly do: 'end_session'; readonly session: number }
  | { readonly do: 'wait'; readonly seconds: number };

export type OwnDecision = 'publish' | 'approve' | 'reject' | 'cancel';

export type HeldAction = 'heartbeat' | 'complete' | 'fail' | 'release' | 'progress';

/** One applied change, for those who watch the invariants. */
export interface Step {
  readonly command: WorldCommand;
  /** Undefined when the change made the task. */
  readonly before: TaskState | undefined;
  readonly after: TaskState;
}

export class TaskWorld {
  readonly states = new Map<string, TaskState>();
  readonly histories = new Map<string, Recorded<TaskEvent>[]>();
  private seconds = 0;
  private position = 0;

  get now(): string {
    return timeOf(this.seconds);
  }

  /** Tries a command; answers what it changed, nothing when it was refused or had nothing to do. */
  try(command: WorldCommand): Step[] {
    if (command.do === 'wait') {
      this.seconds += command.seconds;
      return [];
    }
    if (command.do === 'end_session') {
      const session_id = sessionId(command.session);
      return this.everyRun(
        (task, run) => releaseForEndedSession(task, run, { session_id, reason: 'session_stopped' }),
        command,
      );
    }
    const id = `task-${command.task}`;
    const before = this.states.get(id) ?? null;
    return this.apply(id, before, this.decide(command, id, before), command);
  }

  private decide(
    command: Exclude<WorldCommand, { do: 'wait' | 'end_session' }>,
    id: string,
    task: TaskStream,
  ): readonly TaskEvent[] | Rejection {
    if (command.do === 'create') return this.create(command, id, task);
    const state = existing(task, id);
    if (state instanceof Rejection) return state;
    switch (command.do) {
      case 'publish':
        return publishTask(state);
      case 'approve':
        return approveTask(state);
      case 'reject':
        return rejectTask(state);
      case 'cancel':
        return refuseUnlessCancelable(state) ?? cancelTask(state, {});
      case 'patch':
        return this.patch(state, command);
      case 'enqueue':
        return this.enqueue(state);
      case 'claim':
        return this.claim(state, command);
      case 'sweep':
        return state.runs.flatMap((run) => expireLease(state, run, { reason: 'scheduler_sweep' }, { now: this.now }));
      default:
        return this.hold(state, command.do, this.holder(state, command));
    }
  }

  private create(command: Extract<WorldCommand, { do: 'create' }>, id: string, task: TaskStream) {
    return createTask(
      task,
      {
        id,
        uuid: id,
        scope: 'global',
        title: id,
        priority: 'medium',
        max_attempts: command.attempts,
        auto_enqueue_on_ready: false,
        draft: command.draft,
        approval_policy: command.policy,
      },
      { number: this.position + 1 },
    );
  }

  private patch(state: TaskState, { attempts, policy }: Extract<WorldCommand, { do: 'patch' }>) {
    const patch = { max_attempts: attempts, approval_policy: policy };
    return updateTask(state, patch, { metadata_differs: false });
  }

  private enqueue(state: TaskState) {
    const number = this.position + 1;
    return enqueueRun(state, { task_id: state.id }, { run_id: `run-${number}`, number, now: this.now });
  }

  /** One active run a session, as the lane's lookup sees to it. */
  private claim(state: TaskState, command: Extract<WorldCommand, { do: 'claim' }>): readonly TaskEvent[] | Rejection {
    const session_id = sessionId(command.session);
    const run = state.runs.at(-1);
    if (!run || this.activeRunOf(session_id)) return [];
    const claim_token_hash = `sha256:${run.id}:${nextLeaseEpoch(run)}`;
    return claimRun(state, run, { session_id, lease_seconds: command.seconds }, { now: this.now, claim_token_hash });
  }

  private holder(state: TaskState, command: { readonly session: number; readonly back: number }): LeaseHolder {
    const session_id = sessionId(command.session);
    const run_id = state.runs.at(-1 - command.back)?.id ?? 'run-0';
    const active = this.activeRunOf(session_id);
    return {
      session_id,
      run_id,
      holds_other_lease: active !== undefined && active.id !== run_id && hasActiveLease(active, this.now),
    };
  }

  private hold(state: TaskState, action: HeldAction, holder: LeaseHolder): readonly TaskEvent[] | Rejection {
    const facts = { now: this.now };
    switch (action) {
      case 'heartbeat':
        return heartbeatRun(state, { ...holder, lease_seconds: 30 }, facts);
      case 'complete':
        return completeLeasedRun(state, holder, facts);
      case 'fail':
        return failLeasedRun(state, { ...holder, error: 'it broke' }, facts);
      case 'release':
        return releaseLeasedRun(state, holder, facts);
      case 'progress':
        return recordProgress(state, { ...holder, steps: [], log: ['a'], usage: { turns: 1 } }, facts);
    }
  }

  private activeRunOf(sessionId: string): RunState | undefined {
    return [...this.states.values()]
      .flatMap((state) => state.runs)
      .find((run) => run.session_id === sessionId && isActive(run.status));
  }

  private everyRun(decide: (task: TaskState, run: RunState) => readonly TaskEvent[], command: WorldCommand): Step[] {
    return [...this.states.values()].flatMap((state) =>
      state.runs.flatMap((run) => this.apply(state.id, state, decide(state, run), command)),
    );
  }

  private apply(
    id: string,
    before: TaskStream,
    outcome: readonly TaskEvent[] | Rejection,
    command: WorldCommand,
  ): Step[] {
    if (outcome instanceof Rejection || outcome.length === 0) return [];
    const recorded = outcome.map((event) => ({ ...event, ...this.facts() }));
    const after = existingTask(recorded.reduce<TaskStream>((state, event) => taskStream.evolve(state, event), before));
    if (!after) throw new Error('a task vanished');
    this.states.set(id, after);
    this.histories.set(id, [...(this.histories.get(id) ?? []), ...recorded]);
    return [{ command, before: existingTask(before), after }];
  }

  private facts(): EventFacts {
    this.position += 1;
    return { position: this.position, recordedAt: this.now, actor: ACTOR, origin: ORIGIN };
  }
}

export function sessionId(n: number): string {
  return `sess-${n}`;
}
