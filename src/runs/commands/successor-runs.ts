import { Injectable } from '@nestjs/common';
import type { CommandContext, Json } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { continuedMetadata, hasRequest } from '../../tasks/domain/continued-request.js';
import type { NewRunFacts } from '../../tasks/domain/decide/new-run.js';
import { refuseOversized } from '../../tasks/domain/run-metadata.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import type { RunState, TaskState } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { RunDocuments } from '../../tasks/lookups/run-documents.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { TaskLinks } from '../../tasks/lookups/task-links.js';
import { ForcedRuns } from './forced-runs.js';
import { changedRun, type RunOfTask } from './run-of-task.js';

/** A new run, and the one in whose place it is, both as they are now. */
export interface SuccessorRun extends RunOfTask {
  readonly previous: RunState;
}

export interface Succession {
  readonly name: string;
  /** The run in whose place another one is to be. */
  readonly run_id: string;
  /** Of the new run, beside what the one before it was asked for. */
  readonly metadata?: Json;
  readonly context: CommandContext;
  readonly decide: (
    task: TaskState,
    source: RunState,
    metadata: Json | undefined,
    facts: NewRunFacts,
  ) => TaskEvent[] | Rejection;
}

/** What retry and recover have in common: a force operation on one run of a task that queues another one. */
@Injectable()
export class SuccessorRuns {
  constructor(
    private readonly runs: ForcedRuns,
    private readonly lookups: RunLookups,
    private readonly links: TaskLinks,
    private readonly documents: RunDocuments,
  ) {}

  execute({ name, run_id: source_id, metadata, context, decide }: Succession): Promise<Committed<SuccessorRun>> {
    return this.runs.execute<SuccessorRun>({
      ...{ name, run_id: source_id, context },
      prepare: async (unit, { task, run }) => {
        await this.lookups.channelUser(unit, task, channelOf(task, run));
        await this.continued(unit, run, metadata);
        // Those who wait for a completed task have to wait again.
        if (task.status === 'completed') await this.links.loadDependents(unit, task.id);
      },
      apply: async (unit, { task, run }) => {
        const run_id = newId('run');
        const channelUser = await this.lookups.channelUser(unit, task, channelOf(task, run));
        const continued = await this.continued(unit, run, metadata);
        const decision = decide(task, run, continued, {
          ...{ run_id, number: unit.nextPosition, now: unit.now },
          ...(channelUser === undefined ? {} : { channel_workspace_id: channelUser }),
        });
        const tooLarge = refuseOversized(continued, 'what is asked of the run before it');
        if (tooLarge && !(decision instanceof Rejection)) throw tooLarge;
        const stream = unit.append(taskStream, task.id, decision);
        return { ...changedRun(stream, run_id), previous: changedRun(stream, source_id).run };
      },
    });
  }

  private async continued(unit: Preparation, source: RunState, given: Json | undefined): Promise<Json | undefined> {
    if (!hasRequest(source)) return given;
    return continuedMetadata(source, await unit.get(this.documents.metadataOf, source.id), given);
  }
}

function channelOf(task: TaskState, source: RunState): string | undefined {
  return source.network_channel ?? task.network_channel;
}
