import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { bridgeStream } from '../domain/bridge-stream.js';
import { subscribe, type Subscribe as SubscribeFields } from '../domain/decide/subscribe.js';
import { existingSubscription, type SubscriptionState } from '../domain/subscription-state.js';
import { subscriptionStream } from '../domain/subscription-stream.js';
import { SubscriptionLookups } from '../lookups/subscription-lookups.js';

/** A subscription to be; its id is drawn when none is given. */
export type NewSubscription = Omit<SubscribeFields, 'subscription_id'> & { readonly subscription_id?: string };

/**
 * Subscribes a task's end to a bridge, or replaces the subscription that has the id (`reviews.md` C.2). Refused:
 * `task_not_found`, `invalid_scope_binding`, `bridge_not_found`, `subscription_of_other_task`, `too_many_subscriptions`.
 */
export class Subscribe extends Command<Committed<SubscriptionState>> {
  constructor(
    readonly subscription: NewSubscription,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(Subscribe)
export class SubscribeHandler implements ICommandHandler<Subscribe> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: SubscriptionLookups,
  ) {}

  execute({ subscription, context }: Subscribe): Promise<Committed<SubscriptionState>> {
    const wanted = { ...subscription, subscription_id: subscription.subscription_id ?? newId('bts') };
    return this.lane.execute<SubscriptionState>({
      name: 'subscribe',
      context,
      prepare: (unit) => this.prepare(unit, wanted),
      execute: (unit) => this.subscribe(unit, wanted),
    });
  }

  /** Also what the lane counts: the bridge that the subscription may leave, and the lists that it joins. */
  private async prepare(unit: Preparation, wanted: SubscribeFields): Promise<void> {
    const { idsOfTask, usesOfBridge } = this.lookups;
    const [stream] = await Promise.all([
      unit.load(subscriptionStream, wanted.subscription_id),
      unit.load(taskStream, wanted.task_id),
      unit.load(bridgeStream, wanted.bridge_instance_id),
      unit.get(idsOfTask, wanted.task_id),
      unit.get(usesOfBridge, wanted.bridge_instance_id),
    ]);
    const before = existingSubscription(stream);
    if (before) await unit.get(usesOfBridge, before.bridge_instance_id);
  }

  private async subscribe(unit: UnitOfWork, wanted: SubscribeFields): Promise<SubscriptionState> {
    const { subscription_id: id, task_id, bridge_instance_id } = wanted;
    const stream = await unit.load(subscriptionStream, id);
    const facts = {
      task: await unit.load(taskStream, task_id),
      bridge: await unit.load(bridgeStream, bridge_instance_id),
      subscriptions: ((await unit.get(this.lookups.idsOfTask, task_id)) ?? []).length,
    };
    const state = existingSubscription(unit.append(subscriptionStream, id, subscribe(stream, wanted, facts)));
    if (!state) throw new Error(`subscription ${id} has no state after its command`);
    return state;
  }
}
