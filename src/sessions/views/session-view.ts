import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { SessionEvent } from '../domain/session-events.js';
import type { SessionLifecycle, SessionState, SessionStream } from '../domain/session-state.js';

/** A row of `agent_sessions`. */
export interface SessionRow {
  readonly session_id: string;
  readonly agent_name: string;
  readonly name: string | null;
  readonly workspace_id: string | null;
  readonly channel: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly capabilities: readonly string[];
  readonly principal_ref: string;
  readonly state: SessionLifecycle;
  readonly stop_reason: string | null;
  readonly failure_kind: string | null;
  readonly ttl_seconds: number;
  readonly system: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export const AGENT_SESSIONS = table<SessionRow>({
  name: 'agent_sessions',
  key: ['session_id'],
  columns: [
    'session_id',
    'agent_name',
    'name',
    'workspace_id',
    'channel',
    'provider',
    'model',
    'capabilities',
    'principal_ref',
    'state',
    'stop_reason',
    'failure_kind',
    'ttl_seconds',
    'system',
    'created_at',
    'updated_at',
  ],
});

/** The session view: one row a session, stopped ones included. */
export const sessionView: InlineView<SessionStream, SessionEvent> = {
  name: 'session',
  version: 1,
  category: 'session',
  tables: [AGENT_SESSIONS],

  project({ after }: StreamChange<SessionStream, SessionEvent>, rows: RowSink): void {
    if (after !== null) rows.put(AGENT_SESSIONS, sessionRow(after));
  },
};

function sessionRow(session: SessionState): SessionRow {
  return {
    session_id: session.session_id,
    agent_name: session.agent_name,
    name: session.name ?? null,
    workspace_id: session.workspace_id ?? null,
    channel: session.channel ?? null,
    provider: session.provider ?? null,
    model: session.model ?? null,
    capabilities: session.capabilities,
    principal_ref: session.principal_ref,
    state: session.state,
    stop_reason: session.stop_reason ?? null,
    failure_kind: session.failure_kind ?? null,
    ttl_seconds: session.ttl_seconds,
    system: session.system ?? false,
    created_at: session.created_at,
    updated_at: session.updated_at,
  };
}
