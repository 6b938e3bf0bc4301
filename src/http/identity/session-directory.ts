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
  /**
   * The session of that id in any state, or nothing when there is none. One that is not in the workspace `within`, where
   * that is given, must take the same work as none. Rejects when the registry is out of reach.
   */
  abstract find(sessionId: string, within?: string): Promise<SessionIdentity | undefined>;

  /** Notes that a valid request of the session came in. Must not throw and must not wait for anything. */
  abstract seen(sessionId: string): void;

  /** Notes what the session offers beyond its own capabilities when it asks for work. As `seen` otherwise. */
  abstract offers(sessionId: string, capabilities: readonly string[]): void;
}
