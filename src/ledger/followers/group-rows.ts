import type { RowSink } from '../lane/inline-view.js';
import { type AnyTable, deleteSql, type TableDefinition, upsertSql } from '../lane/table.js';
import type { LaneQuery } from '../lane/lookup.js';
import type { AnyGroupedTable, GroupedTable, GroupRows } from './follower-view.js';

type Row = Readonly<Record<string, unknown>>;

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

function keyText(table: AnyTable, row: Row): string {
  return JSON.stringify(table.key.map((column) => row[column]));
}

/** The stored rows of many groups, one statement a table. */
export async function readGroups(
  query: LaneQuery,
  tables: readonly AnyGroupedTable[],
  schema: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RowsOfGroup>> {
  const groups = new Map<string, RowsOfGroup>();
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

/** What a page changes in one table. */
export class TableChanges {
  private readonly puts: Row[] = [];
  private readonly removals: Row[] = [];

  constructor(private readonly table: AnyGroupedTable) {}

  /** Notes the difference between a group's rows before and after. */
  compare(before: RowsOfGroup | undefined, after: RowsOfGroup): void {
    const old = before?.byKey(this.table) ?? new Map<string, Row>();
    const now = after.byKey(this.table);
    for (const [key, row] of now) if (!sameRow(this.table, old.get(key), row)) this.puts.push(row);
    for (const [key, row] of old) if (!now.has(key)) this.removals.push(row);
  }

  async write(query: LaneQuery, schema: string): Promise<void> {
    const target = { ...this.table, name: `${schema}.${this.table.name}` };
    if (this.removals.length > 0) await query(deleteSql(target, 1), [JSON.stringify(this.removals)]);
    if (this.puts.length > 0) await query(upsertSql(target, 1), [JSON.stringify(this.puts)]);
  }
}

function sameRow(table: AnyGroupedTable, old: Row | undefined, now: Row): boolean {
  if (old === undefined) return false;
  return table.columns.every((column) => sameValue(old[column] ?? null, now[column] ?? null));
}

function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other);
}
