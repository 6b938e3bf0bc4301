import type { FoldedEvent } from '../../event.js';
import type { LaneConnection } from '../../lane/connection.js';
import { FOLDED_COLUMNS, type FoldedTuple, fromTuple } from '../../log/event-rows.js';
import type { StreamRegistry } from '../../registry.js';
import type { WholeStream } from '../view-writer.js';
import { StreamFold } from './stream-fold.js';

/** Events read at once; while one page is folded and written the next is read. */
const PAGE = 10_000;

const READ =
  `SELECT ${FOLDED_COLUMNS} FROM events WHERE (stream, version) > ($1, $2) ` +
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
  reader: LaneConnection,
  registry: StreamRegistry,
  category: string,
  after: string,
  keeps: (type: string) => boolean,
): AsyncGenerator<StreamsPage> {
  const fold = new StreamFold(registry, keeps);
  let doneTo = after;
  const read = async (name: string, version: number): Promise<FoldedEvent[]> =>
    (await reader.tuples<FoldedTuple>(READ, [name, version, category])).map(fromTuple);
  let reading = read(after, 2 ** 31 - 1);
  for (;;) {
    const events = await reading;
    const last = events.at(-1);
    if (last && events.length === PAGE) {
      reading = read(last.stream, last.version);
      // Awaited in the next round; should there be none, nobody minds.
      reading.catch(() => undefined);
    }
    const streams = fold.add(events);
    const ended = last && events.length === PAGE ? streams : [...streams, ...fold.end()];
    const done = ended.at(-1);
    if (done) doneTo = done.name;
    yield { streams: ended, doneTo, events: events.length };
    if (!last || events.length < PAGE) return;
  }
}
