import { randomUUID } from 'node:crypto';
import { type AgentSession, type Claim, TaskledgerError, type TaskledgerClient } from '../../client/index.js';
import { pause, pauseMs } from '../../client/retry.js';
import { ClaimedRun } from './claimed-run.js';
import { CommandNotStarted } from './command-process.js';
import type { WorkOptions } from './options.js';
import { messageOf } from './refusals.js';
import type { ServiceWatch } from './service-watch.js';
import { type WorkLog, withPrefix } from './work-log.js';

/** A session is not taken for dead sooner than this, in seconds: a waiting claim is one call of up to 30 s. */
const LEAST_TTL_SECONDS = 90;
/** A wait for work that comes back empty sooner than this was cut short, and is not repeated at once, in ms. */
const SHORT_WAIT_MS = 1_000;
const FAREWELL_MS = 3_000;
/** System errors of a start that will fail for every run. */
const HOPELESS: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'EPERM', 'ENOEXEC', 'ENOTDIR']);

interface Claimed {
  readonly claim: Claim;
  readonly since: number;
}

export interface SlotOptions {
  readonly number: number;
  readonly client: TaskledgerClient;
  readonly options: WorkOptions;
  /** Aborted when the worker is to stop. */
  readonly stop: AbortSignal;
  readonly watch: ServiceWatch;
  readonly log: WorkLog;
}

/** Works on one run after the other, under a session of its own: a session holds one run at a time. */
export class Slot {
  private session: AgentSession | undefined;
  private readonly log: WorkLog;

  constructor(private readonly slot: SlotOptions) {
    this.log = withPrefix(slot.log, `[${slot.number}]`);
  }

  /**
   * Runs until the worker is to stop; then the session is stopped too.
   * @throws TaskledgerError when the service refuses this worker, CommandNotStarted when no run can ever be worked on.
   */
  async run(): Promise<void> {
    const { stop } = this.slot;
    try {
      for (let refusals = 0; !stop.aborted;) {
        const session = (this.session ??= await this.register());
        const claimed = await this.claim(session);
        if (claimed === 'refused') await pause(pauseMs((refusals += 1)), stop);
        else refusals = 0;
        if (claimed !== 'refused' && claimed !== undefined) await this.work(session, claimed);
      }
    } catch (error) {
      if (error !== stop.reason) throw error;
    } finally {
      await this.leave();
    }
  }

  private async register(): Promise<AgentSession> {
    const { client, options, number } = this.slot;
    const { agent, workspace, channel, capabilities, leaseSeconds, concurrency } = options;
    const body = {
      agent_name: agent,
      ...(workspace === undefined ? {} : { workspace }),
      ...(channel === undefined ? {} : { channel }),
      ...(capabilities.length === 0 ? {} : { capabilities: [...capabilities] }),
      ...(concurrency === 1 ? {} : { name: `${agent} ${number}`.slice(0, 128) }),
      ttl_seconds: Math.max(LEAST_TTL_SECONDS, leaseSeconds),
    };
    const session = await this.slot.watch.untilAnswered((signal) =>
      client.registerSession(body, { signal, maxAttempts: 2 }),
    );
    this.log(`session ${session.session_id} waits for work`);
    return session;
  }

  /** The next run; undefined when there was none for a while, `refused` when a new session or key is needed first. */
  private async claim(session: AgentSession): Promise<Claimed | 'refused' | undefined> {
    const { options, stop } = this.slot;
    const client = this.slot.client.withSession(session);
    const idempotency_key = randomUUID();
    const body = { wait: true, lease_seconds: options.leaseSeconds, idempotency_key };
    const tries: number[] = [];
    try {
      const claim = await this.slot.watch.untilAnswered((signal) => {
        tries.push(performance.now());
        return client.claimNext(body, { signal, maxAttempts: 1 });
      });
      const answeredAt = performance.now();
      // A repeated claim may have been made by a try whose answer was lost: its lease is confirmed at once.
      if (claim)
        return { claim, since: tries.length > 1 ? answeredAt - (options.leaseSeconds * 1000) / 3 : answeredAt };
      if (answeredAt - (tries.at(-1) ?? 0) < SHORT_WAIT_MS) await pause(pauseMs(2), stop);
      return undefined;
    } catch (error) {
      if (stop.aborted || !(error instanceof TaskledgerError) || ![401, 403, 409].includes(error.status)) throw error;
      await this.claimRefused(session, error);
      return 'refused';
    }
  }

  /** What helps is a new session, unless only the key of this one claim is used up. */
  private async claimRefused(session: AgentSession, error: TaskledgerError): Promise<void> {
    if (error.code === 'AUTONOMY_LEASE_EXPIRED') return;
    this.log(`a new session is needed: ${error.message}`);
    this.session = undefined;
    if (error.status === 409) await this.stopSession(session, 'held a run that the worker does not know');
  }

  private async work(session: AgentSession, { claim, since }: Claimed): Promise<void> {
    const { client, options, stop, watch } = this.slot;
    const log = withPrefix(this.log, claim.run.id);
    log(`claimed: "${claim.task.title}" (${claim.task.id}, attempt ${claim.run.attempt})`);
    try {
      await new ClaimedRun({ client: client.withSession(session), claim, since, options, stop, watch, log }).work();
    } catch (error) {
      if (!(error instanceof CommandNotStarted) || HOPELESS.has(error.code ?? '')) throw error;
      log(`trying again later: ${error.message}`);
      await pause(pauseMs(10), stop);
    }
  }

  private async leave(): Promise<void> {
    if (this.session) await this.stopSession(this.session, 'worker shutdown');
  }

  private async stopSession({ session_id }: AgentSession, reason: string): Promise<void> {
    const signal = AbortSignal.timeout(FAREWELL_MS);
    try {
      await this.slot.client.stopSession(session_id, { reason }, { signal });
    } catch (error) {
      this.log(`session ${session_id} could not be stopped: ${messageOf(error)}`);
    }
  }
}
