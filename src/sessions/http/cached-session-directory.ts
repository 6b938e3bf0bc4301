import { Injectable } from '@nestjs/common';
import { SessionDirectory, type SessionIdentity } from '../../http/identity/session-directory.js';
import { ActiveSessions } from '../views/active-sessions.js';
import { SessionSightings } from '../views/session-sightings.js';

/** The ttl of a session that was forgotten between being found and being seen: the shortest there is, in seconds. */
const SHORTEST_TTL_SECONDS = 10;

/** The registry of sessions as the caller guard sees it. */
@Injectable()
export class CachedSessionDirectory extends SessionDirectory {
  constructor(
    private readonly sessions: ActiveSessions,
    private readonly sightings: SessionSightings,
  ) {
    super();
  }

  override async find(sessionId: string): Promise<SessionIdentity | undefined> {
    const session = await this.sessions.find(sessionId);
    if (!session) return undefined;
    const { workspace_id, channel, ...kept } = session;
    return { ...kept, workspace_id: workspace_id ?? undefined, channel: channel ?? undefined };
  }

  override seen(sessionId: string): void {
    this.sightings.seen(sessionId, this.sessions.remembered(sessionId)?.ttl_seconds ?? SHORTEST_TTL_SECONDS);
  }
}
