import { randomBytes } from 'node:crypto';
import { TaskledgerError } from './errors.js';
import { followTask, type StreamOptions } from './event-stream/follow-task.js';
import type { CallOptions } from './retry.js';
import { path, Transport, type TransportOptions } from './transport.js';
import type * as api from './types.js';

/** Where the service is and who calls. */
export interface TaskledgerClientOptions extends TransportOptions {
  /** Address of the service, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Key of the caller, sent as `Authorization: Bearer`; not needed where the service runs with `AUTH=off`. */
  readonly apiKey?: string;
  /** The agent session that calls; without it the caller is a person, and the calls of a lease's holder are refused. */
  readonly session?: api.AgentIdentity;
  /** Used instead of the built-in fetch. */
  readonly fetch?: typeof fetch;
}

/** How much longer than the service's longest wait for work (30 s) an answer may take. */
const CLAIM_TIMEOUT_MS = 75_000;

/**
 * The HTTP API as methods. All throw `TaskledgerError` for refusals and failures, and the reason of their `signal` when
 * that is aborted. Calls that are safe to repeat are repeated while the service cannot be reached (`CallOptions`).
 */
export class TaskledgerClient {
  private readonly transport: Transport;

  constructor(private readonly options: TaskledgerClientOptions) {
    this.transport = new Transport(options);
  }

  /** Address of the service, without a slash at its end. */
  get url(): string {
    return this.transport.url;
  }

  /** The same client, calling as an agent session. */
  withSession(session: api.AgentIdentity): TaskledgerClient {
    return new TaskledgerClient({ ...this.options, session });
  }

  /** Creates a task. With an `id` of the caller's own it is safe to repeat: a lost answer never makes two tasks. */
  async createTask(body: api.CreateTask, options?: CallOptions): Promise<api.Task> {
    const repeatable = body.id === undefined ? 'unsent' : 'any';
    const call = { method: 'POST', path: '/api/tasks', body, repeatable } as const;
    try {
      return (await this.transport.call<{ task: api.Task }>(call, options)).task;
    } catch (error) {
      const made =
        body.id !== undefined && isLostSuccess(error) ? (await this.getTask(body.id, options)).task : undefined;
      if (made?.title === body.title.trim()) return made;
      throw error;
    }
  }

  /** One task with its runs, children, dependencies and latest events. */
  async getTask(taskId: string, options?: CallOptions): Promise<api.TaskDetail> {
    return (await this.get<{ task: api.TaskDetail }>(path`/api/tasks/${taskId}`, {}, options)).task;
  }

  async listTasks(query: api.ListTasks = {}, options?: CallOptions): Promise<api.TaskSummary[]> {
    return (await this.get<{ tasks: api.TaskSummary[] }>('/api/tasks', query, options)).tasks;
  }

  /** Enqueues the task's run. Without a key the service makes one of the task, so repeating never makes a second run. */
  startTask(taskId: string, body: api.StartTask = {}, options?: CallOptions): Promise<api.StartedTask> {
    const call = { method: 'POST', path: path`/api/tasks/${taskId}/start`, body, repeatable: 'any' } as const;
    return this.transport.call(call, options);
  }

  /** Enqueues one more run. Give an `idempotency_key` to make repeating it safe. */
  async enqueueRun(taskId: string, body: api.EnqueueRun = {}, options?: CallOptions): Promise<api.Run> {
    const repeatable = body.idempotency_key === undefined ? 'unsent' : 'any';
    const call = { method: 'POST', path: path`/api/tasks/${taskId}/runs`, body, repeatable } as const;
    return (await this.transport.call<{ run: api.Run }>(call, options)).run;
  }

  /** The task's runs, newest first. */
  async listRuns(taskId: string, query: api.ListRuns = {}, options?: CallOptions): Promise<api.Run[]> {
    return (await this.get<{ runs: api.Run[] }>(path`/api/tasks/${taskId}/runs`, query, options)).runs;
  }

  /** One run with its task, its session and what its progress adds up to. */
  async getRun(runId: string, options?: CallOptions): Promise<api.RunDetail> {
    return (await this.get<{ run: api.RunDetail }>(path`/api/task-runs/${runId}`, {}, options)).run;
  }

  /** The task's own events in order; pages go on after the greatest `sequence` of the one before. */
  async timeline(taskId: string, query: api.TimelineQuery = {}, options?: CallOptions): Promise<api.TimelineItem[]> {
    const answer = await this.get<{ timeline: api.TimelineItem[] }>(
      path`/api/tasks/${taskId}/timeline`,
      query,
      options,
    );
    return answer.timeline;
  }

  /**
   * The events of the task and its descendants, past ones first, then as they happen. Reconnects by itself where it
   * broke off, so `sequence` strictly increases; ends when `signal` is aborted or the task is deleted.
   * @throws TaskledgerError when the service refuses it, such as 404 for an unknown task.
   */
  stream(taskId: string, options: StreamOptions = {}): AsyncGenerator<api.StreamFrame, void, undefined> {
    return followTask(this.transport, taskId, options);
  }

