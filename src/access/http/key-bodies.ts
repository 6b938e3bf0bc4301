import {
  EnumField,
  IntegerField,
  StringListField,
  TextField,
  TimestampField,
} from '../../http/parsing/fields/index.js';
import { QueryInteger, QueryText } from '../../http/parsing/query-field.js';
import { type Front, type Role, ROLES } from '../domain/vocabulary.js';

const NAME = 128;
const LONGEST_GRACE_SECONDS = 86_400;

/** What can sign: after `whsec_` comes the base64 of Standard Webhooks. */
const SIGNS = /^(?!whsec_)|^whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Body of `createKey`. */
export class CreateKeyBody {
  @TextField({ required: true, max: NAME, freeText: true, description: 'What people call it' })
  label: string;

  @EnumField(ROLES, { required: true })
  role: Role;

  @TextField({ max: NAME, freeText: true, description: 'Whom its callers are recorded as; the label when not given' })
  principal_ref?: string;

  @TextField({ max: 512, description: 'Id, name or path of the one workspace that it sees and touches' })
  workspace?: string;

  @StringListField({ max: 4, unique: true, itemPattern: /^[a-d]$/, itemPatternWords: 'one of a, b, c, d' })
  fronts?: Front[];

  @TimestampField({ description: 'When it ends by itself' })
  expires_at?: string;

  @TextField({
    max: 256,
    pattern: SIGNS,
    patternWords: 'base64 after whsec_, or any other text',
    description: 'Signs the webhooks of its runs; kept sealed, never shown',
  })
  webhook_secret?: string;
}

/** Body of `rotateKey`. */
export class RotateKeyBody {
  @IntegerField({
    min: 0,
    max: LONGEST_GRACE_SECONDS,
    default: 0,
    description: 'Seconds that the secret which is replaced goes on working',
  })
  grace_seconds?: number;
}

/** Query of `listKeys`. */
export class ListKeysQuery {
  @QueryInteger({ min: 0, description: 'Keys at most; 0 and anything above 500 mean 500' })
  limit?: number;

  @QueryText({ description: 'X-Next-Cursor of the page before' })
  cursor?: string;
}
