/** The objects and bodies of the HTTP API under names of their own, all taken from the generated types. */
import type { components, operations } from './api.generated.js';

type Operations = operations;
type JsonOf<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
type BodyOf<Id extends keyof Operations> = JsonOf<NonNullable<Operations[Id]['requestBody']>>;
type QueryOf<Id extends keyof Operations> = NonNullable<Operations[Id]['parameters']['query']>;
type AnswerOf<Id extends keyof Operations, Status extends keyof Operations[Id]['responses']> = JsonOf<
  Operations[Id]['responses'][Status]
>;

export type Task = components['schemas']['Task'];
export type TaskSummary = components['schemas']['TaskSummary'];
export type TaskDetail = components['schemas']['TaskDetail'];
export type Run = components['schemas']['Run'];
export type RunSummary = components['schemas']['RunSummary'];
export type Lease = components['schemas']['Lease'];
export type TimelineItem = components['schemas']['TimelineItem'];
export type RunDetail = AnswerOf<'getTaskRun', 200>['run'];
export type Claim = AnswerOf<'claimNextAgentTask', 200>['claim'];
/** What startTask answers: the task and the run that was enqueued. */
export type StartedTask = AnswerOf<'startTask', 201>;

export type CreateTask = BodyOf<'createTask'>;
export type StartTask = BodyOf<'startTask'>;
export type EnqueueRun = BodyOf<'enqueueTaskRun'>;
export type ListTasks = QueryOf<'listTasks'>;
export type ListRuns = QueryOf<'listTaskRuns'>;
export type TimelineQuery = QueryOf<'getTaskTimeline'>;
export type ClaimNext = BodyOf<'claimNextAgentTask'>;

/** The lease that the caller means; the service refuses the call when another one has taken its place. */
interface Fence {
  claim_token_hash?: string;
}
export type Heartbeat = BodyOf<'heartbeatAgentTaskRun'> & Fence;
export type CompleteRun = BodyOf<'completeAgentTaskRun'> & Fence;
export type FailRun = BodyOf<'failAgentTaskRun'> & Fence;
export type ReleaseRun = BodyOf<'releaseAgentTaskRun'> & Fence;

/** An event as streamTask delivers it; `sequence` is also the frame's id. */
export interface StreamFrame {
  readonly sequence: number;
  readonly type: string;
  readonly timeline: TimelineItem;
}

/** An agent session (`registries.md` 2). */
export interface AgentSession {
  readonly session_id: string;
  readonly agent_name: string;
  readonly name?: string;
  readonly workspace_id?: string;
  readonly channel?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly capabilities?: string[];
  readonly state: 'starting' | 'active' | 'stopping' | 'stopped';
  readonly stop_reason?: string;
  readonly failure_kind?: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_seen_at: string;
  readonly ttl_seconds: number;
}

/** Whom agent calls are made as: a registered session has both members. */
export type AgentIdentity = Pick<AgentSession, 'session_id' | 'agent_name'>;

export interface RegisterSession {
  agent_name: string;
  /** Workspace id, name or path. */
  workspace?: string;
  channel?: string;
  name?: string;
  provider?: string;
  model?: string;
  capabilities?: string[];
  /** 10 to 86,400; a session unseen for so long is stopped and its runs go back to the queue. */
  ttl_seconds?: number;
  session_id?: string;
}

export interface ProgressStep {
  index: number;
  description: string;
  actions?: {
    name: string;
    params?: object;
    is_done?: boolean;
    success?: boolean;
    extracted_content?: string | null;
    error?: string | null;
    include_in_memory?: boolean;
  }[];
}

/** What a worker tells of a run that it holds (`http.md` 11.7, `registries.md` 6). */
export interface ReportProgress extends Fence {
  /** At most 50; the same index again replaces a step. */
  steps?: ProgressStep[];
  /** At most 50 lines of up to 2,000 characters. */
  log?: string[];
  /** Numbers are added up over the run. */
  usage?: {
    input_tokens?: number;
    output_tokens?: number;
    total_cost?: number;
    cost_currency?: string;
    tool_calls?: number;
    turns?: number;
  };
}
