/** How many requests may be on their way to one host (`registries.md` 4). */
const SLOTS_PER_HOST = 8;
/** How many may wait for a slot of one host. */
const LONGEST_QUEUE = 64;
/** How long one may wait for it. */
const LONGEST_SLOT_WAIT_MS = 10_000;

export interface SlotLimits {
  readonly perHost?: number;
  readonly waiting?: number;
  readonly waitMs?: number;
}

/** Gives the slot back; more than once does nothing more. */
export type Release = () => void;

type Give = (release: Release) => void;

interface Host {
  running: number;
  readonly waiting: Set<Give>;
}

/**
 * Slots for requests, counted for each host apart: one that is slow keeps nobody waiting but those who want it as well.
 * Who waits is served in the order of coming.
 */
export class HostSlots {
  private readonly hosts = new Map<string, Host>();
  private readonly limits: Required<SlotLimits>;

  constructor({ perHost = SLOTS_PER_HOST, waiting = LONGEST_QUEUE, waitMs = LONGEST_SLOT_WAIT_MS }: SlotLimits = {}) {
    this.limits = { perHost, waiting, waitMs };
  }

  /** How many slots are taken, of all hosts. */
  get taken(): number {
    let taken = 0;
    for (const { running } of this.hosts.values()) taken += running;
    return taken;
  }

  /** Whether whoever asks now need not wait. */
  isFree(host: string): boolean {
    return (this.hosts.get(host)?.running ?? 0) < this.limits.perHost;
  }

  /** A slot as soon as there is one; undefined when too many wait already, the wait is too long or the signal aborted. */
  async take(host: string, signal: AbortSignal): Promise<Release | undefined> {
    if (signal.aborted) return undefined;
    const entry = this.hosts.get(host) ?? { running: 0, waiting: new Set() };
    this.hosts.set(host, entry);
    if (entry.running < this.limits.perHost) return this.slotOf(host, entry);
    return entry.waiting.size < this.limits.waiting ? this.wait(entry, signal) : undefined;
  }

  private wait({ waiting }: Host, signal: AbortSignal): Promise<Release | undefined> {
    return new Promise((resolve) => {
      const done = (release?: Release): void => {
        waiting.delete(done);
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        resolve(release);
      };
      const leave = (): void => done();
      const timer = setTimeout(leave, this.limits.waitMs);
      waiting.add(done);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private slotOf(host: string, entry: Host): Release {
    entry.running += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      entry.running -= 1;
      this.passOn(host, entry);
    };
  }

  private passOn(host: string, entry: Host): void {
    const [next] = entry.waiting;
    if (next) {
      next(this.slotOf(host, entry));
    } else if (entry.running === 0) this.hosts.delete(host);
  }
}
