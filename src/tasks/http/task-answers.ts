import { Injectable } from '@nestjs/common';
import type { Answer } from '../../http/answer.js';
import type { CoordinationChannel, Run, Task } from '../../http/schemas/index.js';
import type { RunState, TaskState } from '../domain/task-state.js';
import { runRow } from '../views/run-view.js';
import { GatheredDocuments } from '../views/gathered-documents.js';
import type { Documents, TaskWithActivity } from '../views/task-reader.js';
import { taskRow } from '../views/task-view.js';
import { presentRun } from './present/present-run.js';
import { presentTask } from './present/present-task.js';

/** Turns what commands answer into bodies; documents are read only where there are any. */
@Injectable()
export class TaskAnswers {
  constructor(private readonly documents: GatheredDocuments) {}

  /** A task that was just made: its documents are those of the request. */
  newTask(state: TaskState, documents: Documents, reply: Answer): Task {
    const row = withActivity(state);
    this.aliases(row, reply);
    return presentTask(row, documents);
  }

  async task(state: TaskState, reply: Answer): Promise<Task> {
    const row = withActivity(state);
    this.aliases(row, reply);
    return presentTask(row, state.has_documents ? await this.documents.of(state.id) : undefined);
  }

  /** @param channel of the run, which claim-next alone shows */
  async run(
    of: { readonly task: TaskState; readonly run: RunState },
    reply?: Answer,
    channel?: CoordinationChannel,
  ): Promise<Run> {
    reply?.header('x-run-number', of.run.number);
    const ended = of.run.ended_at !== undefined;
    const documents = of.run.has_metadata || ended ? await this.documents.of(of.run.id) : undefined;
    return presentRun(runRow(of.task.id, of.run), documents, channel);
  }

  /** The other names of a task (`http.md` 11.2): bodies stay as the contract has them. */
  aliases(task: Pick<TaskWithActivity, 'number' | 'uuid'>, reply: Answer): void {
    reply.header('x-task-number', task.number).header('x-task-uuid', task.uuid);
  }
}

export function withActivity(state: TaskState): TaskWithActivity {
  return {
    ...taskRow(state),
    latest_event_seq: state.latest_event_seq,
    last_activity_at: state.last_activity_at,
    current_run_id: state.current_run_id ?? null,
  };
}
