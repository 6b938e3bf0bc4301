import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { canonicalJson } from '../../ledger/canonical-json.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import { type DocumentFacts, refuseUnclearPatch, type TaskPatch, updateTask } from '../domain/decide/update-task.js';
import type { TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskDocuments } from '../lookups/task-documents.js';
import { appended } from './appended.js';
import { type ExpectedSeq, requireTask } from './precondition.js';

export interface PatchRequest {
  readonly task_id: string;
  readonly expected?: ExpectedSeq;
  readonly patch: TaskPatch;
}

/**
 * Changes fields of a task, in every status; writes nothing when they have these values already (`tasks.md` 6.4).
 * Refused: `no_mutable_field`, `validation_failed`, `task_not_found`, `precondition_failed`.
 */
export class UpdateTask extends Command<Committed<TaskState>> {
  constructor(
    readonly request: PatchRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(UpdateTask)
export class UpdateTaskHandler implements ICommandHandler<UpdateTask> {
  constructor(
    private readonly lane: Lane,
    private readonly documents: TaskDocuments,
  ) {}

  execute({ request, context }: UpdateTask): Promise<Committed<TaskState>> {
    const { task_id, patch, expected } = request;
    const unclear = refuseUnclearPatch(patch);
    if (unclear) return Promise.reject(unclear);
    return this.lane.execute<TaskState>({
      name: 'update_task',
      context,
      prepare: async (unit) => {
        await Promise.all([unit.load(taskStream, task_id), this.facts(unit, task_id, patch)]);
      },
      execute: async (unit) => {
        const task = await requireTask(unit, task_id, expected);
        const events = updateTask(task, patch, await this.facts(unit, task_id, patch));
        return events.length === 0 ? task : appended(unit.append(taskStream, task_id, events));
      },
    });
  }

  /** The documents are read only for a patch that says something of them. */
  private async facts(unit: Preparation, taskId: string, { description, metadata }: TaskPatch): Promise<DocumentFacts> {
    if (description === undefined && metadata === undefined) return { metadata_differs: false };
    const now = (await unit.get(this.documents.documentsOf, taskId)) ?? {};
    const differs = now.metadata === undefined || canonicalJson(metadata) !== canonicalJson(now.metadata);
    return { ...now, metadata_differs: metadata !== undefined && differs };
  }
}
