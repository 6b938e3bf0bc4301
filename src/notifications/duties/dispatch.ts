import { setMaxListeners } from 'node:events';
import type { DutyReport } from '../../ledger/duties/duty.js';

/** How often the work is looked at although nobody woke us, in ms: what waits for its next try is found so. */
export const LOOK_INTERVAL_MS = 1_000;
/** Events that mean work come in crowds: after a look, they are looked for again so much later, in ms. */
const PACE_MS = 100;
/** Messages in hand at once, of all hosts and of one. */
const AT_ONCE = 128;
const AT_ONCE_OF_HOST = 8;
/** Rows that are looked at to fill what is free. */
const CANDIDATES = 256;
/** At the end of the service, sends in hand may end by themselves for so long, in ms; then they are broken off. */
const GRACE_MS = 1_500;

/** Something that could be worked on now. */
export interface Due {
  readonly id: string;
  /** What is left out together when its host has no room. */
  readonly group: string;
  /** Where its message goes; null where that is not known. */
  readonly url: string | null;
}

/** Lets work run beside all else; `ended` is called when it is over. */
export type Begin = (work: Promise<void>, ended: () => void) => void;

export interface DispatchParts<Claimed> {
  /** Whether this instance runs the duties. */
  readonly leads: () => boolean;
  /** Whether a message to this URL would be on its way at once: others send too. */
  readonly hasSlot: (url: string) => boolean;
  readonly onError: (error: unknown) => void;
  /**
   * First in every look: finds new work, says whether it found any, and may begin what is not sent host by host. A look that is
   * not `thorough` was caused by news of the log alone.
   */
  readonly first: (begin: Begin, signal: AbortSignal, thorough: boolean) => Promise<boolean>;
  /** What is due, longest due first; of each group at most `ofEach`, of those in `except` none. */
  readonly due: (ofEach: number, except: readonly string[], limit: number) => Promise<readonly Due[]>;
  /** Takes those that are still due and that nobody else takes at this moment. */
  readonly claim: (ids: readonly string[]) => Promise<readonly Claimed[]>;
  readonly idOf: (claimed: Claimed) => string;
  /** @param signal when it is aborted, what was begun and not delivered is given back */
  readonly serve: (claimed: Claimed, signal: AbortSignal) => Promise<void>;
}

/**
 * Finds what is to be sent and has each served beside all others. A look only begins the work and does not wait for it;
 * as many go on as there is room for, and a host that is slow holds up itself alone.
 */
export class Dispatch<Claimed> {
  private readonly inHand = new Set<Promise<void>>();
  private readonly hosts = new Map<string, number>();
  private looking: Promise<void> | undefined;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private soon: NodeJS.Timeout | undefined;
  private again = false;
  /** Whether the next look is for what is due as well, whatever is new. */
  private thorough = false;
  private stopped = false;
  private begun = 0;
  private readonly ending = new AbortController();

  constructor(private readonly parts: DispatchParts<Claimed>) {
    // Every message under way listens, which is no leak.
    setMaxListeners(0, this.ending.signal);
  }

  /** One regular look; tells how many pieces of work were begun since the last. */
  async run(): Promise<DutyReport> {
    await this.look(true);
    const findings = this.begun;
    this.begun = 0;
    return { findings };
  }

  /** The log may have work for us. Any number of calls cost one look; where there was one just now, a moment later. */
  wake(): void {
    const restMs = this.lookedAt + PACE_MS - performance.now();
    if (restMs <= 0) this.lookNow(false);
    else this.soon ??= setTimeout(() => this.lookSoon(), restMs).unref();
  }

  /** Looks again after so many ms, where that is before the next regular look. */
  wakeAfter(delayMs: number): void {
    if (delayMs < LOOK_INTERVAL_MS) setTimeout(() => this.lookNow(true), delayMs).unref();
  }

  /** Takes nothing more. What is in hand may end for a moment; what does not is broken off and given back. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.soon);
    await this.looking?.catch(() => undefined);
    const timer = setTimeout(() => this.ending.abort(), GRACE_MS);
    await Promise.allSettled(this.inHand);
    clearTimeout(timer);
  }

  private lookSoon(): void {
    this.soon = undefined;
    this.lookNow(false);
  }

  private lookNow(thorough: boolean): void {
    this.look(thorough).catch((error: unknown) => this.parts.onError(error));
  }

  private look(thorough: boolean): Promise<void> {
    if (this.stopped || !this.parts.leads()) return Promise.resolve();
    this.again = true;
    this.thorough ||= thorough;
    this.looking ??= this.lookOn().finally(() => {
      this.looking = undefined;
      if (this.again) this.lookNow(false);
    });
    return this.looking;
  }

  private async lookOn(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        const thorough = this.thorough;
        this.thorough = false;
        this.lookedAt = performance.now();
        clearTimeout(this.soon);
        this.soon = undefined;
        const found = await this.parts.first(this.begin, this.ending.signal, thorough);
        if (thorough || found) await this.takeWork();
      }
    } catch (error) {
      this.again = false;
      throw error;
    }
  }

  /** Fills what is free; groups whose hosts have no room are left out of the next round. */
  private async takeWork(): Promise<void> {
    const { due, claim, idOf } = this.parts;
    const crowded = new Set<string>();
    while (!this.stopped && this.room > 0) {
      const candidates = await due(AT_ONCE_OF_HOST, [...crowded], CANDIDATES);
      const chosen = this.choose(candidates, crowded);
      if (chosen.length === 0 && (candidates.length < CANDIDATES || crowded.size === 0)) return;
      const hosts = new Map(chosen.map((one) => [one.id, hostOf(one)]));
      const claimed = chosen.length === 0 ? [] : await claim([...hosts.keys()]);
      for (const one of claimed) this.serve(one, hosts.get(idOf(one)) ?? '');
      if (chosen.length > 0 && claimed.length === 0) return;
    }
  }

  private get room(): number {
    return AT_ONCE - this.inHand.size;
  }

  private choose(candidates: readonly Due[], crowded: Set<string>): Due[] {
    const taken = new Map(this.hosts);
    const chosen: Due[] = [];
    for (const candidate of candidates) {
      const host = hostOf(candidate);
      const busy = taken.get(host) ?? 0;
      if (busy >= AT_ONCE_OF_HOST || !this.parts.hasSlot(candidate.url ?? '')) crowded.add(candidate.group);
      else if (chosen.length < this.room) {
        chosen.push(candidate);
        taken.set(host, busy + 1);
      }
    }
    return chosen;
  }

  private serve(claimed: Claimed, host: string): void {
    this.hosts.set(host, (this.hosts.get(host) ?? 0) + 1);
    this.begin(this.parts.serve(claimed, this.ending.signal), () => {
      const left = (this.hosts.get(host) ?? 1) - 1;
      if (left > 0) this.hosts.set(host, left);
      else this.hosts.delete(host);
    });
  }

  /** Lets it run; when it has ended there is room for something else. A fault of ours is told, and tried again later. */
  private readonly begin: Begin = (work, ended) => {
    this.begun += 1;
    const running = work
      .catch((error: unknown) => this.parts.onError(error))
      .finally(() => {
        ended();
        this.inHand.delete(running);
        this.lookNow(true);
      });
    this.inHand.add(running);
  };
}

/** Where a message goes; those to nowhere are of one kind, and soon over. */
function hostOf({ url }: Due): string {
  return url !== null && URL.canParse(url) ? new URL(url).host : '';
}
