import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { StopSession } from '../commands/stop-session.js';
import { UNRESPONSIVE } from '../domain/session-state.js';
import { UnseenSessions } from '../views/unseen-sessions.js';

const INTERVAL_MS = 1_000;

/** Stops sessions that were not seen for their ttl, so that their runs are soon claimable again (`registries.md` 2). */
@Injectable()
export class SessionLiveness implements Duty {
  readonly name = 'session_liveness';
  readonly intervalMs = INTERVAL_MS;

  constructor(
    private readonly unseen: UnseenSessions,
    private readonly commands: CommandBus,
  ) {}

  async run(): Promise<DutyReport> {
    const context: CommandContext = {
      actor: { kind: 'daemon', ref: 'session-liveness' },
      origin: { kind: 'daemon', ref: 'daemon.session_liveness' },
      correlationId: newId('duty'),
    };
    const ids = await this.unseen.find();
    const stops = ids.map((session_id) => new StopSession({ session_id, reason: UNRESPONSIVE, scope: {} }, context));
    const stopped = await Promise.all(stops.map((stop) => this.commands.execute(stop)));
    return { findings: stopped.filter(({ result }) => result.stopped).length };
  }
}
