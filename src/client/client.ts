import { randomBytes } from 'node:crypto';
import { followTask, type StreamOptions } from './event-stream/follow-stream.js';
import { type CallOptions, orLostAnswer } from './retry.js';
import type { ChangeOptions } from './task-client.js';
import { path, Transport, type TransportOptions } from './transport.js';
import type * as api from './types.js';
import { ViewClient } from './view-client.js';

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
export class TaskledgerClient extends ViewClient {
  constructor(private readonly options: TaskledgerClientOptions) {
    super(new Transport(options));
  }

  /** Address of the service, without a slash at its end. */
  get url(): string {
    return this.transport.url;
  }

  /** The same client, calling as an agent session. */
  withSession(session: api.AgentIdentity): TaskledgerClient {
    return new TaskledgerClient({ ...this.options, session });
  }

  /** Enqueues one more run. Give an `idempotency_key` to make repeating it safe. */
  async enqueueRun(taskId: string, body: api.EnqueueRun = {}, options?: ChangeOptions): Promise<api.Run> {
    const request = { body, repeatable: body.idempotency_key === undefined ? 'unsent' : 'any' } as const;
    return (await this.change<{ run: api.Run }>('POST', path`/api/tasks/${taskId}/runs`, request, options)).run;
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
    const call = () => this.changeSession('/api/agent/sessions', { ...body, session_id }, options);
    return orLostAnswer(call, [409], async () => {
      const made = await this.getSession(session_id, options);
      return made.agent_name === body.agent_name && made.state === 'active' ? made : undefined;
    });
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

  private async changeSession(at: string, body: object, options?: CallOptions): Promise<api.AgentSession> {
    const request = { body, repeatable: 'any' } as const;
    return (await this.change<{ session: api.AgentSession }>('POST', at, request, options)).session;
  }

  private async changeHeldRun(runId: string, verb: string, body: object, options?: CallOptions): Promise<api.Lease> {
    const at = `${path`/api/agent/tasks/${runId}/`}${verb}`;
    return (await this.change<{ lease: api.Lease }>('POST', at, { body, repeatable: 'any' }, options)).lease;
  }

  /** The lease fences the call, so it may be repeated; a refusal after a lost answer may mean that the first one did it. */
  private endRun(
    runId: string,
    verb: 'complete' | 'fail',
    status: api.Run['status'],
    body: { claim_token_hash?: string },
    options?: CallOptions,
  ): Promise<api.Lease> {
    const hash = body.claim_token_hash;
    return orLostAnswer(
      () => this.changeHeldRun(runId, verb, body, options),
      [409],
      async () => {
        if (hash === undefined) return undefined;
        const { run } = await this.getRun(runId, options);
        if (run.status !== status || run.claim_token_hash !== hash) return undefined;
        return { task_id: run.task_id, run_id: run.id, status, claim_token_hash: hash };
      },
    );
  }
}
