/** The closed word lists of the task and run vocabulary (`tasks.md` 1.1, `runs.md` 1.2), in the order of the contract. */
export const TASK_STATUSES = [
  'draft',
  'pending',
  'blocked',
  'ready',
  'in_progress',
  'completed',
  'failed',
  'canceled',
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const RUN_STATUSES = [
  'queued',
  'claimed',
  'starting',
  'running',
  'completed',
  'failed',
  'canceled',
  'needs_attention',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const PRIORITIES = ['low', 'medium', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const SCOPES = ['global', 'workspace'] as const;
export type Scope = (typeof SCOPES)[number];

export const APPROVAL_POLICIES = ['none', 'manual'] as const;
export type ApprovalPolicy = (typeof APPROVAL_POLICIES)[number];

export const APPROVAL_STATES = ['not_required', 'pending', 'approved', 'rejected'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

export const OWNER_KINDS = ['human', 'agent_session', 'automation', 'extension', 'network_peer', 'pool'] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

export const ACTOR_KINDS = ['human', 'agent_session', 'automation', 'extension', 'network_peer', 'daemon'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

export const ORIGIN_KINDS = [
  'cli',
  'web',
  'uds',
  'http',
  'automation',
  'extension',
  'network',
  'agent_session',
  'daemon',
] as const;
export type OriginKind = (typeof ORIGIN_KINDS)[number];

/** Claim order and `priority_min` compare these weights (`tasks.md` 1.1). */
export const PRIORITY_WEIGHTS: Readonly<Record<Priority, number>> = { low: 10, medium: 20, high: 30, urgent: 40 };

/** Message kinds of a coordination channel, in the fixed order of `runs.md` 2.5. */
export const MESSAGE_KINDS = ['status', 'request', 'reply', 'blocker', 'handoff', 'result', 'review_request'] as const;

/** The words of reviews (`reviews.md` A.1); `routed`, `circuit_opened` and `canceled` are read and never written. */
export const REVIEW_STATUSES = ['requested', 'routed', 'in_review', 'recorded', 'circuit_opened', 'canceled'] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

export const REVIEW_POLICIES = ['none', 'always', 'on_success', 'on_failure'] as const;
export type ReviewPolicy = (typeof REVIEW_POLICIES)[number];

export const REVIEW_OUTCOMES = ['approved', 'rejected', 'blocked', 'error', 'timeout', 'invalid_output'] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

/** The words of execution profiles (`reviews.md` B.2). */
export const COORDINATOR_MODES = ['inherit', 'guided'] as const;
export type CoordinatorMode = (typeof COORDINATOR_MODES)[number];

export const WORKER_MODES = ['inherit', 'select'] as const;
export type WorkerMode = (typeof WORKER_MODES)[number];

export const SANDBOX_MODES = ['inherit', 'none', 'ref'] as const;
export type SandboxMode = (typeof SANDBOX_MODES)[number];

export const RUNTIME_MODES = ['default', 'evidence'] as const;
export type RuntimeMode = (typeof RUNTIME_MODES)[number];

/** Whose models the numbered run front may ask for (`http.md` 11.3). */
export const MODEL_PROVIDERS = ['openai', 'deepseek', 'anthropic', 'google', 'groq', 'mistral', 'together'] as const;

/** Characters of a model's, a provider's and an authentication context's name. */
export const MAX_NAME = 256;
/** Characters of a prompt to a numbered run, at least. */
export const MIN_PROMPT = 3;
/** Seconds. */
export const MAX_SESSION_TIMEOUT = 86_400;
/** Characters of a web address. */
export const MAX_WEB_ADDRESS = 2_083;

/** What a web task is ready for: `current_state` (`http.md` 12). */
export const WEB_TASK_STATES = ['not_ready', 'waiting_for_manual_completion', 'ready', 'failed'] as const;
export type WebTaskState = (typeof WEB_TASK_STATES)[number];

/** Why a web task has failed: `failure_info.category`. */
export const FAILURE_CATEGORIES = ['canceled', 'invalid_schema', 'timeout', 'agent_error', 'operator'] as const;
export type FailureCategory = (typeof FAILURE_CATEGORIES)[number];

/** What a web task can ask to be given. */
export const SECRET_TYPES = ['login'] as const;
