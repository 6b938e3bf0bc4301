import type { Json } from '../../ledger/event.js';
import { BooleanField, EnumField, JsonField, ObjectListField, TextField } from '../../http/parsing/fields/index.js';
import { QueryInteger, QueryText } from '../../http/parsing/query-field.js';
import { MAX_WEB_ADDRESS, SECRET_TYPES } from '../../tasks/domain/vocabulary.js';

/** Bytes of a JSON Schema (`http.md` 11.3). */
const SCHEMA_BYTES = 12_288;
/** All of a task's metadata, which a web task's own words are part of. */
const METADATA_BYTES = 16_384;
const MAX_SECRETS = 50;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export class SecretSlotBody {
  @TextField({ required: true, max: 200 }) name: string;
  @EnumField(SECRET_TYPES, { default: 'login' }) type?: (typeof SECRET_TYPES)[number];
  @BooleanField({ default: false }) requires_totp?: boolean;
}

export class CreationSecretBody {
  @TextField({ required: true, pattern: UUID, patternWords: 'a UUID' }) secret_uuid: string;
  @TextField({ max: 1024, freeText: true }) description?: string;
}

/** Body of createWebTask: the members of the published object that are a caller's to say. */
export class CreateWebTaskBody {
  @TextField({ required: true, max: 1024, freeText: true }) display_name: string;
  @TextField({ required: true, maxBytes: 65_536, freeText: true, description: 'What is to be done' }) task: string;
  @TextField({ required: true, max: MAX_WEB_ADDRESS, description: 'http or https, without user and password' })
  website: string;
  @BooleanField({ default: true }) creation_auto_generate_schemas?: boolean;
  @JsonField({ maxBytes: SCHEMA_BYTES, description: 'JSON Schema, as text or as JSON' }) input_schema?: Json;
  @JsonField({ maxBytes: SCHEMA_BYTES, description: 'JSON Schema, as text or as JSON' }) output_schema?: Json;
  @ObjectListField(() => SecretSlotBody, { max: MAX_SECRETS }) required_secrets?: SecretSlotBody[];
  @ObjectListField(() => CreationSecretBody, { max: MAX_SECRETS }) creation_secrets?: CreationSecretBody[];
  @JsonField({ maxBytes: METADATA_BYTES, description: 'An object: slot names to ids of creation secrets' })
  secret_bindings?: Json;
}

/** Query of listWebTasks. */
export class ListWebTasksQuery {
  @QueryInteger({ min: 0, description: 'At most 500; 0 or absent means 500' }) limit?: number;
  @QueryText({ description: 'X-Next-Cursor of the page before' }) cursor?: string;
}
