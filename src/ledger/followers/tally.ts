/** Key columns and counters of a table that sums up a view: each request reads a few of its rows, however much they sum. */
export interface TallyTable {
  readonly name: string;
  readonly key: readonly string[];
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

/** What a page changes in the tallies: what groups add now less what they added before. */
export class TallyBatch {
  private readonly tables = new Map<TallyTable, Map<string, Delta>>();

  /** @param sign 1 for what is there now, -1 for what was there before. */
  sink(sign: 1 | -1): TallySink {
    return {
      add: (table, key, sums, members = 1) => {
        const delta = this.delta(table, key);
        delta.members += sign * members;
        for (const [column, value] of Object.entries(sums)) {
          delta.sums[column] = (delta.sums[column] ?? 0) + sign * value;
        }
      },
    };
  }

  /** The rows to add to each table; those that change nothing are left out. */
  changes(): { readonly table: TallyTable; readonly rows: readonly object[]; readonly emptied: boolean }[] {
    return [...this.tables].flatMap(([table, deltas]) => {
      const changed = [...deltas.values()].filter(changes);
      if (changed.length === 0) return [];
      const rows = changed.map(({ key, sums, members }) => ({ ...key, ...zeros(table), ...sums, members }));
      return [{ table, rows, emptied: changed.some(({ members }) => members < 0) }];
    });
  }

  private delta(table: TallyTable, key: TallyKey): Delta {
    let deltas = this.tables.get(table);
    if (!deltas) {
      deltas = new Map<string, Delta>();
      this.tables.set(table, deltas);
    }
    const text = JSON.stringify(table.key.map((column) => key[column]));
    let delta = deltas.get(text);
    if (!delta) {
      delta = { key, sums: {}, members: 0 };
      deltas.set(text, delta);
    }
    return delta;
  }
}

function changes({ sums, members }: Delta): boolean {
  return members !== 0 || Object.values(sums).some((value) => value !== 0);
}

function zeros(table: TallyTable): Sums {
  return Object.fromEntries(table.sums.map((column) => [column, 0]));
}

/** Adds `$1`, a JSON array of changes, to the rows that are there. Rows go in one order, so that no two writers cross. */
export function addSql(table: TallyTable, schema: string): string {
  const columns = [...table.key, ...table.sums, 'members'];
  const added = [...table.sums, 'members'].map((column) => `${column} = t.${column} + EXCLUDED.${column}`);
  return (
    `INSERT INTO ${schema}.${table.name} AS t (${columns.join(', ')}) SELECT ${columns.join(', ')} ` +
    `FROM json_populate_recordset(NULL::${schema}.${table.name}, $1::json) ` +
    `ON CONFLICT (${table.key.join(', ')}) DO UPDATE SET ${added.join(', ')}`
  );
}

/** Removes those of the rows in `$1` that sum up nothing any more. */
export function emptiedSql(table: TallyTable, schema: string): string {
  const match = table.key.map((column) => `t.${column} = k.${column}`).join(' AND ');
  return (
    `DELETE FROM ${schema}.${table.name} t USING json_populate_recordset(NULL::${schema}.${table.name}, $1::json) k ` +
    `WHERE ${match} AND t.members = 0`
  );
}
