import type pg from 'pg';
import type { RecordedEvent } from '../../../../src/ledger/event.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../../../../src/ledger/log/event-rows.js';
import type { Recorded } from '../../../../src/ledger/stream-type.js';
import { setTypeParsers } from '../../../../src/platform/postgres/type-parsers.js';
import type { SchedulerEvent } from '../../../../src/scheduler/domain/scheduler-events.js';
import type { SessionEvent } from '../../../../src/sessions/domain/session-events.js';
import type { TaskEvent } from '../../../../src/tasks/domain/task-events.js';

/** An event of a task, a session or the scheduler, as the log has it. */
export type LoggedEvent = Recorded<TaskEvent | SessionEvent | SchedulerEvent> & Pick<RecordedEvent, 'correlationId'>;

const READ =
  `SELECT ${EVENT_COLUMNS} FROM events ` +
  "WHERE stream LIKE 'task:%' OR stream LIKE 'session:%' OR stream = 'scheduler' ORDER BY position";

/** All events that say who has which run, in the order of the log. */
export async function readLog(database: pg.Client): Promise<readonly LoggedEvent[]> {
  setTypeParsers();
  const { rows } = await database.query<EventRow>(READ);
  return rows.map((row) => fromRow(row) as LoggedEvent);
}
