/** A table of whatever rows. */
export interface AnyTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** Rows are only ever added: an existing key is left as it is. */
  readonly insertOnly?: boolean;
  readonly kept?: readonly string[];
  /** Rows that several streams may ask for: whichever comes first makes one, and none of them takes it away. */
  readonly shared?: true;
  /** Of several rows for one key the one with the least value of this column stands. */
  readonly earliest?: string;
  rank?(row: object): number;
}

/**
 * A table that the lane writes: one set-based statement per flush, fed with the rows as one JSON text, which costs the
 * event loop a single JSON.stringify instead of an escaped array per column.
 */
export interface TableDefinition<Row extends object> extends AnyTable {
  readonly key: readonly (keyof Row & string)[];
  readonly columns: readonly (keyof Row & string)[];
  /** Columns of an existing row that a row without them leaves as they are; null is not a value of theirs. */
  readonly kept?: readonly (keyof Row & string)[];
  readonly earliest?: keyof Row & string;
  /**
   * Rows of one flush are written in ascending order of this rank, where a unique index must see one row leave a value
   * before another takes it.
   */
  rank?(row: Row): number;
}

export function table<Row extends object>(definition: TableDefinition<Row>): TableDefinition<Row> {
  return definition;
}

/**
 * `$n` is a JSON array of rows. A missing member is NULL. Parts of one statement run in no certain order unless one reads
 * the other: rows wait for `after`, the part that removes, so that they may take unique values which it sets free.
 */
export function upsertSql(target: AnyTable, parameter: number, after?: string): string {
  const columns = target.columns.join(', ');
  const updates = target.columns.filter((column) => !target.key.includes(column));
  const set = `DO UPDATE SET ${updates.map((column) => assignment(target, column)).join(', ')}`;
  const added = target.insertOnly === true || updates.length === 0;
  return (
    `INSERT INTO ${target.name} (${columns}) SELECT ${columns} ` +
    `FROM json_populate_recordset(NULL::${target.name}, $${parameter}::json) ` +
    (after === undefined ? '' : `WHERE (SELECT count(*) FROM ${after}) >= 0 `) +
    `ON CONFLICT (${target.key.join(', ')}) ${added ? 'DO NOTHING' : `${set}${onlyEarlier(target)}`}`
  );
}

function onlyEarlier({ name, earliest }: AnyTable): string {
  return earliest === undefined ? '' : ` WHERE ${name}.${earliest} > EXCLUDED.${earliest}`;
}

function assignment(target: AnyTable, column: string): string {
  const kept = target.kept?.includes(column) === true;
  return `${column} = ${kept ? `coalesce(EXCLUDED.${column}, ${target.name}.${column})` : `EXCLUDED.${column}`}`;
}

/** `$n` is a JSON array of objects that hold the key. Each row is looked up by its key, however large the table is. */
export function deleteSql(target: AnyTable, parameter: number): string {
  const match = target.key.map((column) => `x.${column} = k.${column}`).join(' AND ');
  return (
    `DELETE FROM ${target.name} WHERE ctid = ANY (ARRAY(SELECT f.ctid ` +
    `FROM json_populate_recordset(NULL::${target.name}, $${parameter}::json) k ` +
    `CROSS JOIN LATERAL (SELECT x.ctid FROM ${target.name} x WHERE ${match} OFFSET 0) f)) RETURNING 1`
  );
}
