import {
  COORDINATOR_MODES,
  type CoordinatorMode,
  RUNTIME_MODES,
  type RuntimeMode,
  SANDBOX_MODES,
  type SandboxMode,
  WORKER_MODES,
  type WorkerMode,
} from '../../tasks/domain/vocabulary.js';
import { Nested, Text, TextList, Timestamp, Word } from './properties.js';

export class CoordinatorProfile {
  @Word(COORDINATOR_MODES) mode: CoordinatorMode;
  @Text({ optional: true }) agent_name?: string;
  @Text({ optional: true }) provider?: string;
  @Text({ optional: true }) model?: string;
  @Text({ optional: true }) guidance?: string;
}

export class WorkerProfile {
  @Word(WORKER_MODES) mode: WorkerMode;
  @Text({ optional: true }) agent_name?: string;
  @Text({ optional: true }) provider?: string;
  @Text({ optional: true }) model?: string;
  @TextList({ optional: true }) allowed_agent_names?: readonly string[];
  @TextList({ optional: true }) preferred_agent_names?: readonly string[];
  @TextList({ optional: true }) required_capabilities?: readonly string[];
  @TextList({ optional: true }) preferred_capabilities?: readonly string[];
}

/** Who may or should take part, as participants and reviewers share it. */
export class ParticipantsProfile {
  @TextList({ optional: true }) allowed_agent_names?: readonly string[];
  @TextList({ optional: true }) allowed_peer_ids?: readonly string[];
  @TextList({ optional: true }) allowed_channel_ids?: readonly string[];
  @TextList({ optional: true }) preferred_agent_names?: readonly string[];
  @TextList({ optional: true }) preferred_peer_ids?: readonly string[];
  @TextList({ optional: true }) preferred_channel_ids?: readonly string[];
  @TextList({ optional: true }) required_capabilities?: readonly string[];
  @TextList({ optional: true }) preferred_capabilities?: readonly string[];
}

export class ReviewProfile extends ParticipantsProfile {
  @Text({ optional: true }) agent_name?: string;
  @Text({ optional: true }) provider?: string;
  @Text({ optional: true }) model?: string;
}

export class SandboxProfile {
  @Word(SANDBOX_MODES) mode: SandboxMode;
  @Text({ optional: true }) sandbox_ref?: string;
}

export class RuntimeProfile {
  @Word(RUNTIME_MODES) mode: RuntimeMode;
}

/** How a task is to be executed (`reviews.md` B). */
export class ExecutionProfile {
  @Text() task_id: string;
  @Nested(() => CoordinatorProfile) coordinator: CoordinatorProfile;
  @Nested(() => WorkerProfile) worker: WorkerProfile;
  @Nested(() => ReviewProfile) review: ReviewProfile;
  @Nested(() => ParticipantsProfile) participants: ParticipantsProfile;
  @Nested(() => SandboxProfile) sandbox: SandboxProfile;
  @Nested(() => RuntimeProfile) runtime: RuntimeProfile;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
}
