import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { unsubscribe, type Unsubscribe as UnsubscribeFields } from '../domain/decide/unsubscribe.js';
import { existingSubscription } from '../domain/subscription-state.js';
import { subscriptionStream } from '../domain/subscription-stream.js';
import { SubscriptionLookups } from '../lookups/subscription-lookups.js';

/**
 * Deletes a subscription of a task; its cursor stays, so that the same id goes on where it ended (`reviews.md` C.4).
 * Refused: `task_not_found`, `subscription_not_found`.
 */
export class Unsubscribe extends Command<Committed<undefined>> {
  constructor(
    readonly subscription: UnsubscribeFields,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(Unsubscribe)
export class UnsubscribeHandler implements ICommandHandler<Unsubscribe> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: SubscriptionLookups,
  ) {}

  execute({ subscription, context }: Unsubscribe): Promise<Committed<undefined>> {
    const { subscription_id: id, task_id } = subscription;
    return this.lane.execute<undefined>({
      name: 'unsubscribe',
      context,
      prepare: (unit) => this.prepare(unit, subscription),
      execute: async (unit) => {
        const stream = await unit.load(subscriptionStream, id);
        const task = await unit.load(taskStream, task_id);
        unit.append(subscriptionStream, id, unsubscribe(stream, subscription, { task }));
        return undefined;
      },
    });
  }

  /** Also what the lane counts, which the subscription leaves. */
  private async prepare(unit: Preparation, { subscription_id, task_id }: UnsubscribeFields): Promise<void> {
    const [stream] = await Promise.all([
      unit.load(subscriptionStream, subscription_id),
      unit.load(taskStream, task_id),
      unit.get(this.lookups.idsOfTask, task_id),
    ]);
    const before = existingSubscription(stream);
    if (before) await unit.get(this.lookups.usesOfBridge, before.bridge_instance_id);
  }
}
