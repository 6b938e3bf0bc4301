import { intoSql, type PlaceInStatement } from '../lane/table.js';

/** Key columns and counters of a table that sums up a view: each request reads a few of its rows, however much they sum. */
export interface TallyTable {
  readonly name: string;
  readonly key: readonly string[];
  /** Columns of the key in which what has a value counts under that value and, for any value, under the empty text too. */
  readonly anyOf?: readonly string[];
  /** Columns that are added up. A row whose `members` come to nothing is removed. */
  readonly sums: readonly string[];
}

export type TallyKey = Readonly<Record<string, string | number | boolean>>;
export type Sums = Readonly<Record<string, number>>;

/** Where a view says what a group of rows adds to its tallies. */
export interface TallySink {
  /** `members` counts what is summed up in the row: 1 unless given, 0 for what belongs to something counted already. */
  add(table: TallyTable, key: TallyKey, sums: Sums, members?: number): void;
}

interface Delta {
  readonly key: TallyKey;
  readonly sums: Record<string, number>;
  members: number;
}

type Deltas = Map<string, Delta>;

/** What a page changes in the tallies: what groups add now less what they added before. */
export class TallyBatch {
  private readonly tables = new Map<TallyTable, Deltas>();

  /** @param sign 1 for what is there now, -1 for what was there before. */
  sink(sign: 1 | -1): TallySink {
    return {
      add: (table, key, sums, members = 1) => {
        let deltas = this.tables.get(table);
        if (!deltas) this.tables.set(table, (deltas = new Map<string, Delta>()));
        addTo(deltas, table, key, { sums, members, sign });
      },
    };
  }

  /** The rows to add to each table; those that change nothing are left out. */
  changes(): { readonly table: TallyTable; readonly rows: readonly object[]; readonly emptied: boolean }[] {
    return [...this.tables].flatMap(([table, deltas]) => {
      const changed = [...inAllCells(table, [...deltas.values()].filter(changes)).values()].filter(changes);
      if (changed.length === 0) return [];
      const rows = changed.map(({ key, sums, members }) => ({ ...key, ...zeros(table), ...sums, members }));
      return [{ table, rows, emptied: changed.some(({ members }) => members < 0) }];
    });
  }
}

interface Addition {
  readonly sums: Sums;
  readonly members: number;
  readonly sign: 1 | -1;
}

function addTo(deltas: Deltas, table: TallyTable, key: TallyKey, { sums, members, sign }: Addition): void {
  const text = textOf(table, key);
  let delta = deltas.get(text);
  if (!delta) deltas.set(text, (delta = { key, sums: {}, members: 0 }));
  delta.members += sign * members;
  for (const column in sums) delta.sums[column] = (delta.sums[column] ?? 0) + sign * (sums[column] ?? 0);
}

/** No value holds the separator: Postgres keeps no text with it. */
function textOf(table: TallyTable, key: TallyKey): string {
  let text = '';
  for (const column of table.key) text += `${String(key[column])}\0`;
  return text;
}

/** Only what is left of a page's changes is spread: most of them cancel in the cell of their own values. */
function inAllCells(table: TallyTable, changed: readonly Delta[]): Deltas {
  const cells: Deltas = new Map();
  for (const { key, sums, members } of changed) {
    for (const cell of cellsOf(table, key)) addTo(cells, table, cell, { sums, members, sign: 1 });
  }
  return cells;
}

function cellsOf({ anyOf = [] }: TallyTable, key: TallyKey): TallyKey[] {
  let cells = [key];
  for (const column of anyOf) {
    if (key[column] !== '') cells = cells.flatMap((cell) => [{ ...cell, [column]: '' }, cell]);
  }
  return cells;
}

function changes({ sums, members }: Delta): boolean {
  return members !== 0 || Object.values(sums).some((value) => value !== 0);
}

function zeros(table: TallyTable): Sums {
  return Object.fromEntries(table.sums.map((column) => [column, 0]));
}

/** Adds a JSON array of changes to the rows that are there. */
export function addSql(table: TallyTable, schema: string, place: PlaceInStatement): string {
  const added = [...table.sums, 'members'];
  const set = added.map((column) => `${column} = x.${column} + r.${column}`);
  return intoSql({ table: `${schema}.${table.name}`, key: table.key, columns: [...table.key, ...added], set }, place);
}

/** Removes those of the rows in `$n` that sum up nothing any more. Each is looked up by its key. */
export function emptiedSql(table: TallyTable, schema: string, parameter: number): string {
  const name = `${schema}.${table.name}`;
  const match = table.key.map((column) => `x.${column} = k.${column}`).join(' AND ');
  return (
    `DELETE FROM ${name} WHERE ctid = ANY (ARRAY(SELECT f.ctid ` +
    `FROM json_populate_recordset(NULL::${name}, $${parameter}::json) k ` +
    `CROSS JOIN LATERAL (SELECT x.ctid FROM ${name} x WHERE ${match} AND x.members = 0 OFFSET 0) f)) RETURNING 1`
  );
}
