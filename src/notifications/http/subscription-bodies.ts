import { EnumField, IdField, TextField } from '../../http/parsing/fields/index.js';
import { QueryEnum, QueryInteger, QueryText } from '../../http/parsing/query-field.js';
import { type Scope, SCOPES } from '../../tasks/domain/vocabulary.js';
import { DELIVERY_MODE_ALIASES, DELIVERY_MODES, type DeliveryMode } from '../domain/vocabulary.js';

const MAX_ID = 256;

/** Body of `createTaskBridgeNotificationSubscription`. */
export class CreateSubscriptionBody {
  /** A blank one is a bridge that does not exist (`http.md` 9). */
  @TextField({ required: true, blank: 'keep', max: 512, description: 'Id of the bridge' })
  bridge_instance_id: string;

  @EnumField(DELIVERY_MODES, {
    required: true,
    aliases: DELIVERY_MODE_ALIASES,
    description: 'A new message in the target conversation, or a reply within it',
  })
  delivery_mode: DeliveryMode;

  @EnumField(SCOPES, { description: 'If given, that of the task' })
  scope?: Scope;

  @TextField({ max: 512, description: "If given with scope workspace, the id of the task's workspace" })
  workspace_id?: string;

  @TextField({ max: MAX_ID, description: 'This or group_id must be given' })
  peer_id?: string;

  @TextField({ max: MAX_ID })
  thread_id?: string;

  @TextField({ max: MAX_ID, description: 'This or peer_id must be given' })
  group_id?: string;

  @IdField({ description: 'Replaces the subscription of the task that has it; drawn when not given' })
  subscription_id?: string;
}

/** Query of `listTaskBridgeNotificationSubscriptions`. */
export class ListSubscriptionsQuery {
  @QueryText({ description: 'Filter by bridge instance id' })
  bridge_instance_id?: string;

  @QueryEnum(SCOPES, { description: 'Filter by bridge scope' })
  scope?: Scope;

  @QueryText({ description: 'Filter by workspace id' })
  workspace_id?: string;

  @QueryInteger({ min: 0, description: 'Subscriptions at most; 0 and anything above 500 mean 500' })
  limit?: number;

  @QueryText({ description: 'X-Next-Cursor of the page before' })
  cursor?: string;
}
