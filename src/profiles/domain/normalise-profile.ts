import type { Rejection } from '../../ledger/rejection.js';
import type { ExecutionProfileDocument, ProviderChoice, Selectors } from '../../tasks/domain/execution-profile.js';
import { COORDINATOR_MODES, RUNTIME_MODES, SANDBOX_MODES, WORKER_MODES } from '../../tasks/domain/vocabulary.js';
import type { ProfileAllowance, ProfileDraft, ProviderDraft, SelectorsDraft } from './profile-draft.js';
import { ProfileReader } from './profile-reader.js';
import { aCapability, aName, onlyIf, someGuidance, type TextRule } from './profile-rules.js';

/**
 * The profile in its normal form (`reviews.md` B.2): texts trimmed, modes in lower case, lists without blanks and
 * repetitions and sorted, what is missing set to its default or left out. Refused with what is wrong first:
 * `validation_failed`. A normal form stays as it is.
 */
export function normaliseProfile(draft: ProfileDraft, allowed: ProfileAllowance): ExecutionProfileDocument | Rejection {
  const reader = new ProfileReader();
  const document: ExecutionProfileDocument = {
    coordinator: readCoordinator(reader, draft.coordinator ?? {}, allowed),
    worker: readWorker(reader, draft.worker ?? {}, allowed),
    review: readReview(reader, draft.review ?? {}, allowed),
    participants: readSelectors(reader, 'participants', draft.participants ?? {}),
    sandbox: readSandbox(reader, draft.sandbox ?? {}, allowed),
    runtime: { mode: reader.word('runtime.mode', draft.runtime?.mode, RUNTIME_MODES) },
  };
  return reader.refusal ?? document;
}

function readCoordinator(
  reader: ProfileReader,
  draft: NonNullable<ProfileDraft['coordinator']>,
  allowed: ProfileAllowance,
): ExecutionProfileDocument['coordinator'] {
  return {
    mode: reader.word('coordinator.mode', draft.mode, COORDINATOR_MODES),
    ...readProvider(reader, 'coordinator', draft, allowed),
    ...reader.text('coordinator', 'guidance', draft, someGuidance),
  };
}

function readWorker(
  reader: ProfileReader,
  draft: NonNullable<ProfileDraft['worker']>,
  allowed: ProfileAllowance,
): ExecutionProfileDocument['worker'] {
  const worker = {
    mode: reader.word('worker.mode', draft.mode, WORKER_MODES),
    ...readProvider(reader, 'worker', draft, allowed),
    ...reader.list('worker', 'allowed_agent_names', draft, aName),
    ...reader.list('worker', 'preferred_agent_names', draft, aName),
    ...readCapabilities(reader, 'worker', draft),
  };
  requireAllowedAgent(reader, 'worker', worker);
  return worker;
}

function readReview(
  reader: ProfileReader,
  draft: NonNullable<ProfileDraft['review']>,
  allowed: ProfileAllowance,
): ExecutionProfileDocument['review'] {
  const review = {
    ...readProvider(reader, 'review', draft, allowed, aName),
    ...readSelectors(reader, 'review', draft),
  };
  requireAllowedAgent(reader, 'review', review);
  return review;
}

function readProvider(
  reader: ProfileReader,
  section: string,
  draft: ProviderDraft,
  { providerOverride }: ProfileAllowance,
  agentRule?: TextRule,
): ProviderChoice {
  return {
    ...reader.text(section, 'agent_name', draft, agentRule),
    ...reader.text(section, 'provider', draft, onlyIf(providerOverride, aName)),
    ...reader.text(section, 'model', draft, onlyIf(providerOverride, aName)),
  };
}

function readSelectors(reader: ProfileReader, section: string, draft: SelectorsDraft): Selectors {
  return {
    ...reader.list(section, 'allowed_agent_names', draft, aName),
    ...reader.list(section, 'allowed_peer_ids', draft, aName),
    ...reader.list(section, 'allowed_channel_ids', draft, aName),
    ...reader.list(section, 'preferred_agent_names', draft, aName),
    ...reader.list(section, 'preferred_peer_ids', draft, aName),
    ...reader.list(section, 'preferred_channel_ids', draft, aName),
    ...readCapabilities(reader, section, draft),
  };
}

function readCapabilities(reader: ProfileReader, section: string, draft: SelectorsDraft) {
  return {
    ...reader.list(section, 'required_capabilities', draft, aCapability),
    ...reader.list(section, 'preferred_capabilities', draft, aCapability),
  };
}

/** An agent that its own section does not allow could never have the run. */
function requireAllowedAgent(
  reader: ProfileReader,
  section: string,
  { agent_name, allowed_agent_names }: Pick<Selectors & ProviderChoice, 'agent_name' | 'allowed_agent_names'>,
): void {
  if (agent_name === undefined || allowed_agent_names === undefined) return;
  if (!allowed_agent_names.includes(agent_name)) {
    reader.wrong(`${section}.agent_name`, `must be one of ${section}.allowed_agent_names`);
  }
}

function readSandbox(
  reader: ProfileReader,
  draft: NonNullable<ProfileDraft['sandbox']>,
  { sandboxNone, sandboxRef }: ProfileAllowance,
): ExecutionProfileDocument['sandbox'] {
  const mode = reader.word('sandbox.mode', draft.mode, SANDBOX_MODES);
  const refused = (mode === 'none' && !sandboxNone) || (mode === 'ref' && !sandboxRef);
  if (refused) reader.wrong('sandbox.mode', `${mode} is not allowed by this service`);
  const ref = reader.text('sandbox', 'sandbox_ref', draft, aName);
  if (mode === 'ref' && ref.sandbox_ref === undefined) reader.wrong('sandbox.sandbox_ref', 'is required in mode ref');
  if (mode !== 'ref' && ref.sandbox_ref !== undefined) {
    reader.wrong('sandbox.sandbox_ref', `must be empty in mode ${mode}`);
  }
  return { mode, ...ref };
}
