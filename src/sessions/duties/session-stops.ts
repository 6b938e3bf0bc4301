import type { CommandBus } from '@nestjs/cqrs';
import type { DataSource } from 'typeorm';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { type SessionStop, StopCanceledRun } from '../commands/stop-canceled-run.js';

const INTERVAL_MS = 500;
/** Sessions stopped per turn; the next turn finds the rest. */
const BATCH = 500;

const DUE =
  'SELECT task_id, run_id, session_id FROM session_stops ' +
  "WHERE requested_at <= clock_timestamp() - $1 * interval '1 millisecond' ORDER BY requested_at, run_id LIMIT $2";

/**
 * Stops the sessions of runs that were canceled at work, once their time of grace is over (`tasks.md` 6.9). What has to
 * be stopped was written down with the cancellation, so that nothing is forgotten whatever happens to this process.
 */
export class SessionStops implements Duty {
  readonly name = 'session_stops';
  readonly intervalMs = INTERVAL_MS;

  constructor(
    private readonly graceMs: number,
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
  ) {}

  async run(): Promise<DutyReport> {
    const due = await this.dataSource.query<SessionStop[]>(DUE, [this.graceMs, BATCH]);
    const context: CommandContext = {
      actor: { kind: 'daemon', ref: 'session-stops' },
      origin: { kind: 'daemon', ref: 'daemon.session_stops' },
      correlationId: newId('duty'),
    };
    const stops = due.map((stop) => new StopCanceledRun({ ...stop, grace_timeout_ms: this.graceMs }, context));
    const outcomes = await Promise.all(stops.map((stop) => this.commands.execute(stop)));
    return { findings: outcomes.filter((outcome) => outcome.result).length };
  }
}
