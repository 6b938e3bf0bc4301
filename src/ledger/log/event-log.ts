import type { RecordedEvent } from '../event.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from './event-rows.js';
import type { RowSource } from './read-snapshot.js';

const HEAD = 'SELECT position FROM events ORDER BY position DESC LIMIT 1';
const AFTER = `SELECT ${EVENT_COLUMNS} FROM events WHERE position > $1 ORDER BY position LIMIT $2`;
const OF_STREAM =
  `SELECT ${EVENT_COLUMNS} FROM events WHERE stream = $1 AND position > $2 AND (visibility = 'public' OR $4) ` +
  'ORDER BY version LIMIT $3';
const OF_STREAMS =
  `SELECT ${EVENT_COLUMNS} FROM events WHERE stream = ANY($1::text[]) AND position > $2 ` +
  "AND visibility = 'public' ORDER BY position LIMIT $3";
const NEWEST_OF_STREAM = `SELECT ${EVENT_COLUMNS} FROM events WHERE stream = $1 AND visibility = 'public' ORDER BY version DESC LIMIT $2`;

/** Reads of the log. Everything is in order of position, which is the order of commit. */
export class EventLog {
  constructor(private readonly source: RowSource) {}

  /** The last position; 0 for an empty log. */
  async head(): Promise<number> {
    const [row] = await this.source.query<{ position: number }[]>(HEAD);
    return row?.position ?? 0;
  }

  /** Events of all streams above `position`, at most `limit`. */
  after(position: number, limit: number): Promise<RecordedEvent[]> {
    return this.read(AFTER, [position, limit]);
  }

  /** Events of one stream above `position`, at most `limit`; public ones only unless `internal` is asked for. */
  ofStream(stream: string, position: number, limit: number, internal = false): Promise<RecordedEvent[]> {
    return this.read(OF_STREAM, [stream, position, limit, internal]);
  }

  /** Public events of several streams above `position`, at most `limit`. */
  ofStreams(streams: readonly string[], position: number, limit: number): Promise<RecordedEvent[]> {
    return this.read(OF_STREAMS, [streams, position, limit]);
  }

  /** The newest public events of one stream, newest first. */
  newestOfStream(stream: string, limit: number): Promise<RecordedEvent[]> {
    return this.read(NEWEST_OF_STREAM, [stream, limit]);
  }

  private async read(text: string, values: readonly unknown[]): Promise<RecordedEvent[]> {
    const rows = await this.source.query<EventRow[]>(text, [...values]);
    return rows.map(fromRow);
  }
}
