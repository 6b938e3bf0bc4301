import type { CommandBus } from '@nestjs/cqrs';
import type { DataSource } from 'typeorm';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import { Findings } from '../../ledger/duties/findings.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { ExpireLease } from '../commands/expire-lease.js';

/** Expired leases taken up at once (`runs.md` 0.2). */
const BATCH = 100;

/** The `session_id` condition is implied by a lease; it lets the partial index of active runs answer. */
const EXPIRED =
  "SELECT id AS run_id, task_id, lease_until FROM runs WHERE status IN ('claimed', 'starting', 'running') " +
  'AND session_id IS NOT NULL AND lease_until <= clock_timestamp() ' +
  'AND ($1::timestamptz IS NULL OR (lease_until, id) > ($1, $2)) ORDER BY lease_until, id LIMIT $3';

interface ExpiredLease {
  readonly run_id: string;
  readonly task_id: string;
  readonly lease_until: string;
}

const SCHEDULER: Pick<CommandContext, 'actor' | 'origin'> = {
  actor: { kind: 'daemon', ref: 'scheduler' },
  origin: { kind: 'daemon', ref: 'daemon.scheduler' },
};
const BOOT: Pick<CommandContext, 'actor' | 'origin'> = {
  actor: { kind: 'daemon', ref: 'boot-recovery' },
  origin: { kind: 'daemon', ref: 'daemon.boot' },
};

/**
 * Puts runs whose lease has run out back into the queue, one command each, the longest expired first; also while the
 * scheduler is paused. A turn ends when none is left. The first turn of an instance comes as soon as it leads and finds
 * what expired while nobody looked: `orphaned_on_boot` (`runs.md` 4.2, 4.4).
 */
export class LeaseExpiryDuty implements Duty {
  readonly name = 'lease_expiry';
  readonly atOnce = true;
  private booting = true;

  constructor(
    readonly intervalMs: number,
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
  ) {}

  async run(): Promise<DutyReport> {
    const reason = this.booting ? 'orphaned_on_boot' : 'scheduler_sweep';
    const context = { ...(this.booting ? BOOT : SCHEDULER), correlationId: newId('duty') };
    const findings = new Findings();
    let expired: ExpiredLease[] = [];
    do {
      expired = await this.after(expired.at(-1));
      await findings.each(expired, async ({ run_id, task_id }) => {
        const command = new ExpireLease({ run_id, task_id, reason }, context);
        return (await this.commands.execute(command)).result;
      });
    } while (expired.length === BATCH);
    this.booting = false;
    return findings.report();
  }

  private after(last: ExpiredLease | undefined): Promise<ExpiredLease[]> {
    return this.dataSource.query<ExpiredLease[]>(EXPIRED, [last?.lease_until ?? null, last?.run_id ?? null, BATCH]);
  }
}
