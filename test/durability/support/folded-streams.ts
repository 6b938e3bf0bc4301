/**
 * Every stream, folded from its first event to its last; and, beside that, as an instance loads it that remembers
 * nothing: from its stored state and the events after it.
 */
import type pg from 'pg';
import { keyStream } from '../../../src/access/domain/key-stream.js';
import { triageStream } from '../../../src/inbox/domain/triage-stream.js';
import { canonicalJson } from '../../../src/ledger/canonical-json.js';
import { foldStreams, READ_STREAMS, type StreamTailRow } from '../../../src/ledger/lane/stream-rows.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../../../src/ledger/log/event-rows.js';
import { StreamRegistry } from '../../../src/ledger/registry.js';
import { bridgeStream } from '../../../src/notifications/domain/bridge-stream.js';
import { subscriptionStream } from '../../../src/notifications/domain/subscription-stream.js';
import { setTypeParsers } from '../../../src/platform/postgres/type-parsers.js';
import { schedulerStream } from '../../../src/scheduler/domain/scheduler-stream.js';
import { sessionStream } from '../../../src/sessions/domain/session-stream.js';
import { workspaceStream } from '../../../src/sessions/domain/workspace-stream.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';

export interface FoldedStream {
  readonly id: string;
  /** Null where the events cannot be folded. */
  readonly state: unknown;
  /** Why they cannot, or how what is loaded differs. */
  readonly wrong?: string;
}

const EVENTS = `SELECT ${EVENT_COLUMNS} FROM events ORDER BY stream, version`;

export async function foldedStreams(database: pg.Client): Promise<readonly FoldedStream[]> {
  setTypeParsers();
  const registry = streamTypes();
  const events = groupBy((await database.query<EventRow>(EVENTS)).rows, (row) => row.stream);
  const ids = [...events.keys()];
  const { rows } = await database.query<StreamTailRow>(READ_STREAMS, [ids]);
  const stored = groupBy(rows, (row) => row.id);
  return ids.map((id) => folded(id, events.get(id) ?? [], stored.get(id) ?? [], registry));
}

function folded(
  id: string,
  events: readonly EventRow[],
  stored: readonly StreamTailRow[],
  registry: StreamRegistry,
): FoldedStream {
  try {
    const { initial } = registry.typeOf(id);
    const state = events.reduce((before, row) => registry.fold(before, fromRow(row)), initial);
    const whole = { version: events.at(-1)?.version, state };
    const loaded = foldStreams(stored, registry).streams.get(id);
    if (canonicalJson(loaded) === canonicalJson(whole)) return { id, state };
    return { id, state, wrong: `is loaded as ${canonicalJson(loaded)}, not as ${canonicalJson(whole)}` };
  } catch (error) {
    return { id, state: null, wrong: error instanceof Error ? error.message : String(error) };
  }
}

function streamTypes(): StreamRegistry {
  const registry = new StreamRegistry();
  registry.register(taskStream);
  registry.register(sessionStream);
  registry.register(workspaceStream);
  registry.register(schedulerStream);
  registry.register(triageStream);
  registry.register(keyStream);
  registry.register(bridgeStream);
  registry.register(subscriptionStream);
  return registry;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
