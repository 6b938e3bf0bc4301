import { BooleanField, EnumField, TextField } from '../../http/parsing/fields/index.js';
import type { TextFieldOptions } from '../../http/parsing/fields/text-field.js';
import { QueryEnum, QueryInteger, QueryText } from '../../http/parsing/query-field.js';
import { type Scope, SCOPES } from '../../tasks/domain/vocabulary.js';
import { BRIDGE_STATUSES, type BridgeStatus } from '../domain/vocabulary.js';
import { EndpointUrlField } from './endpoint-url-field.js';

const NAME: TextFieldOptions = { max: 128, description: 'Unique among all bridges without regard to case' };

/** `whsec_` and padded base64 of 24 to 64 bytes, as Standard Webhooks has it. */
const SECRET =
  /^whsec_(?:(?:[A-Za-z0-9+/]{4}){8,20}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?|(?:[A-Za-z0-9+/]{4}){21}(?:[A-Za-z0-9+/]{2}==)?)$/;
const SECRET_WORDS = 'whsec_ followed by base64 of 24 to 64 bytes';

/** Body of `createBridge`. */
export class CreateBridgeBody {
  @TextField({ ...NAME, required: true })
  name: string;

  @EnumField(SCOPES, { required: true, description: 'Of the tasks that may use it' })
  scope: Scope;

  @TextField({ max: 512, description: 'Id, name or path of its workspace' })
  workspace?: string;

  @EndpointUrlField({ required: true })
  endpoint_url: string;

  @BooleanField({ default: true, description: 'Whether messages are sent; they wait while it is false' })
  enabled?: boolean;

  @BooleanField({ default: false, description: 'Whether messages count as delivered without being sent' })
  notification_suppress?: boolean;

  @TextField({
    pattern: SECRET,
    patternWords: SECRET_WORDS,
    description: 'Signs what is sent; kept sealed, never shown. Without one, messages are not signed',
  })
  secret?: string;
}

/** Body of `updateBridge`: at least one member. */
export class UpdateBridgeBody {
  @TextField({ ...NAME, blank: 'refuse' })
  name?: string;

  @EndpointUrlField({ blank: 'refuse' })
  endpoint_url?: string;

  @BooleanField()
  enabled?: boolean;

  @BooleanField()
  notification_suppress?: boolean;

  @TextField({
    blank: 'keep',
    pattern: new RegExp(`^$|${SECRET.source}`),
    patternWords: SECRET_WORDS,
    description: 'Signs from now on what is sent; a blank one takes the secret away',
  })
  secret?: string;
}

/** Query of `listBridges`. */
export class ListBridgesQuery {
  @QueryEnum(SCOPES)
  scope?: Scope;

  @QueryText({ description: 'Id, name or path of the workspace' })
  workspace?: string;

  @QueryEnum(BRIDGE_STATUSES)
  status?: BridgeStatus;

  @QueryInteger({ min: 0, description: 'Bridges at most; 0 and anything above 500 mean 500' })
  limit?: number;

  @QueryText({ description: 'X-Next-Cursor of the page before' })
  cursor?: string;
}
