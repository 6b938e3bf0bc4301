import { Injectable } from '@nestjs/common';
import type { CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import type { LaneReaction, StreamOutcome } from '../../ledger/lane/reaction.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../tasks/domain/task-state.js';
import { dropSubscription } from '../domain/decide/unsubscribe.js';
import { subscriptionStream } from '../domain/subscription-stream.js';
import { SubscriptionLookups } from '../lookups/subscription-lookups.js';

/** Ends the subscriptions of a task in the flush that deletes it (`tasks.md` 6.5). */
@Injectable()
export class DropSubscriptions implements LaneReaction<TaskStream, TaskEvent> {
  readonly category = 'task';
  readonly on = new Set(['task.deleted'] as const);

  constructor(private readonly lookups: SubscriptionLookups) {}

  async prepare({ id, before, after }: StreamOutcome<TaskStream, TaskEvent>, unit: Preparation): Promise<void> {
    if (!existingTask(before) || existingTask(after)) return;
    const ids = (await unit.get(this.lookups.idsOfTask, id)) ?? [];
    await Promise.all(ids.map((one) => unit.load(subscriptionStream, one)));
  }

  async react({ id, before, after, events }: StreamOutcome<TaskStream, TaskEvent>, unit: CommandUnit): Promise<void> {
    if (!existingTask(before) || existingTask(after)) return;
    const ids = (await unit.get(this.lookups.idsOfTask, id)) ?? [];
    const streams = await Promise.all(ids.map((one) => unit.load(subscriptionStream, one)));
    const causationId = events.at(-1)?.eventId;
    for (const [n, stream] of streams.entries()) {
      unit.append(
        subscriptionStream,
        ids[n] ?? '',
        dropSubscription(stream),
        causationId === undefined ? {} : { causationId },
      );
    }
  }
}
