import type { CommandBus } from '@nestjs/cqrs';
import type { DataSource } from 'typeorm';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import { Findings } from '../../ledger/duties/findings.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { ExpireSessionTimeout, type TimedRun } from '../commands/expire-session-timeout.js';

const INTERVAL_MS = 500;

/** Runs taken up at once; a turn ends when none is left. */
const BATCH = 100;

const OVER =
  'SELECT run_id, task_id, expires_at FROM run_deadlines WHERE expires_at <= clock_timestamp() ' +
  'AND ($1::timestamptz IS NULL OR (expires_at, run_id) > ($1, $2)) ORDER BY expires_at, run_id LIMIT $3';

interface OverdueRun extends TimedRun {
  readonly expires_at: string;
}

/**
 * Fails runs whose session timeout is over, by the clock of the database (`http.md` 15). What is due was written down with
 * the claim or the start, so that a restart forgets nothing; the first turn of an instance comes as soon as it leads.
 */
export class SessionTimeoutDuty implements Duty {
  readonly name = 'session_timeout';
  readonly intervalMs = INTERVAL_MS;
  readonly atOnce = true;

  constructor(
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
  ) {}

  async run(): Promise<DutyReport> {
    const context: CommandContext = {
      actor: { kind: 'daemon', ref: 'session-timeout' },
      origin: { kind: 'daemon', ref: 'daemon.session_timeout' },
      correlationId: newId('duty'),
    };
    const findings = new Findings();
    let over: OverdueRun[] = [];
    do {
      over = await this.after(over.at(-1));
      await findings.each(over, async ({ run_id, task_id }) => {
        return (await this.commands.execute(new ExpireSessionTimeout({ run_id, task_id }, context))).result;
      });
    } while (over.length === BATCH);
    return findings.report();
  }

  private after(last: OverdueRun | undefined): Promise<OverdueRun[]> {
    return this.dataSource.query<OverdueRun[]>(OVER, [last?.expires_at ?? null, last?.run_id ?? '', BATCH]);
  }
}
