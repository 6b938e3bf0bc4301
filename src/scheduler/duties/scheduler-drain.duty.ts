import type { CommandBus } from '@nestjs/cqrs';
import type { DataSource } from 'typeorm';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { CompleteDrain } from '../commands/complete-drain.js';

/** How often open drains are looked at (`runs.md` 0.2). */
const INTERVAL_MS = 500;

const ACTIVE = "status IN ('claimed', 'starting', 'running')";
const DUE =
  'SELECT id FROM scheduler_drains WHERE deadline_at <= clock_timestamp() OR NOT (' +
  `EXISTS (SELECT 1 FROM runs WHERE ${ACTIVE} AND session_id IS NOT NULL) OR ` +
  `EXISTS (SELECT 1 FROM runs WHERE ${ACTIVE} AND session_id IS NULL)) ORDER BY deadline_at, id`;

/**
 * Ends drains. They are written down when they begin, so that the instance that leads ends them, whoever began them and
 * whatever became of it.
 */
export class SchedulerDrainDuty implements Duty {
  readonly name = 'scheduler_drain';
  readonly intervalMs = INTERVAL_MS;

  constructor(
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
  ) {}

  async run(): Promise<DutyReport> {
    const due = await this.dataSource.query<{ id: string }[]>(DUE);
    const context: CommandContext = {
      actor: { kind: 'daemon', ref: 'scheduler' },
      origin: { kind: 'daemon', ref: 'daemon.scheduler' },
      correlationId: newId('duty'),
    };
    const ends = await Promise.all(due.map(({ id }) => this.commands.execute(new CompleteDrain(id, context))));
    return { findings: ends.filter(({ result }) => result.length > 0).length };
  }
}
