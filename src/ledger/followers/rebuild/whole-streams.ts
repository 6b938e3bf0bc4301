import type { RecordedEvent } from '../../event.js';
import type { LaneQuery } from '../../lane/lookup.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../../log/event-rows.js';
import type { StreamRegistry } from '../../registry.js';
import { parseStreamName } from '../../stream-type.js';
import type { WholeStream } from '../view-writer.js';

/** Events read at once; while one page is folded and written the next is read. */
const PAGE = 10_000;

const READ =
  `SELECT ${EVENT_COLUMNS} FROM events WHERE (stream, version) > ($1, $2) ` +
  `AND (stream = $3 OR starts_with(stream, $3 || ':')) ORDER BY stream, version LIMIT ${PAGE}`;

/** Streams that have ended with the last page, and where to go on after them. */
export interface StreamsPage {
  readonly streams: readonly WholeStream[];
  /** The last stream that is complete. */
  readonly doneTo: string;
  readonly events: number;
}

/**
 * All streams of a category, in order of name, each folded from its first event. A stream that goes over the end of a
 * page is carried on; of its events only those are kept that the view looks at.
 */
export async function* wholeStreams(
  query: LaneQuery,
  registry: StreamRegistry,
  category: string,
  after: string,
  keeps: (event: RecordedEvent) => boolean,
): AsyncGenerator<StreamsPage> {
  const fold = new StreamFold(registry, keeps);
  let doneTo = after;
  let reading = query<EventRow>(READ, [after, 2 ** 31 - 1, category]);
  for (;;) {
    const rows = await reading;
    const last = rows.at(-1);
    if (last && rows.length === PAGE) {
      reading = query<EventRow>(READ, [last.stream, last.version, category]);
      // Awaited in the next round; should there be none, nobody minds.
      reading.catch(() => undefined);
    }
    const streams = fold.add(rows);
    const ended = last && rows.length === PAGE ? streams : [...streams, ...fold.end()];
    const done = ended.at(-1);
    if (done) doneTo = done.name;
    yield { streams: ended, doneTo, events: rows.length };
    if (!last || rows.length < PAGE) return;
  }
}

interface NamedStream extends WholeStream {
  readonly name: string;
}

class StreamFold {
  private current: { name: string; state: unknown; events: RecordedEvent[] } | undefined;

  constructor(
    private readonly registry: StreamRegistry,
    private readonly keeps: (event: RecordedEvent) => boolean,
  ) {}

  /** @returns the streams that are followed by another one. */
  add(rows: readonly EventRow[]): NamedStream[] {
    const ended: NamedStream[] = [];
    for (const row of rows) {
      if (this.current?.name !== row.stream) {
        ended.push(...this.end());
        this.current = { name: row.stream, state: this.registry.typeOf(row.stream).initial, events: [] };
      }
      const event = fromRow(row);
      this.current.state = this.registry.fold(this.current.state, event);
      if (this.keeps(event)) this.current.events.push(event);
    }
    return ended;
  }

  end(): NamedStream[] {
    const ended = this.current;
    this.current = undefined;
    return ended ? [{ ...ended, id: parseStreamName(ended.name).id }] : [];
  }
}
