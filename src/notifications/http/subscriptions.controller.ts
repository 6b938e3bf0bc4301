import { Controller, Delete, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import { BridgeSubscription } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import { Subscribe } from '../commands/subscribe.js';
import { Unsubscribe } from '../commands/unsubscribe.js';
import { GetSubscription, ListSubscriptions, ShowSubscription } from '../views/subscription-queries.js';
import { CreateSubscriptionBody, ListSubscriptionsQuery } from './subscription-bodies.js';

/** Who is told of a task's end (`reviews.md` C): subscriptions, which belong to the task that the path names. */
@Controller('api/tasks/:id/notifications/bridges')
export class SubscriptionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly scopes: ResourceScopes,
  ) {}

  @Post()
  @Operation({
    id: 'createTaskBridgeNotificationSubscription',
    action: 'tasks.create_bridge_notification_subscription',
    summary: 'Create one bridge terminal notification subscription for a task',
    right: 'write',
    validationStatus: 400,
    body: { type: CreateSubscriptionBody, required: true },
    success: { status: 201, type: { subscription: BridgeSubscription } },
    failures: [400, 404, 409, 500, 503],
  })
  async create(
    @PathId('id', 'Task id', 'task') task_id: string,
    @RequestBody() body: CreateSubscriptionBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ subscription: BridgeSubscription }> {
    if (body.peer_id === undefined && body.group_id === undefined) {
      const at = 'create_task_bridge_notification_subscription';
      throw new Rejection('validation_failed', `${at} must have peer_id or group_id`);
    }
    await this.scopes.require(caller, 'bridge', body.bridge_instance_id);
    const { result, position } = await this.commands.execute(new Subscribe({ ...body, task_id }, context));
    reply.at(position);
    return { subscription: await this.queries.execute(new ShowSubscription(result)) };
  }

  @Get()
  @Operation({
    id: 'listTaskBridgeNotificationSubscriptions',
    action: 'tasks.list_bridge_notification_subscriptions',
    summary: 'List bridge terminal notification subscriptions for one task',
    right: 'read',
    validationStatus: 400,
    query: ListSubscriptionsQuery,
    success: { status: 200, type: { subscriptions: [BridgeSubscription] } },
    failures: [400, 404, 500, 503],
  })
  async list(
    @PathId('id', 'Task id', 'task') taskId: string,
    @QueryInput() query: ListSubscriptionsQuery,
    @Reply() reply: Answer,
  ): Promise<{ subscriptions: BridgeSubscription[] }> {
    const { rows, next } = await this.queries.execute(new ListSubscriptions(taskId, query));
    if (next !== undefined) reply.header('x-next-cursor', next);
    return { subscriptions: [...rows] };
  }

  @Get(':subscription_id')
  @Operation({
    id: 'getTaskBridgeNotificationSubscription',
    action: 'tasks.get_bridge_notification_subscription',
    summary: 'Get one bridge terminal notification subscription for a task',
    right: 'read',
    bound: 'filtered',
    validationStatus: 400,
    success: { status: 200, type: { subscription: BridgeSubscription } },
    failures: [404, 500, 503],
  })
  async get(
    @PathId('id', 'Task id', 'task') taskId: string,
    @PathId('subscription_id', 'Bridge task subscription id') subscriptionId: string,
  ): Promise<{ subscription: BridgeSubscription }> {
    return { subscription: await this.queries.execute(new GetSubscription(taskId, subscriptionId)) };
  }

  @Delete(':subscription_id')
  @Operation({
    id: 'deleteTaskBridgeNotificationSubscription',
    action: 'tasks.delete_bridge_notification_subscription',
    summary: 'Delete one bridge terminal notification subscription for a task',
    right: 'write',
    bound: 'filtered',
    validationStatus: 400,
    success: { status: 204, description: 'Deleted' },
    failures: [404, 500, 503],
  })
  async delete(
    @PathId('id', 'Task id', 'task') task_id: string,
    @PathId('subscription_id', 'Bridge task subscription id') subscription_id: string,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<void> {
    const { position } = await this.commands.execute(new Unsubscribe({ subscription_id, task_id }, context));
    reply.at(position);
  }
}
