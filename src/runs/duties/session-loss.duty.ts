import type { CommandBus } from '@nestjs/cqrs';
import type { DataSource } from 'typeorm';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import { Findings } from '../../ledger/duties/findings.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { START_WITHIN_MS } from '../../tasks/domain/decide/recover-lost-run.js';
import { RecoverLostRun } from '../commands/recover-lost-run.js';

const INTERVAL_MS = 1_000;

/** Lost runs taken up at once; a turn ends when none is left. */
const BATCH = 100;

/** By an index of the active runs without a lease, few as they are. */
const LOST =
  'SELECT r.id AS run_id, r.task_id FROM runs r LEFT JOIN agent_sessions s ON s.session_id = r.session_id ' +
  "WHERE r.status IN ('claimed', 'starting', 'running') AND r.claim_token_hash IS NULL AND r.id > $1 " +
  "AND CASE WHEN r.session_id IS NOT NULL THEN coalesce(s.state, 'stopped') = 'stopped' " +
  "ELSE r.status = 'starting' AND r.claimed_at <= clock_timestamp() - $2 * interval '1 millisecond' END " +
  'ORDER BY r.id LIMIT $3';

interface LostRun {
  readonly run_id: string;
  readonly task_id: string;
}

/**
 * Takes up runs without a lease whose session is gone: stopped, unknown to the directory, or never there because its
 * start was broken off. Whoever restarts the service loses nothing by that: only what the directory says counts
 * (`runs.md` 4.4, choice). Runs with a lease go back to the queue with the stop of their session, or when it expires.
 */
export class SessionLossDuty implements Duty {
  readonly name = 'session_loss';
  readonly intervalMs = INTERVAL_MS;

  constructor(
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
  ) {}

  async run(): Promise<DutyReport> {
    const context: CommandContext = {
      actor: { kind: 'daemon', ref: 'boot-recovery' },
      origin: { kind: 'daemon', ref: 'daemon.boot' },
      correlationId: newId('duty'),
    };
    const findings = new Findings();
    let lost: LostRun[] = [];
    do {
      lost = await this.dataSource.query<LostRun[]>(LOST, [lost.at(-1)?.run_id ?? '', START_WITHIN_MS, BATCH]);
      await findings.each(lost, async (run) => (await this.commands.execute(new RecoverLostRun(run, context))).result);
    } while (lost.length === BATCH);
    return findings.report();
  }
}
