import type { RowSource } from '../../../ledger/log/read-snapshot.js';
import type { InspectedSession } from '../../domain/inspect/inspection.js';
import type { RunRow } from '../run-tables.js';
import type { TaskWithActivity } from '../task-reader.js';

const SESSION =
  'SELECT session_id, state, agent_name, provider, workspace_id, stop_reason, failure_kind, created_at, updated_at ' +
  'FROM agent_sessions WHERE session_id = $1';

/** The conditions of the index `agent_sessions_eligible`; sessions of the service itself never claim. */
const ELIGIBLE =
  "SELECT count(*)::int AS eligible FROM agent_sessions WHERE state = 'active' AND failure_kind IS NULL AND NOT system";

interface SessionRow {
  readonly session_id: string;
  readonly state: string;
  readonly agent_name: string;
  readonly provider: string | null;
  readonly workspace_id: string | null;
  readonly stop_reason: string | null;
  readonly failure_kind: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The session that the run is bound to; one that the directory does not know is missing (`views.md` 8.1). */
export async function boundSession(source: RowSource, run: RunRow | undefined): Promise<InspectedSession | undefined> {
  const id = run?.session_id ?? null;
  if (id === null) return undefined;
  const [session] = await source.query<SessionRow[]>(SESSION, [id]);
  if (!session) return { session_id: id, state: 'missing' };
  return {
    session_id: session.session_id,
    state: session.state,
    agent_name: session.agent_name,
    provider_name: session.provider ?? undefined,
    workspace_id: session.workspace_id ?? undefined,
    stop_reason: session.stop_reason ?? undefined,
    failure_kind: session.failure_kind ?? undefined,
    started_at: session.created_at,
    last_activity_at: session.updated_at,
  };
}

/** Active sessions without a failure: of the task's workspace, of all for a global task (`views.md` 8.2). */
export async function eligibleSessions(
  source: RowSource,
  { workspace_id }: Pick<TaskWithActivity, 'workspace_id'>,
): Promise<number> {
  const [row] =
    workspace_id === null
      ? await source.query<{ eligible: number }[]>(ELIGIBLE)
      : await source.query<{ eligible: number }[]>(`${ELIGIBLE} AND workspace_id = $1`, [workspace_id]);
  return row?.eligible ?? 0;
}
