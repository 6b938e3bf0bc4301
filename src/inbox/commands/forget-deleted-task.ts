import { Injectable } from '@nestjs/common';
import type { CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import type { LaneReaction, StreamOutcome } from '../../ledger/lane/reaction.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../tasks/domain/task-state.js';
import { deleteTriage } from '../domain/decide/triage-task.js';
import { triageStream } from '../domain/triage-stream.js';
import { triageId } from '../lookups/triage-id.js';
import { TriagingActors } from '../lookups/triaging-actors.js';

/** Ends the triage of all actors with the task, in the flush that deletes it (`tasks.md` 6.5). */
@Injectable()
export class ForgetDeletedTask implements LaneReaction<TaskStream, TaskEvent> {
  readonly category = 'task';
  readonly on = new Set(['task.deleted'] as const);

  constructor(private readonly actors: TriagingActors) {}

  async prepare({ id, before, after }: StreamOutcome<TaskStream, TaskEvent>, unit: Preparation): Promise<void> {
    if (!existingTask(before) || existingTask(after)) return;
    const actors = (await unit.get(this.actors.actorsOf, id)) ?? [];
    await Promise.all(actors.map((actor) => unit.load(triageStream, triageId(actor, id))));
  }

  async react({ id, before, after, events }: StreamOutcome<TaskStream, TaskEvent>, unit: CommandUnit): Promise<void> {
    if (!existingTask(before) || existingTask(after)) return;
    const actors = (await unit.get(this.actors.actorsOf, id)) ?? [];
    const triages = actors.map((actor) => triageId(actor, id));
    const streams = await Promise.all(triages.map((triage) => unit.load(triageStream, triage)));
    const causationId = events.at(-1)?.eventId;
    for (const [n, stream] of streams.entries()) {
      unit.append(
        triageStream,
        triages[n] ?? '',
        deleteTriage(stream),
        causationId === undefined ? {} : { causationId },
      );
    }
  }
}
