import type { RunDetail } from '../../../http/schemas/index.js';
import type { BoundSession, RunDetailView } from '../../views/get-task-run.js';
import type { RunRow } from '../../views/run-tables.js';
import { presentRun } from './present-run.js';
import { presentTaskReference } from './present-task.js';

/** What getTaskRun answers (`runs.md` 3.3). Telemetry comes from run progress (architecture.md 12, decision 10). */
export function presentRunDetail(view: RunDetailView): RunDetail {
  return {
    run: presentRun(view.run, view.documents),
    task: presentTaskReference(view.task),
    session: view.session && presentSession(view.session),
    summary: {
      last_activity_at: lastActivity(view.run),
      last_event_type: view.lastEventType,
      ...usage(view.run),
    },
  };
}

function presentSession(session: BoundSession): RunDetail['session'] {
  return {
    session_id: session.session_id,
    workspace_id: session.workspace_id ?? undefined,
    agent_name: session.agent_name || undefined,
    name: session.name ?? undefined,
    channel: session.channel ?? undefined,
    state: session.state || undefined,
    created_at: session.created_at,
    updated_at: session.updated_at,
  };
}

function lastActivity(run: RunRow): string {
  const times = [run.claimed_at, run.started_at, run.ended_at, run.heartbeat_at, run.last_progress_at];
  return times.reduce<string>((latest, time) => (time !== null && time > latest ? time : latest), run.queued_at);
}

function usage({ usage: used }: RunRow): Omit<RunDetail['summary'], 'last_activity_at' | 'last_event_type'> {
  if (!used) return {};
  const { input_tokens, output_tokens } = used;
  const total = (input_tokens ?? 0) + (output_tokens ?? 0);
  return {
    tool_call_count: counted(used.tool_calls),
    turn_count: counted(used.turns),
    input_tokens,
    output_tokens,
    total_tokens: input_tokens === undefined && output_tokens === undefined ? undefined : total,
    total_cost: used.total_cost,
    cost_currency: used.cost_currency,
  };
}

/** Counts are left out while they are 0 (`runs.md` 3.3). */
function counted(count: number | undefined): number | undefined {
  return count === 0 ? undefined : count;
}
