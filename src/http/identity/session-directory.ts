/** What the HTTP layer must know of an agent session to accept its identity headers. */
export interface SessionIdentity {
  readonly session_id: string;
  readonly agent_name: string;
  readonly workspace_id?: string;
  readonly channel?: string;
  /** `starting`, `active`, `stopping` or `stopped`; only `active` is a valid identity. */
  readonly state: string;
  readonly capabilities: readonly string[];
  /** The principal that registered the session; compared where keys are required. */
  readonly principal_ref?: string;
}

/** Port to the registry of agent sessions; the class is the injection token. */
export abstract class SessionDirectory {
  /** The session of that id in any state, or nothing when there is none. Rejects when the registry is out of reach. */
  abstract find(sessionId: string): Promise<SessionIdentity | undefined>;

  /** Notes that a valid request of the session came in. Must not throw and must not wait for anything. */
  abstract seen(sessionId: string): void;
}
