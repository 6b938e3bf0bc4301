/**
 * Many callers at once, each taking a task through its life: created, started, a run claimed, kept alive, reported on,
 * and completed, failed or given back. A caller claims whatever is there, so that they meet.
 */
import type { Claim, Lease, Run, Task } from '../../../src/client/types.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { ContractViolation } from '../../support/contract/check.js';
import type { Journal } from './journal.js';

/** Commands of one life, a claim that finds nothing aside. */
export const COMMANDS_OF_A_LIFE = 6;

interface Session {
  readonly session_id: string;
  readonly agent_name: string;
}

export interface Workload {
  /** The instances, taken in turns command by command. */
  readonly instances: readonly Api[];
  readonly journal: Journal;
  /** Told after each acknowledged command, before the caller's next one. */
  readonly afterEach?: (acknowledged: { readonly instance: Api; readonly lease?: Lease }) => Promise<void>;
}

/** A caller of the workload. */
interface Caller {
  readonly number: number;
  readonly session: Session;
  readonly workload: Workload;
  calls: number;
}

/** The service went away in the middle of a life. */
class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

export function registerSessions(api: Api, count: number): Promise<Session[]> {
  const register = async (): Promise<Session> => {
    const body = { agent_name: 'worker' };
    const answer = await api.post<{ session: Session }>('/api/agent/sessions', body);
    if (answer.status !== 201) throw new Error(`a session was answered ${answer.status}`);
    return answer.body.session;
  };
  return Promise.all(Array.from({ length: count }, register));
}

/** Runs one life a session, all at once; ends when every caller is through or the service is gone. */
export async function runLives(workload: Workload, sessions: readonly Session[]): Promise<void> {
  await Promise.all(sessions.map((session, number) => liveThrough({ number, session, workload, calls: number })));
}

async function liveThrough(caller: Caller): Promise<void> {
  try {
    await life(caller);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
  }
}

async function life(caller: Caller): Promise<void> {
  const { session, workload } = caller;
  const title = `task of ${session.session_id}`;
  const created = await send<{ task: Task }>(caller, '/api/tasks', { scope: 'global', title });
  if (!created) return;
  const { id } = created.body.task;
  acknowledge(workload, 'task.created', { id, title }, created);
  const started = await send<{ run: Run }>(caller, `/api/tasks/${id}/start`);
  if (!started) return;
  acknowledge(workload, 'task.run_enqueued', { run_id: started.body.run.id }, started);
  const claimed = await send<{ claim: Claim } | undefined>(caller, '/api/agent/tasks/claim-next', {});
  if (!claimed?.body) return;
  const { lease } = claimed.body.claim;
  const { run_id, claim_token_hash, lease_until } = lease;
  const held = { run_id, session_id: session.session_id, claim_token_hash, lease_until };
  acknowledge(workload, 'task.run_claimed', held, claimed);
  await work(caller, lease);
}

async function work(caller: Caller, lease: Lease): Promise<void> {
  const { session, workload, number } = caller;
  const { run_id } = lease;
  const path = `/api/agent/tasks/${run_id}`;
  const beat = await send<{ lease: Lease }>(caller, `${path}/heartbeat`, { lease_seconds: 600 + number });
  if (!beat) return;
  acknowledge(workload, 'task.run_lease_extended', { run_id, lease_until: beat.body.lease.lease_until }, beat);
  const log = [`progress of ${session.session_id}`];
  const reported = await send(caller, `${path}/steps`, { log });
  if (!reported) return;
  acknowledge(workload, 'task.run_progress', { run_id, log }, reported);
  const { verb, type, body } = ending(number, session.session_id);
  const ended = await send(caller, `${path}/${verb}`, body);
  if (ended) acknowledge(workload, type, { run_id, ...body }, ended);
}

function ending(number: number, marker: string): { verb: string; type: string; body: Record<string, unknown> } {
  const endings = [
    { verb: 'complete', type: 'task.run_completed', body: { result: { by: marker } } },
    { verb: 'fail', type: 'task.run_failed', body: { error: `failed by ${marker}` } },
    { verb: 'release', type: 'task.run_released', body: { reason: `released by ${marker}` } },
  ] as const;
  return endings[number % endings.length] ?? endings[0];
}

/** The answer to a command that was accepted; a refusal ends the life and is noted. */
async function send<T>(caller: Caller, path: string, body?: unknown): Promise<ApiAnswer<T> | undefined> {
  const { workload, session } = caller;
  const instance = workload.instances[caller.calls++ % workload.instances.length];
  if (!instance) throw new Error('a workload needs an instance');
  const api = path.startsWith('/api/agent/') ? instance.as(session) : instance;
  const answer = await answered(workload.journal, () => api.post<T>(path, body));
  if (answer.status >= 300) {
    workload.journal.refused.push(`${answer.status} ${path} ${JSON.stringify(answer.body)}`);
    return undefined;
  }
  await workload.afterEach?.({ instance, lease: leaseIn(answer.body) });
  return answer;
}

async function answered<T>(journal: Journal, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ContractViolation) throw error;
    journal.unanswered += 1;
    throw new Unanswered(String(error));
  }
}

function leaseIn(body: unknown): Lease | undefined {
  return typeof body === 'object' && body !== null && 'lease' in body ? (body.lease as Lease) : undefined;
}

function acknowledge<T>(
  { journal }: Workload,
  type: string,
  data: Record<string, unknown>,
  answer: ApiAnswer<T>,
): void {
  journal.acknowledge(type, data, Number(answer.headers.get('x-ledger-position')));
}
