/** Sends calls to either instance, at random, and notes what came of each one. */
import type { Lease } from '../../../../src/client/types.js';
import type { ApiAnswer } from '../../../support/contract.js';
import type { Call, CallKind, CallOutcome } from './calls.js';
import type { Field } from './field.js';
import type { Instance } from './instances.js';
import type { Random } from './random.js';

export interface Session {
  readonly session_id: string;
  readonly agent_name: string;
}

export interface CallRequest {
  readonly kind: CallKind;
  readonly path: string;
  readonly body?: object;
  /** The session that calls; else the operator does. */
  readonly as?: Session;
  /** What `Call` says of them. */
  readonly session_id?: string;
  readonly run_id?: string;
  readonly claim_token_hash?: string;
  readonly stale?: boolean;
  /** The caller gives up after so many milliseconds. */
  readonly cut_off_ms?: number;
}

export interface CallAnswer {
  readonly outcome: CallOutcome;
  /** Of heartbeats, completions, releases and of claims that found something. */
  readonly lease?: Lease;
}

/** Generous: whoever gets no answer in this time never will. */
const ANSWERED_WITHIN_MS = 60_000;
/** Tries without an answer after which both instances must be gone. */
const TRIES = 500;
/** The service broke the connection off because the request did not get through to it in time. */
const BROKEN_OFF = 408;
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 409]);

export class Caller {
  private sent = 0;

  constructor(
    private readonly name: string,
    private readonly field: Field,
    private readonly random: Random,
  ) {}

  /** Asks until there is an answer; each try is a call of its own. `tries` tells how many there were. */
  async insist(request: CallRequest): Promise<CallAnswer & { readonly tries: number }> {
    const { cut_off_ms: _once, ...patient } = request;
    for (let tries = 1; tries <= TRIES; tries++) {
      const answer = await this.once(tries === 1 ? request : patient);
      if (answer.outcome !== 'unanswered') return { ...answer, tries };
    }
    throw new Error(`nobody answers a ${request.kind} of ${this.name}`);
  }

  /** One call; an answer that nobody may give fails. */
  async once(request: CallRequest): Promise<CallAnswer> {
    const instance = this.random.pick(this.field.instances);
    const id = `chaos:${this.name}:${++this.sent}`;
    const answer = await this.answered(instance, id, request);
    if (!answer) {
      this.note(request, { id, instance: instance.number, outcome: 'unanswered' });
      return { outcome: 'unanswered' };
    }
    const outcome = outcomeOf(answer);
    if (!outcome) throw new Error(`${request.kind} ${id} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
    const lease = leaseIn(answer.body);
    this.note(request, {
      id,
      instance: instance.number,
      outcome,
      ...(request.kind === 'claim' && lease ? { run_id: lease.run_id, ...hashOf(lease) } : {}),
      ...(outcome === 'refused'
        ? { refusal: `${answer.status} ${codeIn(answer.body)}` }
        : { position: positionIn(answer.headers) }),
    });
    return { outcome, ...(lease ? { lease } : {}) };
  }

  /** A new session; one that was registered without an answer is of no concern. */
  async register(): Promise<Session> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const { api } = this.random.pick(this.field.instances);
      const answer = await unlessUnanswered(
        api.post<{ session: Session }>('/api/agent/sessions', { agent_name: 'worker' }),
      );
      if (answer?.status === 201) return answer.body.session;
      if (answer) throw new Error(`a session was answered ${answer.status}`);
    }
    throw new Error(`nobody registers a session for ${this.name}`);
  }

  /** Nothing where the instance went away, or the caller gave up. */
  private answered(
    { api }: Instance,
    id: string,
    { as, path, body, cut_off_ms = ANSWERED_WITHIN_MS }: CallRequest,
  ): Promise<ApiAnswer<unknown> | undefined> {
    const options = { headers: { 'x-request-id': id }, signal: AbortSignal.timeout(cut_off_ms) };
    return unlessUnanswered((as ? api.as(as) : api).post(path, body, options));
  }

  private note(
    { kind, session_id, run_id, claim_token_hash, stale }: CallRequest,
    facts: Omit<Call, 'kind' | 'answered_at'>,
  ): void {
    this.field.calls.note({
      kind,
      answered_at: new Date().toISOString(),
      ...(session_id === undefined ? {} : { session_id }),
      ...(run_id === undefined ? {} : { run_id }),
      ...(claim_token_hash === undefined ? {} : { claim_token_hash }),
      ...(stale === undefined ? {} : { stale }),
      ...facts,
    });
  }
}

/** Undefined where no answer came: a call says so by an error with a cause or by that of its signal. */
async function unlessUnanswered<T>(call: Promise<ApiAnswer<T>>): Promise<ApiAnswer<T> | undefined> {
  try {
    const answer = await call;
    return answer.status === BROKEN_OFF ? undefined : answer;
  } catch (error) {
    // By name: the error of a signal is not of the classes that a test's own realm has.
    const { name } = error as Error;
    if (name === 'TypeError' || name === 'TimeoutError') return undefined;
    throw error;
  }
}

function outcomeOf({ status, headers }: ApiAnswer<unknown>): CallOutcome | undefined {
  if (status === 200) return headers.get('idempotency-replayed') === 'true' ? 'replayed' : 'granted';
  if (status === 204) return 'nothing';
  return REFUSALS.has(status) ? 'refused' : undefined;
}

function leaseIn(body: unknown): Lease | undefined {
  const { lease, claim } = (body ?? {}) as { lease?: Lease; claim?: { lease: Lease } };
  return lease ?? claim?.lease;
}

function positionIn(headers: Headers): number {
  const position = headers.get('x-ledger-position');
  if (position === null) throw new Error('an answer names no position of the log');
  return Number(position);
}

function hashOf({ claim_token_hash }: Lease): { claim_token_hash?: string } {
  return claim_token_hash === undefined ? {} : { claim_token_hash };
}

function codeIn(body: unknown): string {
  return (body as { diagnostic?: { code?: string } } | undefined)?.diagnostic?.code ?? 'without a code';
}
