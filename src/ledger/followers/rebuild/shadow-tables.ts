import type { LaneQuery } from '../../lane/lookup.js';

/** Schema in which copies of a view's tables are built. */
export const REBUILD_SCHEMA = 'taskledger_rebuild';

/** Column of a copy that says which stream a row came from; it goes when the copy takes the table's place. */
export const STREAM_COLUMN = 'from_stream';

interface IndexRow {
  readonly name: string;
  readonly definition: string;
  readonly constraint_definition: string | null;
  readonly is_key: boolean;
}

const OPTIONS = `SELECT unnest(reloptions) AS option FROM pg_class WHERE oid = to_regclass('public.' || $1)`;
const INDEXES = `SELECT i.relname AS name, pg_get_indexdef(x.indexrelid) AS definition,
    pg_get_constraintdef(c.oid) AS constraint_definition, x.indisprimary AS is_key
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.contype IN ('p', 'u')
  WHERE x.indrelid = to_regclass('public.' || $1) ORDER BY i.relname`;

/**
 * Copies of tables as they are now, structure without rows. The names of the copies' indexes and constraints are the
 * tables' own, which a schema of their own allows, so that nothing has to be renamed when a copy takes its table's place.
 */
export class ShadowTables {
  constructor(
    private readonly names: readonly string[],
    /** Whether the copies remember the stream of each row. */
    private readonly byStream = false,
  ) {}

  /** Empty copies with their primary keys; copies that an earlier attempt left are dropped. */
  async create(query: LaneQuery): Promise<void> {
    for (const name of this.names) {
      const copy = `${REBUILD_SCHEMA}.${name}`;
      await query(`DROP TABLE IF EXISTS ${copy}`, []);
      await query(`CREATE TABLE ${copy} (LIKE public.${name} INCLUDING ALL EXCLUDING INDEXES)`, []);
      const options = await query<{ option: string }>(OPTIONS, [name]);
      if (options.length > 0) {
        await query(`ALTER TABLE ${copy} SET (${options.map(({ option }) => option).join(', ')})`, []);
      }
      if (this.byStream) await query(`ALTER TABLE ${copy} ADD COLUMN ${STREAM_COLUMN} text`, []);
      await this.addIndexes(query, name, true);
    }
  }

  /** Whether copies are there to go on with. */
  async exist(query: LaneQuery): Promise<boolean> {
    for (const name of this.names) {
      const [row] = await query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
        `${REBUILD_SCHEMA}.${name}`,
      ]);
      if (row?.there !== true) return false;
    }
    return true;
  }

  /** All other indexes, and what the planner should know of the rows. */
  async finish(query: LaneQuery): Promise<void> {
    for (const name of this.names) {
      await this.addIndexes(query, name, false);
      if (this.byStream) {
        const index = `${name}_${STREAM_COLUMN}`;
        await query(`CREATE INDEX IF NOT EXISTS ${index} ON ${REBUILD_SCHEMA}.${name} (${STREAM_COLUMN})`, []);
      }
      await query(`ANALYZE ${REBUILD_SCHEMA}.${name}`, []);
    }
  }

  /** The copies take their tables' places, in the caller's transaction. */
  async swap(query: LaneQuery): Promise<void> {
    await query(`LOCK TABLE ${this.names.map((name) => `public.${name}`).join(', ')} IN ACCESS EXCLUSIVE MODE`, []);
    for (const name of this.names) {
      await query(`DROP TABLE public.${name}`, []);
      await query(`ALTER TABLE ${REBUILD_SCHEMA}.${name} SET SCHEMA public`, []);
      if (this.byStream) await query(`ALTER TABLE public.${name} DROP COLUMN ${STREAM_COLUMN}`, []);
    }
  }

  async drop(query: LaneQuery): Promise<void> {
    for (const name of this.names) await query(`DROP TABLE IF EXISTS ${REBUILD_SCHEMA}.${name}`, []);
  }

  private async addIndexes(query: LaneQuery, name: string, key: boolean): Promise<void> {
    const copy = `${REBUILD_SCHEMA}.${name}`;
    for (const index of await query<IndexRow>(INDEXES, [name])) {
      if (index.is_key !== key || (!key && (await hasIndex(query, index.name)))) continue;
      await query(
        index.constraint_definition === null
          ? index.definition.replace(` ON public.${name} `, ` ON ${copy} `)
          : `ALTER TABLE ${copy} ADD CONSTRAINT ${index.name} ${index.constraint_definition}`,
        [],
      );
    }
  }
}

async function hasIndex(query: LaneQuery, name: string): Promise<boolean> {
  const [row] = await query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    `${REBUILD_SCHEMA}.${name}`,
  ]);
  return row?.there === true;
}
