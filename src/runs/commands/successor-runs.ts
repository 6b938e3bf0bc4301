import { Injectable } from '@nestjs/common';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import type { Rejection } from '../../ledger/rejection.js';
import type { NewRunFacts } from '../../tasks/domain/decide/new-run.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import type { RunState, TaskState } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
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
  readonly context: CommandContext;
  readonly decide: (task: TaskState, source: RunState, facts: NewRunFacts) => TaskEvent[] | Rejection;
}

/** What retry and recover have in common: a force operation on one run of a task that queues another one. */
@Injectable()
export class SuccessorRuns {
  constructor(
    private readonly runs: ForcedRuns,
    private readonly lookups: RunLookups,
    private readonly links: TaskLinks,
  ) {}

  execute({ name, run_id: source_id, context, decide }: Succession): Promise<Committed<SuccessorRun>> {
    return this.runs.execute<SuccessorRun>({
      ...{ name, run_id: source_id, context },
      prepare: async (unit, { task, run }) => {
        await this.lookups.channelUser(unit, task, channelOf(task, run));
        // Those who wait for a completed task have to wait again.
        if (task.status === 'completed') await this.links.loadDependents(unit, task.id);
      },
      apply: async (unit, { task, run }) => {
        const run_id = newId('run');
        const channelUser = await this.lookups.channelUser(unit, task, channelOf(task, run));
        const decision = decide(task, run, {
          ...{ run_id, number: unit.nextPosition, now: unit.now },
          ...(channelUser === undefined ? {} : { channel_workspace_id: channelUser }),
        });
        const stream = unit.append(taskStream, task.id, decision);
        return { ...changedRun(stream, run_id), previous: changedRun(stream, source_id).run };
      },
    });
  }
}

function channelOf(task: TaskState, source: RunState): string | undefined {
  return source.network_channel ?? task.network_channel;
}
