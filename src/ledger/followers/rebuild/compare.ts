import type { LaneQuery } from '../../lane/lookup.js';
import type { RebuiltTable } from './rebuildable.js';
import { REBUILD_SCHEMA, STREAM_COLUMN } from './shadow-tables.js';

/** Rows that are shown of each kind of difference. */
const SHOWN = 10;

/** Rows that a view has and its rebuilt copy has not, or the other way round. */
export interface Difference {
  readonly table: string;
  /** `missing`: the log says that the row should be there; `unexpected`: it should not, or not with these values. */
  readonly kind: 'missing' | 'unexpected';
  readonly rows: number;
  /** Keys of some of them. */
  readonly keys: readonly object[];
}

const COLUMNS = `SELECT attname AS name, attnum = ANY(coalesce(key, '{}')) AS is_key
  FROM pg_attribute LEFT JOIN (SELECT indrelid, indkey::int2[] AS key FROM pg_index WHERE indisprimary) i ON indrelid = attrelid
  WHERE attrelid = to_regclass('public.' || $1) AND attnum > 0 AND NOT attisdropped AND attname <> '${STREAM_COLUMN}'
  ORDER BY attnum`;

/** Compares tables with their copies, row by row, in the snapshot of `query`. */
export async function compareWithCopies(query: LaneQuery, tables: readonly RebuiltTable[]): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const { name: table, shared } of tables) {
    const columns = await query<{ name: string; is_key: boolean }>(COLUMNS, [table]);
    const keys = columns.filter(({ is_key }) => is_key).map(({ name }) => name);
    // A row that several streams may have made tells nothing by its other columns, nor by being there.
    const compared = (shared ? keys : columns.map(({ name }) => name)).join(', ');
    const live = `SELECT ${compared} FROM public.${table}`;
    const copy = `SELECT ${compared} FROM ${REBUILD_SCHEMA}.${table}`;
    const missing = await lacking(query, copy, live, keys);
    if (missing.rows > 0) differences.push({ table, kind: 'missing', ...missing });
    if (shared) continue;
    const unexpected = await lacking(query, live, copy, keys);
    if (unexpected.rows > 0) differences.push({ table, kind: 'unexpected', ...unexpected });
  }
  return differences;
}

type Lacking = Pick<Difference, 'rows' | 'keys'>;

async function lacking(query: LaneQuery, these: string, those: string, keys: readonly string[]): Promise<Lacking> {
  const key = `json_build_object(${keys.map((name) => `'${name}', ${name}`).join(', ')})`;
  const [found] = await query<Lacking>(
    `SELECT count(*) AS rows, coalesce((array_agg(key))[1:${SHOWN}], '{}') AS keys ` +
      `FROM (SELECT ${key} AS key FROM (${these} EXCEPT ALL ${those}) different) keyed`,
    [],
  );
  return found ?? { rows: 0, keys: [] };
}
