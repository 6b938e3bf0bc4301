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

/** Where a table's rows go in a statement, and what becomes of a row whose key is there already. */
export interface RowsInto {
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** Assignments to the columns of `x`, the row that is there, from `r`, the one that comes; none: it is left as it is. */
  readonly set: readonly string[];
  /** A condition on both under which the one that is there changes. */
  readonly when?: string;
}

/** Where in a statement: the name of its last common table expression, its parameter, and a part that has to end before. */
export interface PlaceInStatement {
  readonly name: string;
  readonly parameter: number;
  readonly after?: string | undefined;
}

/**
 * Common table expressions, the last of them called `name`, that bring the rows of a JSON array into a table; a missing member is
 * NULL. Rows that are there are updated and the others inserted, in place of one `ON CONFLICT`, which writes more into Postgres'
 * own log: it locks each row first, and confirms each that is new (docs/decisions/0015). Nobody else may write the table meanwhile.
 *
 * Parts of one statement run in no certain order unless one reads the other: what is inserted waits for what is updated, and both
 * for `after`, the part that removes, so that they may take unique values which those set free.
 */
export function intoSql(
  { table, key, columns, set, when }: RowsInto,
  { name, parameter, after }: PlaceInStatement,
): string {
  const list = columns.join(', ');
  const rows = `${name}_rows AS MATERIALIZED (SELECT ${list} FROM json_populate_recordset(NULL::${table}, $${parameter}::json))`;
  const waits = after === undefined ? '' : `(SELECT count(*) FROM ${after}) >= 0 AND `;
  const same = key.map((column) => `x.${column} = r.${column}`).join(' AND ');
  const insert = `${name} AS (INSERT INTO ${table} (${list}) SELECT ${list} FROM ${name}_rows r WHERE`;
  // A subquery of its own for each row: as a join it could read the whole table.
  const isNew = `(SELECT 1 FROM ${table} x WHERE ${same} LIMIT 1) IS NULL`;
  if (set.length === 0) return `${rows}, ${insert} ${waits}${isNew})`;
  const keyOf = (row: string): string => key.map((column) => `${row}.${column}`).join(', ');
  const update =
    `${name}_updated AS (UPDATE ${table} x SET ${set.join(', ')} FROM ${name}_rows r ` +
    `WHERE ${waits}${same}${when === undefined ? '' : ` AND ${when}`} RETURNING ${keyOf('x')})`;
  const others =
    when === undefined
      ? `(${keyOf('r')}) NOT IN (SELECT * FROM ${name}_updated)`
      : `(SELECT count(*) FROM ${name}_updated) >= 0 AND ${isNew}`;
  return `${rows}, ${update}, ${insert} ${others})`;
}

/** Puts the rows of a JSON array: of what is there, each column but the key is replaced. */
export function putSql(target: AnyTable, place: PlaceInStatement): string {
  const { name: table, key, columns, insertOnly, kept, earliest } = target;
  const from = (column: string): string =>
    kept?.includes(column) === true ? `coalesce(r.${column}, x.${column})` : `r.${column}`;
  const updates = insertOnly === true ? [] : columns.filter((column) => !key.includes(column));
  const set = updates.map((column) => `${column} = ${from(column)}`);
  return intoSql(
    { table, key, columns, set, ...(earliest === undefined ? {} : { when: `x.${earliest} > r.${earliest}` }) },
    place,
  );
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
