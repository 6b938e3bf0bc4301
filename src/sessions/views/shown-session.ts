import type { SessionLifecycle, SessionState } from '../domain/session-state.js';
import type { SessionRow } from './session-view.js';

/** An agent session as callers see it (`registries.md` 2); members without a value are undefined. */
export interface ShownSession {
  readonly session_id: string;
  readonly agent_name: string;
  readonly name?: string;
  readonly workspace_id?: string;
  readonly channel?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly capabilities?: string[];
  readonly state: SessionLifecycle;
  readonly stop_reason?: string;
  readonly failure_kind?: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_seen_at: string;
  readonly ttl_seconds: number;
  readonly system?: boolean;
}

/** Shows a session; its registration counts as seeing it. To whom it belongs is not shown. */
export function showSession(session: SessionState | SessionRow, lastSeenAt = session.created_at): ShownSession {
  return {
    session_id: session.session_id,
    agent_name: session.agent_name,
    name: session.name ?? undefined,
    workspace_id: session.workspace_id ?? undefined,
    channel: session.channel ?? undefined,
    provider: session.provider ?? undefined,
    model: session.model ?? undefined,
    capabilities: session.capabilities.length > 0 ? [...session.capabilities] : undefined,
    state: session.state,
    stop_reason: session.stop_reason ?? undefined,
    failure_kind: session.failure_kind ?? undefined,
    created_at: session.created_at,
    updated_at: session.updated_at,
    last_seen_at: lastSeenAt,
    ttl_seconds: session.ttl_seconds,
    system: session.system === true ? true : undefined,
  };
}
