/**
 * A worker that is not to be relied on. It takes a run and works on it, gives it back, falls silent and comes back with
 * a lease that is over, is killed and does not know, does everything at once, or hangs up before it is answered.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Lease } from '../../../../src/client/types.js';
import { type CallAnswer, Caller, type CallRequest, type Session } from './caller.js';
import type { Field } from './field.js';
import type { Random } from './random.js';

type Verb = 'heartbeat' | 'complete' | 'release';

const SHORT_LEASE = 1;
/** For those who mean to work: on a slow machine too some runs get done. */
const LONG_LEASE = 20;
/** Longer than everything that comes after the chaos. */
const LAST_LEASE = 300;
/** How long a step of work takes at most, in ms. */
const STEP_MS = 250;
/** A caller that hangs up does so within so many ms. */
const CUT_OFF_MS = 8;

/** How often each way to live is chosen, of 100. */
const LIVES = { work: 55, silent: 15, killed: 8, atOnce: 12, cutOff: 10 } as const;

export class ChaosSession {
  private readonly caller: Caller;
  private claims = 0;

  constructor(
    private session: Session,
    name: string,
    private readonly field: Field,
    private readonly random: Random,
  ) {
    this.caller = new Caller(name, field, random.fork());
  }

  /** One run after another until the chaos is over. */
  async live(): Promise<void> {
    while (!this.field.over) {
      const life = this.chosenLife();
      const patient = life !== 'silent' && this.random.chance(0.3);
      const lease = await this.claim(patient ? LONG_LEASE : SHORT_LEASE);
      if (lease) await this[life](lease);
    }
  }

  /** Completes runs until there is nothing to be had. */
  async finish(): Promise<void> {
    for (;;) {
      const lease = await this.claim(LAST_LEASE);
      if (!lease) return;
      await this.caller.insist(this.request('complete', lease));
    }
  }

  private chosenLife(): keyof typeof LIVES {
    let dice = this.random.next() * 100;
    for (const life of Object.keys(LIVES) as (keyof typeof LIVES)[]) {
      dice -= LIVES[life];
      if (dice < 0) return life;
    }
    return 'work';
  }

  /** The key makes a claim that is sent again the same claim. */
  private async claim(lease_seconds: number): Promise<Lease | undefined> {
    const { session } = this;
    const { lease } = await this.caller.insist({
      kind: 'claim',
      path: '/api/agent/tasks/claim-next',
      body: { lease_seconds, wait: true, idempotency_key: `${session.session_id}-${++this.claims}` },
      as: session,
      session_id: session.session_id,
      ...(this.random.chance(0.05) ? { cut_off_ms: this.random.between(1, CUT_OFF_MS) } : {}),
    });
    return lease;
  }

  private async work(lease: Lease): Promise<void> {
    for (let steps = this.random.between(0, 3); steps > 0; steps--) {
      await delay(this.random.between(0, STEP_MS));
      const { outcome } = await this.caller.insist(this.request('heartbeat', lease));
      if (outcome !== 'granted') return;
    }
    await this.end(lease);
  }

  /** Lets the lease run out, and then comes back as if nothing had happened, perhaps with a run of its own by now. */
  private async silent(lease: Lease): Promise<void> {
    await this.outlive(lease);
    const next = this.random.chance(0.5) ? await this.claim(LONG_LEASE) : undefined;
    await this.actStale(lease, next?.run_id === lease.run_id);
    if (next) await this.work(next);
  }

  /** Its session is stopped, perhaps while it completes its run; it goes on for a while and then is another. */
  private async killed(lease: Lease): Promise<void> {
    const { session_id } = this.session;
    const stop = { kind: 'stop', path: `/api/agent/sessions/${session_id}/stop`, session_id } as const;
    const dying = this.random.chance(0.5) ? this.end(lease) : undefined;
    await Promise.all([this.caller.insist(stop), dying]);
    await this.actStale(lease);
    this.session = await this.caller.register();
  }

  /** Of all that it sends at once, at most one may end the run. */
  private async atOnce(lease: Lease): Promise<void> {
    const calls = [this.end(lease), this.caller.once(this.request('release', lease))];
    if (this.random.chance(0.5)) calls.push(this.caller.once(this.request('heartbeat', lease)));
    await Promise.all(calls);
    await this.caller.insist(this.request('release', lease));
  }

  /** Hangs up, does not know what has become of it, and asks again. */
  private async cutOff(lease: Lease): Promise<void> {
    const cut_off_ms = this.random.between(1, CUT_OFF_MS);
    const verb = this.random.pick(['heartbeat', 'release']);
    await this.caller.once({ ...this.request(verb, lease), cut_off_ms });
    await this.end(lease, { cut_off_ms });
  }

  private async end(lease: Lease, more: Partial<CallRequest> = {}): Promise<CallAnswer> {
    const completes = this.random.chance(0.75) && this.field.completions.take();
    const answer = await this.caller.insist({ ...this.request(completes ? 'complete' : 'release', lease), ...more });
    // After a try without an answer nobody knows whether the run is completed.
    if (completes && answer.outcome === 'refused' && answer.tries === 1) this.field.completions.giveBack();
    return answer;
  }

  private async outlive({ lease_until = '' }: Lease): Promise<void> {
    const left = Date.parse(lease_until) - Date.now();
    await delay(Math.max(0, left) + 1 + this.random.between(0, 2 * STEP_MS));
  }

  /** Without its hash a call means whatever lease the session has of the run: none, unless it has claimed it anew. */
  private async actStale(lease: Lease, mustSayHash = false): Promise<void> {
    for (let calls = this.random.between(1, 3); calls > 0; calls--) {
      const verb = this.random.pick(['heartbeat', 'complete', 'release']);
      const request = this.request(verb, lease, mustSayHash || this.random.chance(0.5));
      await this.caller.insist({ ...request, stale: true });
    }
  }

  private request(verb: Verb, lease: Lease, saysHash = true): CallRequest {
    const { run_id, claim_token_hash } = lease;
    const { session } = this;
    const held = claim_token_hash === undefined ? {} : { claim_token_hash };
    return {
      kind: verb,
      path: `/api/agent/tasks/${run_id}/${verb}`,
      body: { ...(saysHash ? held : {}), ...(verb === 'heartbeat' ? { lease_seconds: SHORT_LEASE } : {}) },
      as: session,
      session_id: session.session_id,
      run_id,
      ...held,
    };
  }
}
