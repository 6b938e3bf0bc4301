import type { RowSource } from '../../../ledger/log/read-snapshot.js';
import { streamName } from '../../../ledger/stream-type.js';
import { eventDigest } from '../../domain/event-digests.js';

/** Events that an inspection shows at most. */
const RECENT = 10;

const COLUMNS =
  "event_id AS id, type, data ->> 'run_id' AS run_id, data ->> 'session_id' AS session_id, recorded_at AS timestamp";
const OF_TASK =
  `SELECT ${COLUMNS} FROM events WHERE stream = $1 AND visibility = 'public' ` +
  `ORDER BY version DESC LIMIT ${RECENT}`;
const OF_RUN =
  `SELECT ${COLUMNS} FROM events WHERE stream = $1 AND visibility = 'public' AND data ->> 'run_id' = $2 ` +
  `ORDER BY version DESC LIMIT ${RECENT}`;

interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly run_id: string | null;
  readonly session_id: string | null;
  readonly timestamp: string;
}

/** An event as inspections show it: what it was, without its payload. */
export interface RecentEvent extends EventRow {
  readonly task_id: string;
  readonly outcome: string | undefined;
  readonly summary: string | undefined;
}

/** The newest public events of the task, or of one run of it, oldest first. */
export async function recentEvents(source: RowSource, taskId: string, runId?: string): Promise<RecentEvent[]> {
  const stream = streamName('task', taskId);
  const rows =
    runId === undefined
      ? await source.query<EventRow[]>(OF_TASK, [stream])
      : await source.query<EventRow[]>(OF_RUN, [stream, runId]);
  return rows.reverse().map((row) => {
    const digest = eventDigest(row.type);
    return { ...row, task_id: taskId, outcome: digest?.outcome, summary: digest?.summary };
  });
}
