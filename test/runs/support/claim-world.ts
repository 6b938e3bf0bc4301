/**
 * Random tasks and sessions in two workspaces and outside of them, worked on by the service's own commands on two
 * instances, and the model that says what each claim must answer. The commands of a burst travel together and are
 * carried out in their order.
 */
import { CommandBus } from '@nestjs/cqrs';
import { newId } from '../../../src/ledger/identifiers.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { ClaimNext } from '../../../src/runs/commands/claim-next.js';
import { CompleteLeasedRun } from '../../../src/runs/commands/complete-leased-run.js';
import { ExpireLease } from '../../../src/runs/commands/expire-lease.js';
import { ReleaseLeasedRun } from '../../../src/runs/commands/release-leased-run.js';
import { CreateWorkspace } from '../../../src/sessions/commands/create-workspace.js';
import { RegisterSession } from '../../../src/sessions/commands/register-session.js';
import { CancelTask } from '../../../src/tasks/commands/cancel-task.js';
import { CreateChildTask } from '../../../src/tasks/commands/create-child-task.js';
import { CreateTask } from '../../../src/tasks/commands/create-task.js';
import { EnqueueRun } from '../../../src/tasks/commands/enqueue-run.js';
import { PauseTask } from '../../../src/tasks/commands/pause-task.js';
import { ResumeTask } from '../../../src/tasks/commands/resume-task.js';
import { UpdateTask } from '../../../src/tasks/commands/update-task.js';
import type { ClaimConstraints } from '../../../src/tasks/domain/task-state.js';
import type { OwnerKind } from '../../../src/tasks/domain/vocabulary.js';
import type { TestApp } from '../../support/test-app.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';
import { ClaimModel, type ModelOwner, type ModelSession, type ModelTask, type PriorityWord } from './claim-model.js';
import { plantConstraints } from './plant-constraints.js';

export type Where = 'a' | 'b' | 'global';

/** An owner; the ref of `agent_session` is the number of a session. */
export interface OwnerShape {
  readonly kind: OwnerKind;
  readonly ref: string;
}

export interface TaskShape {
  readonly where: Where;
  readonly priority: PriorityWord;
  readonly owner: OwnerShape | undefined;
  readonly channel: string | undefined;
  readonly constraints: ClaimConstraints;
  /** Below a task that may be paused. */
  readonly child: boolean;
}

export interface SessionShape {
  readonly where: Where;
  readonly agent: string;
  readonly channel: string | undefined;
  readonly capabilities: readonly string[];
}

/** A command of a burst; tasks and sessions are numbers, taken modulo how many there are. */
export type ClaimOp =
  | {
      readonly do: 'claim';
      readonly session: number;
      readonly priority_min: number;
      readonly offers: readonly string[];
      /** Its lease is over when it begins. */
      readonly brief: boolean;
    }
  | { readonly do: 'complete' | 'release' | 'expire'; readonly session: number }
  | { readonly do: 'enqueue' | 'pause' | 'resume' | 'cancel'; readonly task: number }
  | { readonly do: 'pause_above' | 'resume_above'; readonly where: Where }
  | { readonly do: 'priority'; readonly task: number; readonly priority: PriorityWord }
  | { readonly do: 'owner'; readonly task: number; readonly owner: OwnerShape | undefined }
  | { readonly do: 'block'; readonly task: number; readonly blocked: boolean };

/** What a command answered: its result, or the code of its refusal. */
type Told = { readonly result: unknown } | { readonly refused: string };

/** One command under way, and what it changes in the model once it was accepted; it answers what was wrong. */
interface Step {
  readonly outcome: Promise<Told>;
  readonly settle: (told: Told) => string | undefined;
}

export class ClaimWorld {
  readonly model = new ClaimModel();
  readonly sessions: ModelSession[] = [];
  private readonly workspaces = { a: newId('ws'), b: newId('ws'), global: undefined };
  private readonly roots = new Map<Where, string>();

  private constructor(private readonly instances: readonly [TestApp, TestApp]) {}

  static async open(
    instances: readonly [TestApp, TestApp],
    tasks: readonly TaskShape[],
    sessions: readonly SessionShape[],
  ): Promise<ClaimWorld> {
    const world = new ClaimWorld(instances);
    const bus = world.bus(0);
    const { a, b } = world.workspaces;
    await Promise.all([a, b].map((id) => bus.execute(new CreateWorkspace({ id, name: id }, CONTEXT))));
    for (const where of ['a', 'b', 'global'] as const) world.roots.set(where, newId('task'));
    await Promise.all([
      ...sessions.map((shape) => world.register(shape)),
      ...[...world.roots].map(([where, id]) => bus.execute(new CreateTask(world.newTask(where, id), CONTEXT))),
    ]);
    await Promise.all(tasks.map((shape) => world.create(shape)));
    await plantConstraints(world.instances, world.model.tasks);
    return world;
  }

