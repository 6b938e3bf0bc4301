import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RecordedEvent } from '../../ledger/event.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../../ledger/log/event-rows.js';
import type { EventFilter } from './event-filter.js';
import { REPLAY_PAGE } from './subtree-replay.js';
import { type TimelineEntry, TimelineReader } from './timeline-reader.js';

/** Positions looked at by one read, so that no filter, however narrow, makes a read long. */
const WINDOW = 5_000;

/**
 * A window of the log in order of position. Events do not say their workspace: it is asked of the task, by key, for
 * those that the other filters leave. No condition but the position fits an index, so that the planner has no choice.
 */
export const EVENTS_OF_WINDOW =
  `SELECT ${EVENT_COLUMNS} FROM events WHERE position > $1 AND position <= $2 ` +
  "AND visibility = 'public' AND left(stream, length('task:')) = 'task:' " +
  'AND ($3::text[] IS NULL OR type = ANY($3)) ' +
  'AND ($4::text IS NULL OR actor_kind = $4) AND ($5::text IS NULL OR actor_ref = $5) ' +
  "AND ($6::text IS NULL OR $6 = (SELECT t.workspace_id FROM tasks t WHERE t.id = substr(stream, length('task:') + 1))) " +
  'ORDER BY position LIMIT $7';

/** The past of all tasks, window by window. */
@Injectable()
export class ServiceReplay {
  constructor(
    private readonly dataSource: DataSource,
    private readonly timelines: TimelineReader,
  ) {}

  /** Every public event above `after` and up to `until` that the filter leaves, in order. */
  async *entries(filter: EventFilter, after: number, until: number): AsyncGenerator<TimelineEntry> {
    for (let position = after; position < until;) {
      const end = Math.min(position + WINDOW, until);
      const events = await this.page(filter, position, end);
      yield* await this.timelines.entries(events);
      position = (events.length === REPLAY_PAGE ? events.at(-1)?.position : undefined) ?? end;
    }
  }

  private async page(filter: EventFilter, after: number, end: number): Promise<RecordedEvent[]> {
    const { workspaceId, types, actor } = filter;
    const filters = [types ?? null, actor?.kind ?? null, actor?.ref ?? null, workspaceId ?? null];
    const rows = await this.dataSource.query<EventRow[]>(EVENTS_OF_WINDOW, [after, end, ...filters, REPLAY_PAGE]);
    return rows.map(fromRow);
  }
}
