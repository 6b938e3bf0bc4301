import type { CommandBus } from '@nestjs/cqrs';
import type { DataSource } from 'typeorm';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { ExpireLease } from '../commands/expire-lease.js';

/** Expired leases taken up per turn (`runs.md` 0.2). */
const BATCH = 100;

/** The `session_id` condition is implied by a lease; it lets the partial index of active runs answer. */
const EXPIRED =
  "SELECT id AS run_id, task_id FROM runs WHERE status IN ('claimed', 'starting', 'running') " +
  'AND session_id IS NOT NULL AND lease_until <= clock_timestamp() ORDER BY lease_until, id LIMIT $1';

/** Puts runs whose lease has run out back into the queue, one command each; also while the scheduler is paused. */
export class LeaseExpiryDuty implements Duty {
  readonly name = 'lease_expiry';

  constructor(
    readonly intervalMs: number,
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
  ) {}

  async run(): Promise<DutyReport> {
    const expired = await this.dataSource.query<{ run_id: string; task_id: string }[]>(EXPIRED, [BATCH]);
    const context: CommandContext = {
      actor: { kind: 'daemon', ref: 'scheduler' },
      origin: { kind: 'daemon', ref: 'daemon.scheduler' },
      correlationId: newId('duty'),
    };
    const outcomes = await Promise.all(
      expired.map((run) => this.commands.execute(new ExpireLease({ ...run, reason: 'scheduler_sweep' }, context))),
    );
    return { findings: outcomes.filter((outcome) => outcome.result).length };
  }
}
