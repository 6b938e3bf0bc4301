import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { type SessionScope, visibleSession } from '../../sessions/domain/session-scope.js';
import { sessionStream } from '../../sessions/domain/session-stream.js';
import { attachSession, type AttachFacts } from '../../tasks/domain/decide/attach-session.js';
import { refuseUnlessExecutable } from '../../tasks/domain/decide/enqueue-run.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { appendToRun } from './append-to-run.js';
import { loadRun, requireRun, type RunOfTask } from './run-of-task.js';
import { channelWorkspace, refuseStaleChannel } from './run-channel.js';

export interface AttachRequest {
  readonly run_id: string;
  readonly session_id: string;
  /** A session of another workspace is to a bound caller as if it were not there. */
  readonly scope: Pick<SessionScope, 'workspace_id'>;
}

/**
 * Gives a claimed run a session that is there already (`runs.md` 3.12). Refused: `run_not_found`, `task_not_executable`,
 * `stale_network_channel`, and as `attachSession`.
 */
export class AttachSession extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: AttachRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AttachSession)
export class AttachSessionHandler implements ICommandHandler<AttachSession> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
  ) {}

  async execute({ request, context }: AttachSession): Promise<Committed<RunOfTask>> {
    const { run_id, session_id } = request;
    const { result, position } = await this.lane.execute<RunOfTask | Rejection>({
      name: 'attach_session',
      context,
      prepare: async (unit) => {
        const [found] = await Promise.all([
          loadRun(unit, this.lookups, run_id),
          unit.load(sessionStream, session_id),
          unit.get(this.lookups.activeRunOfSession, session_id),
        ]);
        if (found) await channelWorkspace(unit, this.lookups, found);
      },
      execute: (unit) => this.attach(unit, request),
    });
    if (result instanceof Rejection) throw result;
    return { result, position };
  }

  private async attach(unit: UnitOfWork, request: AttachRequest): Promise<RunOfTask | Rejection> {
    const found = await requireRun(unit, this.lookups, request.run_id);
    const blocked = refuseUnlessExecutable(found.task);
    if (blocked) throw blocked;
    const stale = await refuseStaleChannel(unit, this.lookups, found, 'attach');
    if (stale) return stale;
    const facts = await this.factsOf(unit, request);
    return appendToRun(unit, found, attachSession(found.task, found.run, request, facts));
  }

  private async factsOf(unit: UnitOfWork, { session_id, scope }: AttachRequest): Promise<AttachFacts> {
    const session = visibleSession(await unit.load(sessionStream, session_id), session_id, scope);
    if (session instanceof Rejection) return { session: undefined, has_run: false };
    return { session, has_run: (await unit.get(this.lookups.activeRunOfSession, session_id)) !== undefined };
  }
}
