/**
 * Replays the log and says where a rule about who has which run is broken: at every position at most one live holder of
 * a run, a session with one run at most, nothing done but by the holder within its lease, and no claim in a pause.
 */
import { isRunCreation } from '../../../../src/tasks/domain/run-events.js';
import type { LoggedEvent } from './log.js';

type EventOf<T extends LoggedEvent['type']> = Extract<LoggedEvent, { readonly type: T }>;

interface Holder {
  readonly session_id: string;
  readonly hash: string;
  readonly lease_until: string;
}

interface ReplayedRun {
  readonly epoch: number;
  readonly completed: boolean;
  readonly holder?: Holder;
}

const HASH = /^sha256:[0-9a-f]{64}$/;

/** What is wrong, by position; nothing when all is well. */
export function holderFindings(events: readonly LoggedEvent[]): readonly string[] {
  const replay = new Replay();
  for (const event of events) replay.see(event);
  return replay.findings;
}

class Replay {
  readonly findings: string[] = [];
  private readonly runs = new Map<string, ReplayedRun>();
  /** The run that each session has. */
  private readonly holdings = new Map<string, string>();
  private readonly hashes = new Set<string>();
  /** Sessions that have ended, each with the request that ended it. */
  private readonly stopped = new Map<string, string>();
  private paused = false;

  see(event: LoggedEvent): void {
    this.seeActor(event);
    switch (event.type) {
      case 'scheduler.paused':
      case 'scheduler.drain_started':
        this.paused = true;
        return;
      case 'scheduler.resumed':
        this.paused = false;
        return;
      case 'session.stopped':
        this.stopped.set(event.data.session_id, event.correlationId);
        return;
      default:
        this.seeRun(event);
    }
  }

  private seeRun(event: LoggedEvent): void {
    if (event.type === 'task.run_claimed') this.claimed(event);
    else if (event.type === 'task.run_lease_extended') this.extended(event);
    else if (event.type === 'task.run_completed') this.completed(event);
    else if (event.type === 'task.run_released') this.released(event);
    else if (event.type === 'task.run_lease_expired') this.expired(event);
    else if (isRunCreation(event)) this.created(event.data.run_id, event);
    else if (event.type.startsWith('task.run_')) this.report(event, 'is not to be expected here');
  }

  private created(runId: string, event: LoggedEvent): void {
    if (this.runs.has(runId)) this.report(event, `creates ${runId} again`);
    this.runs.set(runId, { epoch: 0, completed: false });
  }

  private claimed(event: EventOf<'task.run_claimed'>): void {
    const { run_id, session_id = '', claim_token_hash: hash = '', lease_until = '', lease_epoch } = event.data;
    const run = this.known(event, run_id);
    const held = this.holdings.get(session_id);
    if (this.paused) this.report(event, 'claims while the scheduler is paused');
    if (run.holder) this.report(event, `gives ${run_id} a second live holder beside ${run.holder.session_id}`);
    if (run.completed) this.report(event, `claims ${run_id}, which is completed`);
    if (held !== undefined) this.report(event, `gives ${session_id} a second run beside ${held}`);
    if (event.actor.ref !== session_id) this.report(event, `is for ${session_id}, by ${event.actor.ref}`);
    if (lease_epoch !== run.epoch + 1) this.report(event, `has epoch ${lease_epoch ?? 'none'} after ${run.epoch}`);
    if (!HASH.test(hash) || this.hashes.has(hash)) this.report(event, `has the hash ${hash}, which is no new one`);
    if (lease_until <= event.recordedAt) this.report(event, `gives a lease until ${lease_until}, which is past`);
    this.hashes.add(hash);
    this.holdings.set(session_id, run_id);
    this.runs.set(run_id, { ...run, epoch: run.epoch + 1, holder: { session_id, hash, lease_until } });
  }

  private extended(event: EventOf<'task.run_lease_extended'>): void {
    const { run_id, claim_token_hash, lease_until } = event.data;
    const run = this.known(event, run_id);
    if (!this.isByHolder(event, run, claim_token_hash) || !run.holder) return;
    if (lease_until <= event.recordedAt) this.report(event, `gives a lease until ${lease_until}, which is past`);
    this.runs.set(run_id, { ...run, holder: { ...run.holder, lease_until } });
  }

  private completed(event: EventOf<'task.run_completed'>): void {
    const { run_id, claim_token_hash } = event.data;
    const run = this.known(event, run_id);
    if (run.completed) this.report(event, `completes ${run_id} for a second time`);
    this.isByHolder(event, run, claim_token_hash);
    this.end(run_id, { ...run, completed: true });
  }

  /** By its holder, or because its holder's session has ended in the same command. */
  private released(event: EventOf<'task.run_released'>): void {
    const { run_id, session_id = '' } = event.data;
    const run = this.known(event, run_id);
    const ended = this.stopped.get(session_id) === event.correlationId;
    if (!ended) this.isByHolder(event, run, run.holder?.hash);
    if (run.holder?.session_id !== session_id) this.report(event, `takes ${run_id} from ${session_id}, not its holder`);
    this.end(run_id, run);
  }

  private expired(event: EventOf<'task.run_lease_expired'>): void {
    const { run_id, session_id, previous_claim_token_hash } = event.data;
    const run = this.known(event, run_id);
    const { holder } = run;
    if (holder?.session_id !== session_id || holder?.hash !== previous_claim_token_hash) {
      this.report(event, `takes a lease of ${run_id} that nobody has`);
    } else if (holder && holder.lease_until > event.recordedAt) {
      this.report(event, `takes the lease of ${run_id}, which lasts until ${holder.lease_until}`);
    }
    this.end(run_id, run);
  }

  private isByHolder(event: LoggedEvent, { holder }: ReplayedRun, hash: string | undefined): boolean {
    const wrong = !holder
      ? 'is of a run that nobody holds'
      : holder.session_id !== event.actor.ref
        ? `is by ${event.actor.ref}, while ${holder.session_id} holds the run`
        : holder.hash !== hash
          ? `is under the lease ${hash ?? 'none'}, while ${holder.hash} is held`
          : holder.lease_until <= event.recordedAt
            ? `comes at ${event.recordedAt}, after the lease ended at ${holder.lease_until}`
            : undefined;
    if (wrong !== undefined) this.report(event, wrong);
    return wrong === undefined;
  }

  /** Nobody has the run any more. */
  private end(runId: string, { holder, ...run }: ReplayedRun): void {
    if (holder && this.holdings.get(holder.session_id) === runId) this.holdings.delete(holder.session_id);
    this.runs.set(runId, run);
  }

  private known(event: LoggedEvent, runId: string): ReplayedRun {
    const run = this.runs.get(runId);
    if (!run) this.report(event, `is of ${runId}, which was never queued`);
    return run ?? { epoch: 0, completed: false };
  }

  private seeActor(event: LoggedEvent): void {
    const ended = this.stopped.get(event.actor.ref);
    if (ended !== undefined && ended !== event.correlationId)
      this.report(event, `is by ${event.actor.ref}, which has stopped`);
  }

  private report({ position, type }: LoggedEvent, words: string): void {
    this.findings.push(`position ${position}: ${type} ${words}`);
  }
}
