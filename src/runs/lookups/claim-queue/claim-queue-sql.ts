import type { LaneQuery } from '../../../ledger/lane/lookup.js';
import type { ClaimClass } from '../../../tasks/domain/claimability.js';
import { ClaimWindow, type QueueEntry } from './claim-window.js';

/** Runs of a class kept in memory at once: a refill is one index range read for that many claims. */
const WINDOW_SIZE = 256;

const CLASSES =
  'SELECT k.key, c.class, c.definition FROM unnest($1::text[], $2::text[], $3::text[]) AS k(key, workspace_id, owner) ' +
  "JOIN claim_classes c ON c.owner_key = k.owner AND coalesce(c.workspace_id, '') = k.workspace_id";

const WINDOWS =
  'SELECT k.key, q.* FROM unnest($1::text[], $2::text[], $3::int[]) AS k(key, class, n) CROSS JOIN LATERAL (' +
  'SELECT run_id, task_id, weight, queued_at, channel FROM claim_queue WHERE class = k.class ' +
  'ORDER BY weight DESC, queued_at, run_id LIMIT k.n) q';

const CHANNEL_WINDOWS =
  'SELECT k.key, q.* FROM unnest($1::text[], $2::text[], $3::int[], $4::text[]) AS k(key, class, n, channel) ' +
  'CROSS JOIN LATERAL (SELECT run_id, task_id, weight, queued_at, channel FROM claim_queue ' +
  'WHERE channel = k.channel AND class = k.class ORDER BY weight DESC, queued_at, run_id LIMIT k.n) q';

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
  /** Rows that the flush has already taken but not yet written: read that many more. */
  readonly surplus: number;
}

/** The heads of the wanted queues, an empty window included. */
export async function readWindows(
  query: LaneQuery,
  wanted: readonly WantedWindow[],
): Promise<Map<string, ClaimWindow>> {
  const entries = new Map<string, QueueEntry[]>(wanted.map((one) => [one.key, []]));
  const plain = wanted.filter((one) => one.channel === null);
  const channelled = wanted.filter((one) => one.channel !== null);
  type Row = QueueEntry & { readonly key: string };
  const rows: Row[] = [];
  if (plain.length > 0) rows.push(...(await query<Row>(WINDOWS, columns(plain))));
  if (channelled.length > 0) {
    rows.push(...(await query<Row>(CHANNEL_WINDOWS, [...columns(channelled), channelled.map((one) => one.channel)])));
  }
  for (const { key, ...entry } of rows) entries.get(key)?.push(entry);
  return new Map(
    wanted.map((one) => {
      const found = entries.get(one.key) ?? [];
      return [one.key, new ClaimWindow(found, found.length < WINDOW_SIZE + one.surplus)];
    }),
  );
}

function columns(wanted: readonly WantedWindow[]): unknown[] {
  return [
    wanted.map((one) => one.key),
    wanted.map((one) => one.classKey),
    wanted.map((one) => WINDOW_SIZE + one.surplus),
  ];
}
