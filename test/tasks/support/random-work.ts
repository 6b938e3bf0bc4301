/**
 * What may happen to tasks between two looks at a view: random commands on few tasks of few workspaces, carried out by the
 * service's own handlers. A refusal is an outcome like any other.
 */
import { CommandBus } from '@nestjs/cqrs';
import fc from 'fast-check';
import type { CommandContext } from '../../../src/ledger/event.js';
import { newId } from '../../../src/ledger/identifiers.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { CreateWorkspace } from '../../../src/sessions/commands/create-workspace.js';
import { AddTaskDependency } from '../../../src/tasks/commands/add-task-dependency.js';
import { ApproveTask } from '../../../src/tasks/commands/approve-task.js';
import { CancelTask } from '../../../src/tasks/commands/cancel-task.js';
import { CreateTask, type NewTask } from '../../../src/tasks/commands/create-task.js';
import { DeleteTask } from '../../../src/tasks/commands/delete-task.js';
import { EnqueueRun } from '../../../src/tasks/commands/enqueue-run.js';
import { PublishTask } from '../../../src/tasks/commands/publish-task.js';
import { RejectTask } from '../../../src/tasks/commands/reject-task.js';
import { type PatchRequest, UpdateTask } from '../../../src/tasks/commands/update-task.js';
import type { OriginKind } from '../../../src/tasks/domain/vocabulary.js';
import { range } from '../../support/ledger.js';
import type { TestApp } from '../../support/test-app.js';
import { actOnRun, ON_RUN, type OnRun, type WhichRun } from './lifecycle-runs.js';
import { CONTEXT } from './plant-tree.js';

/** Tasks are numbers, taken modulo how many there are. */
export type WorkStep =
  | {
      readonly do: 'create';
      readonly workspace: string | undefined;
      readonly made: Partial<NewTask>;
      readonly origin?: OriginKind;
    }
  | { readonly do: 'approve' | 'reject' | 'publish' | 'cancel' | 'delete'; readonly task: number }
  | {
      readonly do: 'enqueue';
      readonly task: number;
      readonly channel?: string | undefined;
      readonly origin?: OriginKind;
    }
  | { readonly do: 'edge'; readonly task: number; readonly on: number }
  | { readonly do: 'patch'; readonly task: number; readonly patch: PatchRequest['patch'] }
  | { readonly do: OnRun; readonly run: WhichRun };

/** Of two workspaces that a world of random work has, or of none. */
export const WORKSPACES = range(2).map((n) => `ws-${n}`);
export const SOME_TASK = fc.nat({ max: 59 });
export const SOME_EDGE = fc.record({ do: fc.constant('edge' as const), task: SOME_TASK, on: SOME_TASK });

/** One of them, or none. */
export function maybe<T>(values: readonly T[]): fc.Arbitrary<T | undefined> {
  return fc.constantFrom(undefined, ...values);
}

/** Something done to a run that it suits; what leads a run on comes more often. */
export function onSomeRun(lead: readonly OnRun[]): fc.Arbitrary<Extract<WorkStep, { do: OnRun }>> {
  return fc.record({
    do: fc.constantFrom(...ON_RUN, ...lead),
    run: fc.record({ nth: fc.nat({ max: 9 }), suited: fc.constant(true) }),
  });
}

/** Steps that are carried out at once, one such burst after another. */
export function bursts<Step>(step: fc.Arbitrary<Step>): fc.Arbitrary<Step[][]> {
  return fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 8, maxLength: 16 });
}

export class RandomWork {
  /** Every task that was ever asked for. */
  readonly ids: string[] = [];
  readonly bus: CommandBus;

  private constructor(private readonly service: TestApp) {
    this.bus = service.app.get(CommandBus, { strict: false });
  }

  static async open(service: TestApp): Promise<RandomWork> {
    const work = new RandomWork(service);
    for (const id of WORKSPACES) await work.bus.execute(new CreateWorkspace({ id, name: id }, CONTEXT));
    return work;
  }

  taskId(task: number): string {
    return this.ids[task % this.ids.length] ?? '';
  }

  /** Whatever is thrown and is no refusal is a fault. */
  async attempt(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }

  async carryOut(step: WorkStep): Promise<unknown> {
    if (step.do === 'create') return this.create(step);
    if ('run' in step) return actOnRun(this.service, step.do, this.ids, step.run);
    const task_id = this.taskId(step.task);
    switch (step.do) {
      case 'approve':
        return this.bus.execute(new ApproveTask({ task_id }, CONTEXT));
      case 'reject':
        return this.bus.execute(new RejectTask({ task_id }, CONTEXT));
      case 'publish':
        return this.bus.execute(new PublishTask({ task_id }, CONTEXT));
      case 'cancel':
        return this.bus.execute(new CancelTask({ task_id }, CONTEXT));
      case 'delete':
        return this.bus.execute(new DeleteTask(task_id, CONTEXT));
      case 'edge':
        return this.bus.execute(new AddTaskDependency({ task_id, depends_on_task_id: this.taskId(step.on) }, CONTEXT));
      case 'enqueue': {
        const channel = step.channel === undefined ? {} : { network_channel: step.channel };
        return this.bus.execute(new EnqueueRun({ task_id, ...channel }, contextOf(step.origin)));
      }
      case 'patch':
        return this.bus.execute(new UpdateTask({ task_id, patch: step.patch }, CONTEXT));
    }
  }

  private create({ workspace, made, origin }: Extract<WorkStep, { do: 'create' }>): Promise<unknown> {
    const id = newId('task');
    this.ids.push(id);
    const task = {
      ...({
        title: 'A task',
        priority: 'medium',
        max_attempts: 2,
        auto_enqueue_on_ready: false,
        draft: false,
      } as const),
      approval_policy: 'none' as const,
      ...made,
      ...(workspace === undefined
        ? { scope: 'global' as const }
        : { scope: 'workspace' as const, workspace_id: workspace }),
    };
    return this.bus.execute(new CreateTask({ ...task, id }, contextOf(origin)));
  }
}

function contextOf(kind: OriginKind | undefined): CommandContext {
  return kind === undefined ? CONTEXT : { ...CONTEXT, origin: { kind, ref: 'test' } };
}
