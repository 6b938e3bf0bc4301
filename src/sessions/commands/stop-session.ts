import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import type { StopSession as StopRequest } from '../domain/decide/stop-session.js';
import { endSession, prepareEnd, type StopOutcome } from './end-session.js';

/**
 * Stops an agent session and puts its leased run back into the queue, in one flush; a lease-less run stays where it is
 * (`registries.md` 2). Refused: `session_not_found`, `permission_denied`.
 */
export class StopSession extends Command<Committed<StopOutcome>> {
  constructor(
    readonly request: StopRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(StopSession)
export class StopSessionHandler implements ICommandHandler<StopSession> {
  constructor(
    private readonly lane: Lane,
    private readonly runs: RunLookups,
  ) {}

  execute({ request, context }: StopSession): Promise<Committed<StopOutcome>> {
    return this.lane.execute<StopOutcome>({
      name: 'stop_session',
      context,
      prepare: (unit) => prepareEnd(unit, this.runs, request.session_id),
      execute: (unit) => endSession(unit, this.runs, request),
    });
  }
}
