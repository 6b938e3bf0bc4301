/** The stored events of a session's stream. They belong to no task and show in no task's timeline. */
export interface SessionRegistered {
  readonly session_id: string;
  readonly agent_name: string;
  readonly name?: string;
  readonly workspace_id?: string;
  readonly channel?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly capabilities: readonly string[];
  readonly principal_ref: string;
  readonly ttl_seconds: number;
  /** Set for the session of a run that was started without one: it ends with its run and need not be seen. */
  readonly system?: true;
}

export interface SessionStopped {
  readonly session_id: string;
  readonly stop_reason?: string;
  readonly failure_kind?: string;
}

export type SessionEvent =
  | { readonly type: 'session.registered'; readonly data: SessionRegistered }
  | { readonly type: 'session.stopped'; readonly data: SessionStopped };
