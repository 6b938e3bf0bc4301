/** The states of an agent session (`registries.md` 2); only `active` is a valid identity. */
export const SESSION_STATES = ['starting', 'active', 'stopping', 'stopped'] as const;
export type SessionLifecycle = (typeof SESSION_STATES)[number];

/** The stop reason of a session that was not seen for its ttl (`registries.md` 2). */
export const UNRESPONSIVE = 'unresponsive';

/** An agent session. When it was last seen is operational and not part of it: no event says so. */
export interface SessionState {
  readonly session_id: string;
  readonly agent_name: string;
  readonly name?: string;
  readonly workspace_id?: string;
  readonly channel?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly capabilities: readonly string[];
  /** The principal that registered the session and to whom it belongs. */
  readonly principal_ref: string;
  readonly state: SessionLifecycle;
  readonly stop_reason?: string;
  readonly failure_kind?: string;
  /** Seconds that it may go unseen before it is stopped. */
  readonly ttl_seconds: number;
  /** Made by the service for a run (`runs.md` 2.6): nobody calls as it, and it may go unseen for ever. */
  readonly system?: true;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The state of a session's stream: null before its registration. */
export type SessionStream = SessionState | null;
