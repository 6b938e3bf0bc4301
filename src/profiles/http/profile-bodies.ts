import { EnumField, ObjectField, StringListField, TextField } from '../../http/parsing/fields/index.js';
import { Timestamp } from '../../http/schemas/properties.js';
import { COORDINATOR_MODES, RUNTIME_MODES, SANDBOX_MODES, WORKER_MODES } from '../../tasks/domain/vocabulary.js';

/**
 * What the body must be for the command to look at it at all: JSON types, and bounds of what the specification leaves
 * open. Everything else is asked of the profile only after the state of its task (`reviews.md` B.2).
 */
const AGENT_NAME = { maxBytes: 256 } as const;
/** So that what `GET` answered can be sent back. */
const NOT_READ = { optional: true, description: 'Not read' };
const NAMES = { max: 256, refuseBlank: false } as const;

class ProviderBody {
  @TextField(AGENT_NAME) agent_name?: string;
  @TextField() provider?: string;
  @TextField() model?: string;
}

class CoordinatorBody extends ProviderBody {
  @EnumField(COORDINATOR_MODES, { default: 'inherit', checkedLater: true }) mode?: string;
  @TextField({ freeText: true, description: 'At most 8192 bytes' }) guidance?: string;
}

class WorkerBody extends ProviderBody {
  @EnumField(WORKER_MODES, { default: 'inherit', checkedLater: true }) mode?: string;
  @StringListField(NAMES) allowed_agent_names?: string[];
  @StringListField(NAMES) preferred_agent_names?: string[];
  @StringListField(NAMES) required_capabilities?: string[];
  @StringListField(NAMES) preferred_capabilities?: string[];
}

class ParticipantsBody {
  @StringListField(NAMES) allowed_agent_names?: string[];
  @StringListField(NAMES) allowed_peer_ids?: string[];
  @StringListField(NAMES) allowed_channel_ids?: string[];
  @StringListField(NAMES) preferred_agent_names?: string[];
  @StringListField(NAMES) preferred_peer_ids?: string[];
  @StringListField(NAMES) preferred_channel_ids?: string[];
  @StringListField(NAMES) required_capabilities?: string[];
  @StringListField(NAMES) preferred_capabilities?: string[];
}

class ReviewSectionBody extends ParticipantsBody {
  @TextField() agent_name?: string;
  @TextField() provider?: string;
  @TextField() model?: string;
}

class SandboxBody {
  @EnumField(SANDBOX_MODES, { default: 'inherit', checkedLater: true }) mode?: string;
  @TextField({ description: 'Only in mode ref, and required there' }) sandbox_ref?: string;
}

class RuntimeBody {
  @EnumField(RUNTIME_MODES, { default: 'default', checkedLater: true }) mode?: string;
}

/** A whole profile: what is left out returns to its default. */
export class SetExecutionProfileBody {
  @TextField({ description: 'Empty, or the task of the path' }) task_id?: string;
  @ObjectField(() => CoordinatorBody) coordinator?: CoordinatorBody;
  @ObjectField(() => WorkerBody) worker?: WorkerBody;
  @ObjectField(() => ReviewSectionBody) review?: ReviewSectionBody;
  @ObjectField(() => ParticipantsBody) participants?: ParticipantsBody;
  @ObjectField(() => SandboxBody) sandbox?: SandboxBody;
  @ObjectField(() => RuntimeBody) runtime?: RuntimeBody;
  @Timestamp(NOT_READ) created_at?: never;
  @Timestamp(NOT_READ) updated_at?: never;
}
