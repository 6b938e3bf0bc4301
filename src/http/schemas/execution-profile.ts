import { Nested, Text, TextList, Timestamp, Word } from './properties.js';

export const COORDINATOR_MODES = ['inherit', 'guided'] as const;
export const WORKER_MODES = ['inherit', 'select'] as const;
export const SANDBOX_MODES = ['inherit', 'none', 'ref'] as const;
export const RUNTIME_MODES = ['default', 'evidence'] as const;

export class CoordinatorProfile {
  @Word(COORDINATOR_MODES) mode: (typeof COORDINATOR_MODES)[number];
  @Text({ optional: true }) agent_name?: string;
  @Text({ optional: true }) provider?: string;
  @Text({ optional: true }) model?: string;
  @Text({ optional: true }) guidance?: string;
}

export class WorkerProfile {
  @Word(WORKER_MODES) mode: (typeof WORKER_MODES)[number];
  @Text({ optional: true }) agent_name?: string;
  @Text({ optional: true }) provider?: string;
  @Text({ optional: true }) model?: string;
  @TextList({ optional: true }) allowed_agent_names?: string[];
  @TextList({ optional: true }) preferred_agent_names?: string[];
  @TextList({ optional: true }) required_capabilities?: string[];
  @TextList({ optional: true }) preferred_capabilities?: string[];
}

/** Who may or should take part, as participants and reviewers share it. */
export class ParticipantsProfile {
  @TextList({ optional: true }) allowed_agent_names?: string[];
  @TextList({ optional: true }) allowed_peer_ids?: string[];
  @TextList({ optional: true }) allowed_channel_ids?: string[];
  @TextList({ optional: true }) preferred_agent_names?: string[];
  @TextList({ optional: true }) preferred_peer_ids?: string[];
  @TextList({ optional: true }) preferred_channel_ids?: string[];
  @TextList({ optional: true }) required_capabilities?: string[];
  @TextList({ optional: true }) preferred_capabilities?: string[];
}

export class ReviewProfile extends ParticipantsProfile {
  @Text({ optional: true }) agent_name?: string;
  @Text({ optional: true }) provider?: string;
  @Text({ optional: true }) model?: string;
}

export class SandboxProfile {
  @Word(SANDBOX_MODES) mode: (typeof SANDBOX_MODES)[number];
  @Text({ optional: true }) sandbox_ref?: string;
}

export class RuntimeProfile {
  @Word(RUNTIME_MODES) mode: (typeof RUNTIME_MODES)[number];
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
