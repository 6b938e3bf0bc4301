/**
 * A workspace in which random commands are carried out by the service's own handlers, on the real lane and Postgres.
 * Commands of a burst travel together, so that most of them share a flush.
 */
import { CommandBus } from '@nestjs/cqrs';
import { newId } from '../../../src/ledger/identifiers.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { ClaimNext } from '../../../src/runs/commands/claim-next.js';
import { CompleteLeasedRun } from '../../../src/runs/commands/complete-leased-run.js';
import { FailLeasedRun } from '../../../src/runs/commands/fail-leased-run.js';
import { HeartbeatRun } from '../../../src/runs/commands/heartbeat-run.js';
import { ReleaseLeasedRun } from '../../../src/runs/commands/release-leased-run.js';
import { CreateWorkspace } from '../../../src/sessions/commands/create-workspace.js';
import { RegisterSession } from '../../../src/sessions/commands/register-session.js';
import { AddTaskDependency } from '../../../src/tasks/commands/add-task-dependency.js';
import { ApproveTask } from '../../../src/tasks/commands/approve-task.js';
import { CancelTask } from '../../../src/tasks/commands/cancel-task.js';
import { CreateChildTask } from '../../../src/tasks/commands/create-child-task.js';
import { CreateTask, type NewTask } from '../../../src/tasks/commands/create-task.js';
import { DeleteTask } from '../../../src/tasks/commands/delete-task.js';
import { EnqueueRun } from '../../../src/tasks/commands/enqueue-run.js';
import { PauseTask } from '../../../src/tasks/commands/pause-task.js';
import { PublishTask } from '../../../src/tasks/commands/publish-task.js';
import { RejectTask } from '../../../src/tasks/commands/reject-task.js';
import { RemoveTaskDependency } from '../../../src/tasks/commands/remove-task-dependency.js';
import { ResumeTask } from '../../../src/tasks/commands/resume-task.js';
import { StartTask } from '../../../src/tasks/commands/start-task.js';
import { UpdateTask } from '../../../src/tasks/commands/update-task.js';
import type { Edge } from '../../../src/tasks/domain/decide/change-dependencies.js';
import type { ApprovalPolicy, OwnerKind, Priority } from '../../../src/tasks/domain/vocabulary.js';
import type { TestApp } from '../../support/test-app.js';
import { actOnRun, type OnRun, type WhichRun } from './lifecycle-runs.js';
import { CONTEXT } from './plant-tree.js';

export const MAX_TASKS = 30;
export const SESSIONS = 3;
const AGENT = 'ada';
const NONE: Edge = { task_id: 'task-0', depends_on_task_id: 'task-1' };

/** How a task is made. */
export interface Made {
  readonly draft: boolean;
  readonly policy: ApprovalPolicy;
  readonly attempts: number;
  readonly auto: boolean;
}

export interface Patched {
  readonly title?: string;
  readonly priority?: Priority;
  readonly max_attempts?: number;
  readonly approval_policy?: ApprovalPolicy;
  readonly auto_enqueue_on_ready?: boolean;
  readonly owner?: { readonly kind: OwnerKind; readonly ref: string };
  readonly clear_owner?: boolean;
}

export const ON_TASK = [
  'publish',
  'start',
  'enqueue',
  'approve',
  'reject',
  'pause',
  'resume',
  'cancel',
  'delete',
] as const;
export const ON_LEASE = ['complete', 'fail', 'release', 'heartbeat'] as const;

/** A command of a sequence; tasks and sessions are numbers, taken modulo how many there are. */
export type LifeCommand =
  | { readonly do: 'create'; readonly made: Made }
  | { readonly do: 'child'; readonly task: number; readonly made: Made }
  | { readonly do: 'patch'; readonly task: number; readonly patch: Patched }
  | { readonly do: 'edge' | 'unedge'; readonly task: number; readonly on: number }
  | { readonly do: (typeof ON_TASK)[number]; readonly task: number }
  | { readonly do: OnRun; readonly run: WhichRun }
  | { readonly do: 'claim'; readonly session: number }
  | { readonly do: (typeof ON_LEASE)[number]; readonly session: number };

export class LifecycleWorld {
  /** Every task that was ever asked for, deleted and refused ones included. */
  readonly ids: string[] = [];
  /** How often each kind of command was accepted. */
  readonly accepted = new Map<string, number>();
  private readonly bus: CommandBus;
  private readonly sessions: string[] = [];
  private readonly held = new Map<string, string>();
  /** Every edge that was ever added; some are gone again. */
  private readonly edges: Edge[] = [];
  private keys = 0;

  private constructor(
    private readonly service: TestApp,
    readonly workspaceId: string,
  ) {
    this.bus = service.app.get(CommandBus, { strict: false });
  }

  static async open(service: TestApp): Promise<LifecycleWorld> {
    const world = new LifecycleWorld(service, newId('ws'));
    const { workspaceId: id } = world;
    await world.bus.execute(new CreateWorkspace({ id, name: id }, CONTEXT));
    for (let n = 0; n < SESSIONS; n++) {
      const session = { agent_name: AGENT, principal_ref: 'local-user', workspace: id, scope: {} };
      world.sessions.push((await world.bus.execute(new RegisterSession(session, CONTEXT))).result.session_id);
    }
    return world;
  }

