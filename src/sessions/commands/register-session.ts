import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { Rejection } from '../../ledger/rejection.js';
import { DEFAULT_TTL_SECONDS, registerSession } from '../domain/decide/register-session.js';
import type { SessionRegistered } from '../domain/session-events.js';
import type { SessionScope } from '../domain/session-scope.js';
import type { SessionState } from '../domain/session-state.js';
import { sessionStream } from '../domain/session-stream.js';
import { WorkspaceLookups } from '../lookups/workspace-lookups.js';

type Described = Pick<SessionRegistered, 'agent_name' | 'name' | 'channel' | 'provider' | 'model' | 'principal_ref'>;

/** A session to be; id and ttl have defaults, `workspace` is an id, a name or a path. */
export interface NewSession extends Described {
  readonly session_id?: string;
  readonly workspace?: string;
  readonly capabilities?: readonly string[];
  readonly ttl_seconds?: number;
  readonly system?: true;
  /** A caller bound to a workspace registers in that one, which it names, and only there. */
  readonly scope: Pick<SessionScope, 'workspace_id'>;
}

/**
 * Registers an agent session (`registries.md` 2). Refused: `duplicate_session_id`, `validation_failed`,
 * `workspace_not_found`, `permission_denied` for a bound caller that names no workspace.
 */
export class RegisterSession extends Command<Committed<SessionState>> {
  constructor(
    readonly session: NewSession,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RegisterSession)
export class RegisterSessionHandler implements ICommandHandler<RegisterSession> {
  constructor(
    private readonly lane: Lane,
    private readonly workspaces: WorkspaceLookups,
  ) {}

  execute({ session, context }: RegisterSession): Promise<Committed<SessionState>> {
    const id = session.session_id ?? newId('sess');
    return this.lane.execute<SessionState>({
      name: 'register_session',
      context,
      prepare: async (unit) => {
        await Promise.all([
          session.session_id === undefined ? undefined : unit.load(sessionStream, id),
          session.workspace === undefined ? undefined : this.workspaces.resolve(unit, session.workspace),
        ]);
      },
      execute: async (unit) => {
        if (session.session_id === undefined) unit.fresh(sessionStream, id);
        const workspaceId = await this.workspaceOf(unit, session);
        const decision = registerSession(await unit.load(sessionStream, id), registration(id, session, workspaceId));
        const state = unit.append(sessionStream, id, decision);
        if (state === null) throw new Error(`session ${id} has no state after its registration`);
        return state;
      },
    });
  }

  private async workspaceOf(unit: Preparation, { workspace, scope }: NewSession): Promise<string | undefined> {
    if (workspace !== undefined) return (await this.workspaces.require(unit, workspace, scope.workspace_id)).id;
    if (scope.workspace_id === undefined) return undefined;
    throw new Rejection('permission_denied', 'a key that is bound to a workspace must name it in workspace');
  }
}

function registration(id: string, session: NewSession, workspaceId: string | undefined): SessionRegistered {
  const { agent_name, name, channel, provider, model, principal_ref, capabilities, ttl_seconds, system } = session;
  return {
    session_id: id,
    agent_name,
    name,
    workspace_id: workspaceId,
    channel,
    provider,
    model,
    principal_ref,
    capabilities: capabilities ?? [],
    ttl_seconds: ttl_seconds ?? DEFAULT_TTL_SECONDS,
    system,
  };
}
