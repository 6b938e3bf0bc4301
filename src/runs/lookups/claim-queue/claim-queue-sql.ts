import type { LaneQuery } from '../../../ledger/lane/lookup.js';
import type { ClaimClass } from '../../../tasks/domain/claimability.js';
import { ClaimWindow, type QueueEntry } from './claim-window.js';

const CLASSES =
  'SELECT k.key, c.class, c.definition FROM unnest($1::text[], $2::text[], $3::text[]) AS k(key, workspace_id, owner) ' +
  "JOIN claim_classes c ON c.owner_key = k.owner AND coalesce(c.workspace_id, '') = k.workspace_id";

/** One limit for all windows: a number that the planner sees, so that it walks the index instead of sorting a class. */
const WINDOWS =
  'SELECT k.key, q.* FROM unnest($2::text[], $3::text[]) AS k(key, class) CROSS JOIN LATERAL (' +
  'SELECT run_id, task_id, weight, queued_at, channel FROM claim_queue WHERE class = k.class ' +
  'ORDER BY weight DESC, queued_at, run_id LIMIT $1::int) q';

const CHANNEL_WINDOWS =
  'SELECT k.key, q.* FROM unnest($2::text[], $3::text[], $4::text[]) AS k(key, class, channel) ' +
  'CROSS JOIN LATERAL (SELECT run_id, task_id, weight, queued_at, channel FROM claim_queue ' +
  'WHERE channel = k.channel AND class = k.class ORDER BY weight DESC, queued_at, run_id LIMIT $1::int) q';

/** Classes by `<workspace id> <owner>`; the workspace part is empty for global tasks. */
export async function readClasses(
  query: LaneQuery,
  keys: readonly string[],
): Promise<Map<string, readonly { readonly key: string; readonly definition: ClaimClass }[]>> {
  const parts = keys.map((key) => ({
    workspace: key.slice(0, key.indexOf(' ')),
    owner: key.slice(key.indexOf(' ') + 1),
  }));
  const rows = await query<{ key: string; class: string; definition: ClaimClass }>(CLASSES, [
    keys,
    parts.map((part) => part.workspace),
    parts.map((part) => part.owner),
  ]);
  const lists = new Map<string, { key: string; definition: ClaimClass }[]>();
  for (const row of rows) {
    const list = lists.get(row.key) ?? [];
    list.push({ key: row.class, definition: row.definition });
    lists.set(row.key, list);
  }
  return lists;
}

export interface WantedWindow {
  readonly key: string;
  readonly classKey: string;
  readonly channel: string | null;
}

/** The first `limit` runs of each of the wanted queues, an empty window included. */
export async function readWindows(
  query: LaneQuery,
  wanted: readonly WantedWindow[],
  limit: number,
): Promise<Map<string, ClaimWindow>> {
  const entries = new Map<string, QueueEntry[]>(wanted.map((one) => [one.key, []]));
  const plain = wanted.filter((one) => one.channel === null);
  const channelled = wanted.filter((one) => one.channel !== null);
  type Row = QueueEntry & { readonly key: string };
  const rows: Row[] = [];
  if (plain.length > 0) rows.push(...(await query<Row>(WINDOWS, [limit, ...columns(plain)])));
  if (channelled.length > 0) {
    const channels = channelled.map((one) => one.channel);
    rows.push(...(await query<Row>(CHANNEL_WINDOWS, [limit, ...columns(channelled), channels])));
  }
  for (const { key, ...entry } of rows) entries.get(key)?.push(entry);
  return new Map([...entries].map(([key, found]) => [key, new ClaimWindow(found, limit)]));
}

function columns(wanted: readonly WantedWindow[]): unknown[] {
  return [wanted.map((one) => one.key), wanted.map((one) => one.classKey)];
}