  /** Registers a session, under an id made here unless the body has one, so that a lost answer makes no second one. */
  async registerSession(body: api.RegisterSession, options?: CallOptions): Promise<api.AgentSession> {
    const session_id = body.session_id ?? `sess-${randomBytes(8).toString('hex')}`;
    const registration = { ...body, session_id };
    const call = { method: 'POST', path: '/api/agent/sessions', body: registration, repeatable: 'any' } as const;
    try {
      return (await this.transport.call<{ session: api.AgentSession }>(call, options)).session;
    } catch (error) {
      const made = isLostSuccess(error) ? await this.getSession(session_id, options) : undefined;
      if (made?.agent_name === body.agent_name && made.state === 'active') return made;
      throw error;
    }
  }

  async getSession(sessionId: string, options?: CallOptions): Promise<api.AgentSession> {
    return (await this.get<{ session: api.AgentSession }>(path`/api/agent/sessions/${sessionId}`, {}, options)).session;
  }

  /** Says that the session is alive; needed only while it makes no other call for long. */
  async heartbeatSession(sessionId: string, options?: CallOptions): Promise<api.AgentSession> {
    return this.changeSession(path`/api/agent/sessions/${sessionId}/heartbeat`, {}, options);
  }

  /** Stops the session; runs that it holds go back to the queue. Safe to repeat. */
  async stopSession(
    sessionId: string,
    body: { reason?: string } = {},
    options?: CallOptions,
  ): Promise<api.AgentSession> {
    return this.changeSession(path`/api/agent/sessions/${sessionId}/stop`, body, options);
  }

  /**
   * Takes the best run that the session may have, under a lease; undefined when there is none. With `wait` the service
   * holds the call until there is one, at most 30 s. Give an `idempotency_key`, new for every claim, to make repeating
   * safe: the same run comes again.
   */
  async claimNext(body: api.ClaimNext = {}, options: CallOptions = {}): Promise<api.Claim | undefined> {
    const repeatable = body.idempotency_key === undefined ? 'unsent' : 'any';
    const call = { method: 'POST', path: '/api/agent/tasks/claim-next', body, repeatable } as const;
    const timeoutMs = options.timeoutMs ?? CLAIM_TIMEOUT_MS;
    const answer = await this.transport.call<{ claim: api.Claim } | undefined>(call, { ...options, timeoutMs });
    return answer?.claim;
  }

  /** Extends the lease to now + `lease_seconds` (default 300). 403 and 409 mean that it is lost. */
  async heartbeat(runId: string, body: api.Heartbeat = {}, options?: CallOptions): Promise<api.Lease> {
    return this.changeHeldRun(runId, 'heartbeat', body, options);
  }

  /** Ends the run with its result. A repetition whose first try had succeeded answers like it. */
  async complete(runId: string, body: api.CompleteRun = {}, options?: CallOptions): Promise<api.Lease> {
    return this.endRun(runId, 'complete', 'completed', body, options);
  }

  /** Ends the run as failed. A repetition whose first try had succeeded answers like it. */
  async fail(runId: string, body: api.FailRun, options?: CallOptions): Promise<api.Lease> {
    return this.endRun(runId, 'fail', 'failed', body, options);
  }

  /** Gives the run back to the queue: same run, same attempt. */
  async release(runId: string, body: api.ReleaseRun = {}, options?: CallOptions): Promise<api.Lease> {
    return this.changeHeldRun(runId, 'release', body, options);
  }

  /**
   * Reports steps, log lines and consumption of a held run; answers how many were accepted. Only steps are safe to
   * repeat: lines and numbers would count twice.
   */
  async reportProgress(runId: string, body: api.ReportProgress, options?: CallOptions): Promise<number> {
    const repeatable = body.log === undefined && body.usage === undefined ? 'any' : 'unsent';
    const call = { method: 'POST', path: path`/api/agent/tasks/${runId}/steps`, body, repeatable } as const;
    return (await this.transport.call<{ accepted: number }>(call, options)).accepted;
  }

  private get<T>(at: string, query: object, options?: CallOptions): Promise<T> {
    return this.transport.call({ method: 'GET', path: at, query: { ...query }, repeatable: 'any' }, options);
  }

  private async changeSession(at: string, body: object, options?: CallOptions): Promise<api.AgentSession> {
    const call = { method: 'POST', path: at, body, repeatable: 'any' } as const;
    return (await this.transport.call<{ session: api.AgentSession }>(call, options)).session;
  }

  private async changeHeldRun(runId: string, verb: string, body: object, options?: CallOptions): Promise<api.Lease> {
    const call = {
      method: 'POST',
      path: `${path`/api/agent/tasks/${runId}/`}${verb}`,
      body,
      repeatable: 'any',
    } as const;
    return (await this.transport.call<{ lease: api.Lease }>(call, options)).lease;
  }

  /** The lease fences the call, so it may be repeated; a refusal after a lost answer may mean that the first one did it. */
  private async endRun(
    runId: string,
    verb: 'complete' | 'fail',
    status: api.Run['status'],
    body: { claim_token_hash?: string },
    options?: CallOptions,
  ): Promise<api.Lease> {
    try {
      return await this.changeHeldRun(runId, verb, body, options);
    } catch (error) {
      if (!isLostSuccess(error) || body.claim_token_hash === undefined) throw error;
      const { run } = await this.getRun(runId, options);
      if (run.status !== status || run.claim_token_hash !== body.claim_token_hash) throw error;
      return { task_id: run.task_id, run_id: run.id, status, claim_token_hash: run.claim_token_hash };
    }
  }
}

/** A conflict that an earlier, unanswered try of the same call may itself have caused. */
function isLostSuccess(error: unknown): boolean {
  return error instanceof TaskledgerError && error.status === 409 && error.maybeDone;
}
