import type { ClaimConstraints } from './task-state.js';
import type { CoordinatorMode, RuntimeMode, SandboxMode, WorkerMode } from './vocabulary.js';

export interface ProviderChoice {
  readonly agent_name?: string;
  readonly provider?: string;
  readonly model?: string;
}

/** Who may or should take part. Lists are sorted, without duplicates, and left out when empty. */
export interface Selectors {
  readonly allowed_agent_names?: readonly string[];
  readonly allowed_peer_ids?: readonly string[];
  readonly allowed_channel_ids?: readonly string[];
  readonly preferred_agent_names?: readonly string[];
  readonly preferred_peer_ids?: readonly string[];
  readonly preferred_channel_ids?: readonly string[];
  readonly required_capabilities?: readonly string[];
  readonly preferred_capabilities?: readonly string[];
}

export interface WorkerSelectors extends ProviderChoice {
  readonly mode: WorkerMode;
  readonly allowed_agent_names?: readonly string[];
  readonly preferred_agent_names?: readonly string[];
  readonly required_capabilities?: readonly string[];
  readonly preferred_capabilities?: readonly string[];
}

/** How a task is to be executed (`reviews.md` B.2), normalised. */
export interface ExecutionProfileDocument {
  readonly coordinator: ProviderChoice & { readonly mode: CoordinatorMode; readonly guidance?: string };
  readonly worker: WorkerSelectors;
  readonly review: Selectors & ProviderChoice;
  readonly participants: Selectors;
  readonly sandbox: { readonly mode: SandboxMode; readonly sandbox_ref?: string };
  readonly runtime: { readonly mode: RuntimeMode };
}

/** What applies where no profile is stored (`reviews.md` B.1). */
export const DEFAULT_EXECUTION_PROFILE: ExecutionProfileDocument = {
  coordinator: { mode: 'inherit' },
  worker: { mode: 'inherit' },
  review: {},
  participants: {},
  sandbox: { mode: 'inherit' },
  runtime: { mode: 'default' },
};

/**
 * Whom the profile lets claim (`reviews.md` B.4): `worker.mode` is not asked. Undefined where it constrains nobody and
 * prefers nobody.
 */
export function claimConstraints({ worker, participants }: ExecutionProfileDocument): ClaimConstraints | undefined {
  const lists = [worker.allowed_agent_names, participants.allowed_agent_names].filter((names) => names !== undefined);
  const constraints: ClaimConstraints = {
    ...(worker.agent_name === undefined ? {} : { agent_name: worker.agent_name }),
    ...(lists.length === 0 ? {} : { allowed_agent_names: lists }),
    ...joined('required_capabilities', worker, participants),
    ...joined('preferred_capabilities', worker, participants),
  };
  return Object.keys(constraints).length === 0 ? undefined : constraints;
}

type Capabilities = 'required_capabilities' | 'preferred_capabilities';

function joined(name: Capabilities, worker: WorkerSelectors, participants: Selectors): Partial<ClaimConstraints> {
  const names = [...new Set([...(worker[name] ?? []), ...(participants[name] ?? [])])].sort();
  return names.length === 0 ? {} : { [name]: names };
}
