import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** What one part of the service says of itself. */
export interface HealthReport {
  readonly ok: boolean;
  /** For people; no secrets. */
  readonly detail: unknown;
}

export type HealthCheck = () => Promise<HealthReport>;

/** The reports of all parts. */
export interface Readiness {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, HealthReport>>;
}

const ANSWER_WITHIN_MS = 2_000;

/** Where every part that the service cannot do without registers how it is found to be well. */
@Injectable()
export class HealthRegistry implements OnModuleDestroy {
  private readonly checks = new Map<string, HealthCheck>();
  private stopping = false;

  /**
   * @param name the name under `checks` in the answer of `/health/ready`
   * @throws Error when the name is taken: two parts would hide each other.
   */
  register(name: string, check: HealthCheck): void {
    if (this.checks.has(name)) throw new Error(`a health check named ${name} is registered already`);
    this.checks.set(name, check);
  }

  /** The service stops: not ready from now on, so that a load balancer sends nothing more. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Runs all checks at once; one that throws or takes longer than 2 s counts as failed. */
  async inspect(): Promise<Readiness> {
    const service: HealthReport = { ok: !this.stopping, detail: this.stopping ? 'stopping' : 'running' };
    const reports = await Promise.all([...this.checks].map(async ([name, check]) => [name, await ask(check)] as const));
    const checks = Object.fromEntries([['service', service] as const, ...reports]);
    return { ok: Object.values(checks).every(({ ok }) => ok), checks };
  }
}

async function ask(check: HealthCheck): Promise<HealthReport> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HealthReport>((resolve) => {
    timer = setTimeout(resolve, ANSWER_WITHIN_MS, { ok: false, detail: `no answer within ${ANSWER_WITHIN_MS} ms` });
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    // What went wrong may name hosts and users; it stands in the log of the part itself.
    return { ok: false, detail: 'failed' };
  } finally {
    clearTimeout(timer);
  }
}
