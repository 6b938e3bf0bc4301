import type { RowSink } from '../lane/inline-view.js';
import type { RowBatch } from '../lane/row-batch.js';
import type { AnyTable, TableDefinition } from '../lane/table.js';
import type { LaneQuery } from '../lane/lookup.js';
import type { AnyGroupedTable, GroupedTable, GroupRows } from './follower-view.js';

type Row = Readonly<Record<string, unknown>>;

/** A table, and the same under the name that it has in a schema. */
export interface NamedTable {
  readonly table: AnyGroupedTable;
  readonly target: TableDefinition<Row>;
}

export function named(table: AnyGroupedTable, schema: string): NamedTable {
  return { table, target: { ...table, name: `${schema}.${table.name}` } };
}

/** The rows of one group: those that are stored, or those that a projection puts. */
export class RowsOfGroup implements GroupRows, RowSink {
  private readonly rows = new Map<string, Map<string, Row>>();

  of<R extends object>(table: GroupedTable<R>): readonly R[] {
    // Only rows of this table's own definition are filed under its name.
    return [...(this.rows.get(table.name)?.values() ?? [])] as R[];
  }

  put<R extends object>(table: TableDefinition<R>, row: NoInfer<R>): void {
    this.file(table, row as Row);
  }

  remove<R extends object>(table: TableDefinition<R>, key: Partial<NoInfer<R>>): void {
    this.rows.get(table.name)?.delete(keyText(table, key));
  }

  /** Notes a row of this table. */
  file(table: AnyTable, row: Row): void {
    let rows = this.rows.get(table.name);
    if (!rows) {
      rows = new Map<string, Row>();
      this.rows.set(table.name, rows);
    }
    rows.set(keyText(table, row), row);
  }

  byKey(table: AnyGroupedTable): ReadonlyMap<string, Row> {
    return this.rows.get(table.name) ?? new Map<string, Row>();
  }
}

/** No value holds the separator: Postgres keeps no text with it. */
function keyText({ key }: AnyTable, row: Row): string {
  const [first, ...others] = key;
  let text = String(first === undefined ? '' : row[first]);
  for (const column of others) text += `\0${String(row[column])}`;
  return text;
}

/** The stored rows of many groups, one statement a table. */
export async function readGroups(
  query: LaneQuery,
  tables: readonly AnyGroupedTable[],
  schema: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RowsOfGroup>> {
  const groups = new Map<string, RowsOfGroup>();
  if (ids.length === 0) return groups;
  for (const table of tables) {
    const rows = await query<Record<string, unknown>>(
      `SELECT ${table.columns.join(', ')} FROM ${schema}.${table.name} WHERE ${table.group} = ANY($1::text[])`,
      [ids],
    );
    for (const row of rows) {
      const id = String(row[table.group]);
      let group = groups.get(id);
      if (!group) groups.set(id, (group = new RowsOfGroup()));
      group.file(table, row);
    }
  }
  return groups;
}

/**
 * Puts into `batch` the difference between a group's rows before and after.
 * @param target the table as it is named in the statement.
 * @returns whether there is one.
 */
export function putChanges(
  batch: RowBatch,
  { table, target }: NamedTable,
  before: RowsOfGroup,
  after: RowsOfGroup,
): boolean {
  const old = before.byKey(table);
  const now = after.byKey(table);
  let differs = false;
  for (const [key, row] of now) {
    if (sameRow(table, old.get(key), row)) continue;
    batch.put(target, row);
    differs = true;
  }
  for (const [key, row] of old) {
    if (now.has(key)) continue;
    batch.remove(target, Object.fromEntries(table.key.map((column) => [column, row[column]])));
    differs = true;
  }
  return differs;
}

function sameRow(table: AnyGroupedTable, old: Row | undefined, now: Row): boolean {
  if (old === undefined) return false;
  return table.columns.every((column) => sameValue(old[column] ?? null, now[column] ?? null));
}

function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other);
}
