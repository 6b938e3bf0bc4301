import type { RowSink } from './inline-view.js';
import { type AnyTable, deleteSql, type PlaceInStatement, putSql, type TableDefinition } from './table.js';

interface TableRows {
  readonly puts: Map<string, object>;
  readonly removals: Map<string, object>;
}

/** One prepared statement with its parameters. */
export interface WriteStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly string[];
}

/** What a statement answers beside what it writes: one expression with one parameter. */
export interface Answer {
  /** The same for the same expression. */
  readonly tag: string;
  readonly sql: (parameter: number) => string;
  readonly value: string;
}

/** Text of a JSON array of rows, made when the statement is built. */
type RowText = () => string;

interface Part {
  readonly tag: string;
  /** Common table expressions; what has to end before is the part that removes rows of the same table. */
  readonly sql: (place: PlaceInStatement) => string;
  readonly rows: RowText;
}

/** Which tables a flush writes decides its statement; there are a few dozen combinations, each prepared once. */
const STATEMENTS = new Map<string, { readonly name: string; readonly text: string }>();

/**
 * All rows of one flush, by table and key. They leave as one statement: each table is one part of it, and a part whose
 * table has nothing to write is left out, so that a flush needs one round trip whatever it touches.
 */
export class RowBatch implements RowSink {
  private readonly tables = new Map<AnyTable, TableRows>();
  private readonly fixed: Part[] = [];

  put<Row extends object>(target: TableDefinition<Row>, row: NoInfer<Row>): void {
    const rows = this.rowsOf(target);
    const key = keyText(target, row);
    rows.removals.delete(key);
    rows.puts.set(key, row);
  }

  remove<Row extends object>(target: TableDefinition<Row>, key: Partial<NoInfer<Row>>): void {
    const rows = this.rowsOf(target);
    const text = keyText(target, key);
    rows.puts.delete(text);
    rows.removals.set(text, key);
  }

  /** Rows whose JSON text is already at hand, such as the events with their hashed data; one common table expression. */
  putText(tag: string, sql: (parameter: number) => string, text: string): void {
    this.fixed.push({ tag, sql: ({ name, parameter }) => `${name} AS (${sql(parameter)})`, rows: () => text });
  }

  /** As `putText`, with common table expressions of its own. */
  putParts(tag: string, sql: (place: PlaceInStatement) => string, text: string): void {
    this.fixed.push({ tag, sql, rows: () => text });
  }

  /** @param answer is evaluated once, also where a part writes nothing */
  statement(answer?: Answer): WriteStatement {
    const parts = [...this.fixed, ...this.tableParts()];
    const shape = [answer?.tag ?? '', ...parts.map((part) => part.tag)].join(',');
    let prepared = STATEMENTS.get(shape);
    if (!prepared) {
      const removals = new Map(parts.map((part, i) => [part.tag, `w${i}`]));
      const ctes = parts.map((part, i) =>
        part.sql({ name: `w${i}`, parameter: i + 1, after: removals.get(`-${part.tag}`) }),
      );
      prepared = {
        name: `lane_write_${STATEMENTS.size}`,
        text: `WITH ${ctes.join(', ')} SELECT ${answer?.sql(parts.length + 1) ?? '1'}`,
      };
      STATEMENTS.set(shape, prepared);
    }
    const values = parts.map((part) => part.rows());
    return { ...prepared, values: answer === undefined ? values : [...values, answer.value] };
  }

  private tableParts(): Part[] {
    const parts: Part[] = [];
    for (const [target, rows] of this.tables) {
      if (rows.removals.size > 0) {
        parts.push({
          tag: `-${target.name}`,
          sql: ({ name, parameter }) => `${name} AS (${deleteSql(target, parameter)})`,
          rows: () => JSON.stringify([...rows.removals.values()]),
        });
      }
      if (rows.puts.size > 0) {
        parts.push({
          tag: target.name,
          sql: (place) => putSql(target, place),
          rows: () => JSON.stringify(inOrder(target, [...rows.puts.values()]).map((row) => present(target, row))),
        });
      }
    }
    return parts.sort((a, b) => (a.tag < b.tag ? -1 : 1));
  }

  private rowsOf(target: AnyTable): TableRows {
    let rows = this.tables.get(target);
    if (!rows) {
      rows = { puts: new Map(), removals: new Map() };
      this.tables.set(target, rows);
    }
    return rows;
  }
}

type Columns = Readonly<Record<string, unknown>>;

function keyText(target: AnyTable, row: object): string {
  const columns = row as Columns;
  const [first, ...others] = target.key;
  if (first !== undefined && others.length === 0) return String(columns[first]);
  return JSON.stringify(target.key.map((column) => columns[column]));
}

/** The row without its nulls, which a missing member stands for: what is not sent need not be parsed. */
function present(target: AnyTable, row: object): Columns {
  const columns = row as Columns;
  const members: Record<string, unknown> = {};
  for (const column of target.columns) if (columns[column] !== null) members[column] = columns[column];
  return members;
}

function inOrder(target: AnyTable, rows: object[]): object[] {
  return target.rank ? rows.sort((a, b) => (target.rank?.(a) ?? 0) - (target.rank?.(b) ?? 0)) : rows;
}