  /** Carries out the commands together on one of the instances; answers every claim that was not as the model says. */
  async burst(ops: readonly ClaimOp[], instance: number): Promise<string[]> {
    const bus = this.bus(instance);
    const steps = ops.map((op) => this.begin(op, bus)).filter((step) => step !== undefined);
    const told = await Promise.all(steps.map(({ outcome }) => outcome));
    return steps.map(({ settle }, i) => settle(told[i] ?? { refused: 'lost' })).filter((wrong) => wrong !== undefined);
  }

  /** Every session takes what it can get, run after run, until there is nothing left for anybody. */
  async drain(): Promise<string[]> {
    const wrongs: string[] = [];
    for (let idle = 0, turn = 0; idle < this.sessions.length; turn++) {
      const session = turn % this.sessions.length;
      wrongs.push(...(await this.burst([{ do: 'complete', session }], turn)));
      wrongs.push(...(await this.burst([{ do: 'claim', session, ...NO_CRITERIA }], turn + 1)));
      idle = this.model.heldBy(this.sessions[session]?.id ?? '') ? 0 : idle + 1;
    }
    return wrongs;
  }

  /** Leaves nothing queued: global tasks are in the next world too. */
  async close(): Promise<void> {
    const ids = this.model.tasks.map(({ id }) => id);
    await Promise.all(ids.map((task_id) => tell(() => this.bus(0).execute(new CancelTask({ task_id }, CONTEXT)))));
  }

  private bus(instance: number): CommandBus {
    return (instance % 2 === 0 ? this.instances[0] : this.instances[1]).app.get(CommandBus, { strict: false });
  }

  private begin(op: ClaimOp, bus: CommandBus): Step | undefined {
    if (op.do === 'claim') return this.claim(op, bus);
    if ('session' in op) return this.onLease(op, bus);
    if ('where' in op) return this.above(op, bus);
    const task = this.model.tasks[op.task % this.model.tasks.length];
    return task && this.onTask(op, task, bus);
  }

  private claim(op: Extract<ClaimOp, { do: 'claim' }>, bus: CommandBus): Step {
    const session = this.session(op.session);
    const criteria = { session_id: session.id, agent_name: session.agent, capabilities: op.offers };
    const lease = { priority_min: op.priority_min, lease_seconds: op.brief ? 0 : 3_600 };
    const claim = new ClaimNext({ ...criteria, ...lease }, new AbortController().signal, CONTEXT);
    return {
      outcome: tell(async () => (await bus.execute(claim)).result?.run.id),
      settle: (told) => {
        const got = 'refused' in told ? told.refused : told.result;
        const held = this.model.heldBy(session.id)?.run;
        if (held?.holder?.expired === false) return differs(op, got, 'AUTONOMY_LEASE_ALREADY_HELD');
        if (held) held.holder = undefined;
        const { run } = this.model.best(session, op) ?? {};
        if (run) run.holder = { session: session.id, expired: op.brief };
        return differs(op, got, run?.id);
      },
    };
  }

  private onLease(op: { readonly do: 'complete' | 'release' | 'expire'; readonly session: number }, bus: CommandBus) {
    const { id: session_id } = this.session(op.session);
    const task = this.model.heldBy(session_id);
    const run = task?.run;
    if (!task || !run) return undefined;
    const request = { session_id, run_id: run.id };
    const ask = async (): Promise<unknown> => {
      if (op.do === 'complete') return bus.execute(new CompleteLeasedRun(request, CONTEXT));
      if (op.do === 'release') return bus.execute(new ReleaseLeasedRun(request, CONTEXT));
      const expired = { task_id: task.id, run_id: run.id, reason: 'scheduler_sweep' } as const;
      return (
        (await bus.execute(new ExpireLease(expired, CONTEXT))).result || Promise.reject(new Rejection('early', ''))
      );
    };
    const accepted = (): void => {
      if (op.do === 'complete') task.run = undefined;
      else run.holder = undefined;
    };
    return { outcome: tell(ask), settle: ifAccepted(accepted) };
  }

  private above(op: { readonly do: 'pause_above' | 'resume_above'; readonly where: Where }, bus: CommandBus): Step {
    const task_id = this.roots.get(op.where) ?? '';
    const paused = op.do === 'pause_above';
    const { pausedRoots } = this.model;
    return {
      outcome: tell(() => bus.execute(pauseOrResume(task_id, paused))),
      settle: ifAccepted(() => (paused ? pausedRoots.add(task_id) : pausedRoots.delete(task_id))),
    };
  }

