import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Rejection } from '../../ledger/rejection.js';
import { decodeCursor } from '../../tasks/views/cursor.js';
import { workspaceNotFound } from '../domain/decide/update-workspace.js';
import { ownSession, type SessionScope, visibleSession } from '../domain/session-scope.js';
import type { SessionLifecycle } from '../domain/session-state.js';
import { type Page, pageOf, type PageRequest, rowsWanted } from './page.js';
import { SessionReader } from './session-reader.js';
import { SessionSightings } from './session-sightings.js';
import type { ShownSession } from './shown-session.js';
import { WorkspaceDirectory } from './workspace-directory.js';

/** One session. Refused: `session_not_found`. */
export class GetSession extends Query<ShownSession> {
  constructor(
    readonly sessionId: string,
    readonly scope: SessionScope,
  ) {
    super();
  }
}

@QueryHandler(GetSession)
export class GetSessionHandler implements IQueryHandler<GetSession> {
  constructor(private readonly sessions: SessionReader) {}

  async execute({ sessionId, scope }: GetSession): Promise<ShownSession> {
    const session = visibleSession(await this.sessions.find(sessionId), sessionId, scope);
    if (session instanceof Rejection) throw session;
    return this.sessions.show(session);
  }
}

/**
 * Says that a session is alive and shows it. A query, because seeing a session is no event (`registries.md` 2).
 * Refused: `session_not_found`, `permission_denied`, `session_stopped`.
 */
export class HeartbeatSession extends Query<ShownSession> {
  constructor(
    readonly sessionId: string,
    readonly scope: SessionScope,
  ) {
    super();
  }
}

@QueryHandler(HeartbeatSession)
export class HeartbeatSessionHandler implements IQueryHandler<HeartbeatSession> {
  constructor(
    private readonly sessions: SessionReader,
    private readonly sightings: SessionSightings,
  ) {}

  async execute({ sessionId, scope }: HeartbeatSession): Promise<ShownSession> {
    const session = ownSession(await this.sessions.find(sessionId), sessionId, scope);
    if (session instanceof Rejection) throw session;
    if (session.state === 'stopping' || session.state === 'stopped') {
      throw new Rejection('session_stopped', `agent session ${sessionId} is ${session.state}`);
    }
    this.sightings.seen(sessionId, session.ttl_seconds);
    return this.sessions.show(session);
  }
}

/** Filters that must all hold; `workspace` is an id, a name or a path. */
export interface SessionsWanted extends PageRequest {
  readonly state?: SessionLifecycle;
  readonly workspace?: string;
  readonly agent_name?: string;
}

/** Sessions, newest first. Refused: `workspace_not_found`, `invalid_query` for a foreign cursor. */
export class ListSessions extends Query<Page<ShownSession>> {
  constructor(
    readonly wanted: SessionsWanted,
    readonly scope: SessionScope,
  ) {
    super();
  }
}

@QueryHandler(ListSessions)
export class ListSessionsHandler implements IQueryHandler<ListSessions> {
  constructor(
    private readonly sessions: SessionReader,
    private readonly workspaces: WorkspaceDirectory,
  ) {}

  async execute({ wanted, scope }: ListSessions): Promise<Page<ShownSession>> {
    const { state, agent_name, cursor } = wanted;
    const workspace_id = await this.workspaceOf(wanted, scope);
    const before = cursor === undefined ? undefined : decodeCursor(cursor, ['time', 'text']);
    const limit = rowsWanted(wanted);
    const rows = await this.sessions.list({ state, workspace_id, agent_name, before }, limit + 1);
    const page = pageOf(rows, limit, (row) => [row.created_at, row.session_id]);
    return { ...page, rows: page.rows.map((row) => this.sessions.show(row)) };
  }

  private async workspaceOf({ workspace }: SessionsWanted, scope: SessionScope): Promise<string | undefined> {
    if (workspace === undefined) return scope.workspace_id;
    const found = await this.workspaces.resolve(workspace);
    if (!found || (scope.workspace_id !== undefined && found.id !== scope.workspace_id))
      throw workspaceNotFound(workspace);
    return found.id;
  }
}
