import { Injectable } from '@nestjs/common';
import { SessionDirectory, type SessionIdentity } from '../../http/identity/session-directory.js';
import { ActiveSessions } from '../views/active-sessions.js';
import { SessionSightings } from '../views/session-sightings.js';

/** The ttl of a session that was forgotten between being found and being seen: the shortest there is, in seconds. */
const SHORTEST_TTL_SECONDS = 10;

/** A session id that no session has. */
const NO_SESSION = 'sess-none';

/** The registry of sessions as the caller guard sees it. */
@Injectable()
export class CachedSessionDirectory extends SessionDirectory {
  constructor(
    private readonly sessions: ActiveSessions,
    private readonly sightings: SessionSightings,
  ) {
    super();
  }

  override async find(sessionId: string, within?: string): Promise<SessionIdentity | undefined> {
    const session = await this.sessions.find(this.isElsewhere(sessionId, within) ? NO_SESSION : sessionId);
    if (!session) return undefined;
    return {
      session_id: session.session_id,
      agent_name: session.agent_name,
      workspace_id: session.workspace_id ?? undefined,
      channel: session.channel ?? undefined,
      state: session.state,
      capabilities: session.capabilities,
      principal_ref: session.principal_ref,
    };
  }

  override seen(sessionId: string): void {
    this.sightings.seen(sessionId, this.ttlOf(sessionId));
  }

  override offers(sessionId: string, capabilities: readonly string[]): void {
    if (capabilities.length > 0) this.sightings.offers(sessionId, this.ttlOf(sessionId), capabilities);
  }

  private ttlOf(sessionId: string): number {
    return this.sessions.remembered(sessionId)?.ttl_seconds ?? SHORTEST_TTL_SECONDS;
  }

  /** Remembered, so that it would cost no read, which none at all does. */
  private isElsewhere(sessionId: string, within: string | undefined): boolean {
    const known = this.sessions.remembered(sessionId);
    return within !== undefined && known !== undefined && known.workspace_id !== within;
  }
}
