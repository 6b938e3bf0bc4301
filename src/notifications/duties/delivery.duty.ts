import { setMaxListeners } from 'node:events';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import type { Claimed } from './delivery-tables.js';
import type { DeliveryWakes } from './delivery-wakes.js';
import type { Candidate, DeliveryWork } from './delivery-work.js';
import type { DeliveryWorker } from './delivery-worker.js';
import type { Redeliveries } from './redeliveries.js';

/** How often the work is looked at although nobody woke us, in ms: what waits for its next try is found so. */
const INTERVAL_MS = 1_000;
/** Messages in hand at once, of all hosts and of one. */
const AT_ONCE = 128;
const AT_ONCE_OF_HOST = 8;
/** Redeliveries in hand at once. */
const REDELIVERIES_AT_ONCE = 8;
/** Rows that are looked at to fill what is free. */
const CANDIDATES = 256;
/** At the end of the service, sends in hand may end by themselves for so long, in ms; then they are broken off. */
const GRACE_MS = 1_500;

export interface DeliveryDutyParts {
  readonly wakes: DeliveryWakes;
  readonly work: DeliveryWork;
  readonly worker: DeliveryWorker;
  readonly redeliveries: Redeliveries;
  /** Whether this instance runs the duties. */
  readonly leads: () => boolean;
  /** Whether a message to this URL would be on its way at once: others send too. */
  readonly hasSlot: (url: string) => boolean;
  readonly onError: (error: unknown) => void;
}

/**
 * Finds the subscriptions with something to deliver and has each served beside all others. A turn only begins the work
 * and does not wait for it; as many go on as there is room for, and a host that is slow holds up itself alone.
 */
export class DeliveryDuty implements Duty {
  readonly name = 'notification_delivery';
  readonly intervalMs = INTERVAL_MS;
  readonly atOnce = true;

  private readonly inHand = new Set<Promise<void>>();
  private readonly hosts = new Map<string, number>();
  private redelivering = 0;
  private looking: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private begun = 0;
  private readonly ending = new AbortController();

  constructor(private readonly parts: DeliveryDutyParts) {
    // Every message under way listens, which is no leak.
    setMaxListeners(0, this.ending.signal);
  }

  async run(): Promise<DutyReport> {
    await this.look();
    const findings = this.begun;
    this.begun = 0;
    return { findings };
  }

  /** There may be something to do. Any number of calls cost one look, or two. */
  wake(): void {
    this.look().catch((error: unknown) => this.parts.onError(error));
  }

  /** Looks again after so many ms, where that is before the next regular look. */
  wakeAfter(delayMs: number): void {
    if (delayMs < INTERVAL_MS) setTimeout(() => this.wake(), delayMs).unref();
  }

  /** Takes nothing more. What is in hand may end for a moment; what does not is broken off and given back. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.looking?.catch(() => undefined);
    const timer = setTimeout(() => this.ending.abort(), GRACE_MS);
    await Promise.allSettled(this.inHand);
    clearTimeout(timer);
  }

  private look(): Promise<void> {
    if (this.stopped || !this.parts.leads()) return Promise.resolve();
    this.again = true;
    this.looking ??= this.lookOn().finally(() => {
      this.looking = undefined;
      if (this.again) this.wake();
    });
    return this.looking;
  }

  private async lookOn(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.parts.wakes.catchUp();
        await this.takeRedeliveries();
        await this.takeWork();
      }
    } catch (error) {
      this.again = false;
      throw error;
    }
  }

  private async takeRedeliveries(): Promise<void> {
    const { redeliveries } = this.parts;
    const room = REDELIVERIES_AT_ONCE - this.redelivering;
    if (room <= 0) return;
    for (const claimed of await redeliveries.claim(room)) {
      this.redelivering += 1;
      this.begin(redeliveries.serve(claimed, this.ending.signal), () => (this.redelivering -= 1));
    }
  }

  /** Fills what is free; bridges whose hosts have no room are left out of the next round. */
  private async takeWork(): Promise<void> {
    const { work } = this.parts;
    const crowded = new Set<string>();
    while (!this.stopped && this.room > 0) {
      const candidates = await work.candidates(AT_ONCE_OF_HOST, [...crowded], CANDIDATES);
      const chosen = this.choose(candidates, crowded);
      if (chosen.length === 0 && (candidates.length < CANDIDATES || crowded.size === 0)) return;
      const hosts = new Map(chosen.map((one) => [one.subscription_id, hostOf(one)]));
      const claimed = chosen.length === 0 ? [] : await work.claim([...hosts.keys()]);
      for (const one of claimed) this.serve(one, hosts.get(one.subscription_id) ?? '');
      if (chosen.length > 0 && claimed.length === 0) return;
    }
  }

  private get room(): number {
    return AT_ONCE - this.inHand.size;
  }

  private choose(candidates: readonly Candidate[], crowded: Set<string>): Candidate[] {
    const taken = new Map(this.hosts);
    const chosen: Candidate[] = [];
    for (const candidate of candidates) {
      const host = hostOf(candidate);
      const busy = taken.get(host) ?? 0;
      if (busy >= AT_ONCE_OF_HOST || !this.parts.hasSlot(candidate.endpoint_url ?? ''))
        crowded.add(candidate.bridge_instance_id);
      else if (chosen.length < this.room) {
        chosen.push(candidate);
        taken.set(host, busy + 1);
      }
    }
    return chosen;
  }

  private serve(claimed: Claimed, host: string): void {
    this.hosts.set(host, (this.hosts.get(host) ?? 0) + 1);
    this.begin(this.parts.worker.serve(claimed, this.ending.signal), () => {
      const left = (this.hosts.get(host) ?? 1) - 1;
      if (left > 0) this.hosts.set(host, left);
      else this.hosts.delete(host);
    });
  }

  /** Lets it run; when it has ended there is room for something else. A fault of ours is told, and tried again later. */
  private begin(work: Promise<void>, ended: () => void): void {
    this.begun += 1;
    const running = work
      .catch((error: unknown) => this.parts.onError(error))
      .finally(() => {
        ended();
        this.inHand.delete(running);
        this.wake();
      });
    this.inHand.add(running);
  }
}

/** Where a message goes; those to a bridge that is gone are of one kind, and soon over. */
function hostOf({ endpoint_url }: Candidate): string {
  return endpoint_url !== null && URL.canParse(endpoint_url) ? new URL(endpoint_url).host : '';
}
