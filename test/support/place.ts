/**
 * A workspace of its own for a test, with what it takes to queue runs there and to claim them: claims in one place
 * never see the runs of another, so tests of one file share a service.
 */
import { randomBytes } from 'node:crypto';
import type {
  AgentSession,
  Claim,
  ClaimNext,
  CreateTask,
  EnqueueRun,
  Lease,
  RegisterSession,
  Run,
  RunDetail,
  Task,
  TaskDetail,
  TimelineItem,
} from '../../src/client/types.js';
import type { Api, ApiAnswer } from './contract.js';

/** The answer of a refusal. */
export interface ErrorAnswer {
  readonly error: string;
  readonly diagnostic?: {
    readonly code: string;
    readonly id: string;
    readonly severity: string;
    readonly category: string;
  };
}

export type Verb = 'heartbeat' | 'complete' | 'fail' | 'release' | 'steps';

/** An agent session and what it does. */
export interface Agent {
  readonly session: AgentSession;
  readonly api: Api;
  claimNext(body?: Partial<ClaimNext>): Promise<ApiAnswer<{ claim: Claim } & ErrorAnswer>>;
  /** Claims, where there must be something to claim. */
  claim(body?: Partial<ClaimNext>): Promise<Claim>;
  /** A lease operation on a run; without a body `{}`, or `{error}` for fail. */
  does(verb: Verb, runId: string, body?: unknown): Promise<ApiAnswer<{ lease: Lease } & ErrorAnswer>>;
}

export interface Place {
  readonly workspaceId: string;
  /** A ready task of this workspace. */
  task(more?: Partial<CreateTask>): Promise<Task>;
  /** A task of this workspace with a queued run. */
  queued(
    more?: Partial<CreateTask>,
    request?: Partial<EnqueueRun>,
  ): Promise<{ readonly task: Task; readonly run: Run }>;
  agent(more?: Partial<RegisterSession>): Promise<Agent>;
}

export async function makePlace(api: Api): Promise<Place> {
  const name = `place ${randomBytes(6).toString('hex')}`;
  const { workspace } = await wanted<{ workspace: { id: string } }>(api.post('/api/workspaces', { name }), 201);
  const task = (more: Partial<CreateTask> = {}) =>
    newTask(api, { scope: 'workspace', workspace: workspace.id, ...more });
  return {
    workspaceId: workspace.id,
    task,
    queued: async (more, request) => {
      const made = await task(more);
      return { task: made, run: await enqueue(api, made.id, request) };
    },
    agent: (more = {}) => newAgent(api, { workspace: workspace.id, ...more }),
  };
}

/** The body of an answer with this status; any other fails the test and shows what was answered. */
export async function wanted<T>(answer: Promise<ApiAnswer<unknown>>, status: number): Promise<T> {
  const { status: got, body } = await answer;
  expect({ status: got, body }).toMatchObject({ status });
  return body as T;
}

export async function newTask(api: Api, body: Partial<CreateTask> = {}): Promise<Task> {
  const { task } = await wanted<{ task: Task }>(
    api.post('/api/tasks', { scope: 'global', title: 'A task', ...body }),
    201,
  );
  return task;
}

export async function enqueue(api: Api, taskId: string, body?: Partial<EnqueueRun>): Promise<Run> {
  return (await wanted<{ run: Run }>(api.post(`/api/tasks/${taskId}/runs`, body), 201)).run;
}

/** A session; without a workspace it works on global tasks. */
export async function newAgent(api: Api, more: Partial<RegisterSession> = {}): Promise<Agent> {
  const body = { agent_name: 'ada', ...more };
  const { session } = await wanted<{ session: AgentSession }>(api.post('/api/agent/sessions', body), 201);
  const own = api.as(session);
  const claimNext = (criteria: Partial<ClaimNext> = {}) =>
    own.post<{ claim: Claim } & ErrorAnswer>('/api/agent/tasks/claim-next', criteria);
  return {
    session,
    api: own,
    claimNext,
    claim: async (criteria) => (await wanted<{ claim: Claim }>(claimNext(criteria), 200)).claim,
    does: (verb, runId, given = verb === 'fail' ? { error: 'it broke' } : {}) =>
      own.post(`/api/agent/tasks/${runId}/${verb}`, given),
  };
}

export async function detailOf(api: Api, taskId: string): Promise<TaskDetail> {
  return (await wanted<{ task: TaskDetail }>(api.get(`/api/tasks/${taskId}`), 200)).task;
}

export async function runDetailOf(api: Api, runId: string): Promise<RunDetail> {
  return (await wanted<{ run: RunDetail }>(api.get(`/api/task-runs/${runId}`), 200)).run;
}

export async function timelineOf(api: Api, taskId: string, query = ''): Promise<TimelineItem[]> {
  const answer = api.get(`/api/tasks/${taskId}/timeline${query}`);
  return (await wanted<{ timeline: TimelineItem[] }>(answer, 200)).timeline;
}

/** Expects a refusal with this status whose text contains the words, and with this diagnostic code, if any. */
export async function refused(
  answer: Promise<ApiAnswer<unknown>>,
  status: number,
  words: string,
  code?: string,
): Promise<void> {
  const { status: got, body } = await answer;
  expect({ status: got, body }).toMatchObject({ status, body: { error: expect.stringContaining(words) as string } });
  expect((body as ErrorAnswer).diagnostic?.code).toBe(code);
}