  private onTask(op: Extract<ClaimOp, { readonly task: number }>, task: ModelTask, bus: CommandBus): Step {
    const task_id = task.id;
    switch (op.do) {
      case 'enqueue':
        return this.enqueue(task, bus);
      case 'pause':
      case 'resume':
        return {
          outcome: tell(() => bus.execute(pauseOrResume(task_id, op.do === 'pause'))),
          settle: ifAccepted(() => (task.paused = op.do === 'pause')),
        };
      case 'cancel':
        return {
          outcome: tell(() => bus.execute(new CancelTask({ task_id }, CONTEXT))),
          settle: ifAccepted(() => Object.assign(task, { canceled: true, run: undefined })),
        };
      case 'priority':
        return {
          outcome: tell(() => bus.execute(new UpdateTask({ task_id, patch: { priority: op.priority } }, CONTEXT))),
          settle: ifAccepted(() => (task.priority = op.priority)),
        };
      case 'owner': {
        const owner = this.owner(op.owner);
        const patch = owner ? { owner } : { clear_owner: true };
        return {
          outcome: tell(() => bus.execute(new UpdateTask({ task_id, patch }, CONTEXT))),
          settle: ifAccepted(() => (task.owner = owner)),
        };
      }
      case 'block': {
        const patch = { approval_policy: op.blocked ? ('manual' as const) : ('none' as const) };
        return {
          outcome: tell(() => bus.execute(new UpdateTask({ task_id, patch }, CONTEXT))),
          settle: ifAccepted(() => (task.blocked = op.blocked)),
        };
      }
    }
  }

  private enqueue(task: ModelTask, bus: CommandBus): Step {
    return {
      outcome: tell(async () => {
        const { run } = (await bus.execute(new EnqueueRun({ task_id: task.id }, CONTEXT))).result;
        return { id: run.id, queued_at: run.queued_at, holder: undefined };
      }),
      settle: (told) => {
        if ('result' in told) task.run = told.result as ModelTask['run'];
        return undefined;
      },
    };
  }

  private session(number: number): ModelSession {
    const session = this.sessions[number % this.sessions.length];
    if (!session) throw new Error('a world has sessions');
    return session;
  }

  private async register({ where, agent, channel, capabilities }: SessionShape): Promise<void> {
    const workspace = this.workspaces[where];
    const named = channel === undefined ? undefined : this.channel(where, channel);
    const session: ModelSession = { id: newId('sess'), agent, workspace, channel: named, capabilities };
    this.sessions.push(session);
    const given = {
      session_id: session.id,
      agent_name: agent,
      principal_ref: 'local-user',
      capabilities,
      scope: {},
      ...(workspace === undefined ? {} : { workspace }),
      ...(named === undefined ? {} : { channel: named }),
    };
    await this.bus(0).execute(new RegisterSession(given, CONTEXT));
  }

  private async create(shape: TaskShape): Promise<void> {
    const { where, priority, constraints } = shape;
    const owner = this.owner(shape.owner);
    const channel = shape.channel === undefined ? undefined : this.channel(where, shape.channel);
    const root = shape.child ? this.roots.get(where) : undefined;
    const id = newId('task');
    const open = { paused: false, blocked: false, canceled: false, run: undefined };
    this.model.tasks.push({
      ...{ id, workspace: this.workspaces[where], channel, constraints, root, priority, owner, ...open },
    });
    const task = {
      ...this.newTask(where, id),
      priority,
      ...(owner === undefined ? {} : { owner }),
      ...(channel === undefined ? {} : { network_channel: channel }),
    };
    if (root === undefined) await this.bus(0).execute(new CreateTask(task, CONTEXT));
    else await this.bus(0).execute(new CreateChildTask({ ...task, parent_task_id: root }, CONTEXT));
  }

  private newTask(where: Where, id: string) {
    const workspace_id = this.workspaces[where];
    return {
      id,
      title: 'A task',
      priority: 'medium' as const,
      max_attempts: 10,
      auto_enqueue_on_ready: false,
      draft: false,
      approval_policy: 'none' as const,
      ...(workspace_id === undefined ? { scope: 'global' as const } : { scope: 'workspace' as const, workspace_id }),
    };
  }

  /** A channel belongs to one workspace. */
  private channel(where: Where, name: string): string {
    return `${this.workspaces[where] ?? 'none'}-${name}`;
  }

  private owner(shape: OwnerShape | undefined): (ModelOwner & OwnerShape) | undefined {
    if (shape?.kind !== 'agent_session') return shape;
    return { kind: shape.kind, ref: this.session(Number(shape.ref)).id };
  }
}

const NO_CRITERIA = { priority_min: 0, offers: [], brief: false } as const;

function pauseOrResume(task_id: string, paused: boolean): PauseTask | ResumeTask {
  return paused ? new PauseTask({ task_id, reason: 'hold' }, CONTEXT) : new ResumeTask({ task_id }, CONTEXT);
}

/** Begins at once; a refusal is an answer, anything else thrown is a fault. */
async function tell(ask: () => Promise<unknown>): Promise<Told> {
  try {
    return { result: await ask() };
  } catch (error) {
    if (error instanceof Rejection) return { refused: error.code };
    throw error;
  }
}

function ifAccepted(change: () => unknown): Step['settle'] {
  return (told) => {
    if ('result' in told) change();
    return undefined;
  };
}

function differs(op: ClaimOp, got: unknown, wanted: string | undefined): string | undefined {
  return got === wanted ? undefined : `${JSON.stringify(op)} got ${String(got)}, not ${String(wanted)}`;
}
