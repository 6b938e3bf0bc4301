import type { Duty } from './duty.js';
import type { Leadership } from './leadership.js';

/** How a duty is doing, for health and metrics. */
export interface DutyStatus {
  readonly name: string;
  readonly runs: number;
  readonly findings: number;
  readonly failures: number;
  readonly lastRunAt?: string;
  readonly lastError?: string;
}

interface Running {
  readonly duty: Duty;
  status: DutyStatus;
  timer?: NodeJS.Timeout;
  current?: Promise<void>;
  busy: boolean;
}

/**
 * Runs every duty at its interval while this instance leads. A duty never overlaps itself; one that fails is reported
 * and tried again at its next turn, and never stops the others.
 */
export class DutyRunner {
  private readonly duties = new Map<string, Running>();
  private started = false;
  private stopped = false;

  constructor(
    private readonly leadership: Leadership,
    private readonly onError: (duty: string, error: unknown) => void,
  ) {
    leadership.whenGained(() => this.takeOver());
  }

  register(duty: Duty): void {
    if (this.duties.has(duty.name)) throw new Error(`duty ${duty.name} is registered twice`);
    const status = { name: duty.name, runs: 0, findings: 0, failures: 0 };
    const running: Running = { duty, status, busy: false };
    this.duties.set(duty.name, running);
    if (this.started) this.schedule(running);
  }

  start(): void {
    this.started = true;
    for (const running of this.duties.values()) this.schedule(running);
    if (this.leadership.leads) this.takeOver();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const running of this.duties.values()) clearTimeout(running.timer);
    for (const running of this.duties.values()) await running.current;
  }

  statuses(): readonly DutyStatus[] {
    return [...this.duties.values()].map((running) => running.status);
  }

  /** This instance has begun to lead: what cannot wait an interval has its turn now. */
  private takeOver(): void {
    if (!this.started) return;
    for (const running of this.duties.values()) {
      if (running.duty.atOnce !== true || running.busy) continue;
      clearTimeout(running.timer);
      this.schedule(running, 0);
    }
  }

  private schedule(running: Running, delayMs = running.duty.intervalMs): void {
    if (this.stopped) return;
    running.timer = setTimeout(() => {
      running.busy = true;
      running.current = this.turn(running).finally(() => {
        running.busy = false;
        this.schedule(running);
      });
    }, delayMs);
    running.timer.unref();
  }

  private async turn(running: Running): Promise<void> {
    if (!this.leadership.leads) return;
    const { status } = running;
    const lastRunAt = new Date().toISOString();
    try {
      const { findings } = await running.duty.run();
      const { lastError: _mended, ...well } = status;
      running.status = { ...well, runs: status.runs + 1, findings: status.findings + findings, lastRunAt };
    } catch (error) {
      const lastError = error instanceof Error ? error.message : String(error);
      running.status = { ...status, runs: status.runs + 1, failures: status.failures + 1, lastRunAt, lastError };
      this.onError(running.duty.name, error);
    }
  }
}
