import { ApiProperty } from '../../http/openapi/decorators.js';
import { Flag, Nested, NestedList, Text, Timestamp, Word } from '../../http/schemas/properties.js';
import {
  FAILURE_CATEGORIES,
  type FailureCategory,
  SECRET_TYPES,
  WEB_TASK_STATES,
  type WebTaskState,
} from '../../tasks/domain/vocabulary.js';

export class SecretSlotDefinition {
  @Text() name: string;
  @Word(SECRET_TYPES) type: (typeof SECRET_TYPES)[number];
  @Flag() requires_totp: boolean;
}

export class CreationSecret {
  @Text() secret_uuid: string;
  @Text() description: string;
}

export class TaskFailureInfo {
  @Word(FAILURE_CATEGORIES) category: FailureCategory;
  @Text({ description: 'At most 500 characters' }) message: string;
}

/** The object of the web task front (`http.md` 12). */
export class WebTask {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @Word(WEB_TASK_STATES) current_state: WebTaskState;
  @Text() display_name: string;
  @Text() task: string;
  @ApiProperty({ type: String, format: 'uri', minLength: 1, maxLength: 2083 }) website: string;
  @Text({ nullable: true, description: 'JSON Schema as text; there when the task is ready' }) input_schema:
    string | null;
  @Text({ nullable: true, description: 'JSON Schema as text; there when the task is ready' }) output_schema:
    string | null;
  @Flag() creation_auto_generate_schemas: boolean;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
  @NestedList(() => SecretSlotDefinition) required_secrets: SecretSlotDefinition[];
  @NestedList(() => CreationSecret) creation_secrets: CreationSecret[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', format: 'uuid' },
    description: 'Slot names to ids of creation secrets',
  })
  secret_bindings: Readonly<Record<string, string>>;
  @Nested(() => TaskFailureInfo, { optional: true, description: 'There when the task has failed' })
  failure_info?: TaskFailureInfo;
}
