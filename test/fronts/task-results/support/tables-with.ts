import type { DataSource } from 'typeorm';

const TABLES =
  "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables " +
  "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1";

/** The tables of a database, whatever schema they are in, that hold these words anywhere. */
export async function tablesWith(source: DataSource, words: string): Promise<string[]> {
  const tables = await source.query<{ name: string }[]>(TABLES);
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const there = `SELECT EXISTS (SELECT 1 FROM ${name} x WHERE x::text ILIKE $1) AS there`;
      const [row] = await source.query<{ there: boolean }[]>(there, [`%${words}%`]);
      return row?.there ? [name.replace('public.', '')] : [];
    }),
  );
  return found.flat();
}