  /** Carries out all of them at once; a refusal is an outcome like any other, anything else thrown is a fault. */
  async burst(commands: readonly LifeCommand[]): Promise<void> {
    await Promise.all(commands.map((command) => this.try(command)));
  }

  private async try(command: LifeCommand): Promise<void> {
    try {
      if (await this.carryOut(command)) this.accepted.set(command.do, (this.accepted.get(command.do) ?? 0) + 1);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }

  /** False when there was nothing to try it on. */
  private async carryOut(command: LifeCommand): Promise<boolean> {
    switch (command.do) {
      case 'create':
      case 'child':
        return this.create(command);
      case 'claim':
        return this.claim(command.session);
      case 'complete':
      case 'fail':
      case 'release':
      case 'heartbeat':
        return this.onLease(command.do, command.session);
      case 'flag':
      case 'force_release':
      case 'force_fail':
      case 'retry':
      case 'recover':
      case 'claim_run':
      case 'start_run':
      case 'complete_run':
      case 'fail_run':
      case 'cancel_run':
        return actOnRun(this.service, command.do, this.ids, command.run);
      default: {
        const task_id = this.ids[command.task % this.ids.length];
        if (task_id === undefined) return false;
        await this.onTask(command, task_id);
        return true;
      }
    }
  }

  private async create(command: Extract<LifeCommand, { do: 'create' | 'child' }>): Promise<boolean> {
    if (this.ids.length >= MAX_TASKS) return false;
    const parent = command.do === 'child' ? this.ids[command.task % this.ids.length] : undefined;
    const id = newId('task');
    this.ids.push(id);
    const task = { ...newTask(command.made), id, workspace_id: this.workspaceId };
    if (parent === undefined) await this.bus.execute(new CreateTask(task, CONTEXT));
    else await this.bus.execute(new CreateChildTask({ ...task, parent_task_id: parent }, CONTEXT));
    return true;
  }

  private onTask(
    command: Exclude<LifeCommand, { readonly session: number } | { readonly made: Made } | { readonly run: WhichRun }>,
    task_id: string,
  ): Promise<unknown> {
    const idempotency_key = `key-${++this.keys}`;
    switch (command.do) {
      case 'edge':
        return this.addEdge({ task_id, depends_on_task_id: this.ids[command.on % this.ids.length] ?? task_id });
      case 'unedge':
        return this.bus.execute(new RemoveTaskDependency(this.edges[command.on % this.edges.length] ?? NONE, CONTEXT));
      case 'patch':
        return this.bus.execute(new UpdateTask({ task_id, patch: command.patch }, CONTEXT));
      case 'publish':
        return this.bus.execute(new PublishTask({ task_id, idempotency_key }, CONTEXT));
      case 'start':
        return this.bus.execute(new StartTask({ task_id, idempotency_key }, CONTEXT));
      case 'enqueue':
        return this.bus.execute(new EnqueueRun({ task_id }, CONTEXT));
      case 'approve':
        return this.bus.execute(new ApproveTask({ task_id, idempotency_key }, CONTEXT));
      case 'reject':
        return this.bus.execute(new RejectTask({ task_id }, CONTEXT));
      case 'pause':
        return this.bus.execute(new PauseTask({ task_id, reason: 'hold' }, CONTEXT));
      case 'resume':
        return this.bus.execute(new ResumeTask({ task_id }, CONTEXT));
      case 'cancel':
        return this.bus.execute(new CancelTask({ task_id }, CONTEXT));
      case 'delete':
        return this.bus.execute(new DeleteTask(task_id, CONTEXT));
    }
  }

  private async addEdge(edge: Edge): Promise<void> {
    await this.bus.execute(new AddTaskDependency(edge, CONTEXT));
    this.edges.push(edge);
  }

  private async claim(session: number): Promise<boolean> {
    const session_id = this.sessions[session % SESSIONS] ?? '';
    const criteria = { session_id, agent_name: AGENT, capabilities: [], priority_min: 0, lease_seconds: 3_600 };
    const claim = new ClaimNext(criteria, new AbortController().signal, CONTEXT);
    const { result } = await this.bus.execute(claim);
    if (result) this.held.set(session_id, result.run.id);
    return result !== undefined;
  }

  private async onLease(action: (typeof ON_LEASE)[number], session: number): Promise<boolean> {
    const session_id = this.sessions[session % SESSIONS] ?? '';
    const run_id = this.held.get(session_id);
    if (run_id === undefined) return false;
    const request = { session_id, run_id };
    if (action === 'complete') await this.bus.execute(new CompleteLeasedRun(request, CONTEXT));
    if (action === 'fail') await this.bus.execute(new FailLeasedRun({ ...request, error: 'it broke' }, CONTEXT));
    if (action === 'release') await this.bus.execute(new ReleaseLeasedRun(request, CONTEXT));
    if (action === 'heartbeat') await this.bus.execute(new HeartbeatRun({ ...request, lease_seconds: 3_600 }, CONTEXT));
    return true;
  }
}

function newTask({ draft, policy, attempts, auto }: Made): NewTask {
  return {
    scope: 'workspace',
    title: 'A task',
    priority: 'medium',
    max_attempts: attempts,
    auto_enqueue_on_ready: auto,
    draft,
    approval_policy: policy,
  };
}
