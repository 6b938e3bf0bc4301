import type { DataSource } from 'typeorm';

/** Where rows come from: the connections of a pool, or one snapshot of the database. */
export interface RowSource {
  query<Rows>(text: string, values?: unknown[]): Promise<Rows>;
}

/**
 * Runs reads that must fit together in one read-only snapshot, on one connection: all of them see the ledger as it was
 * at the first. Nothing waits for it and it waits for nothing.
 * @param settings statements that hold for this snapshot alone, such as `SET LOCAL ...`.
 */
export async function readSnapshot<R>(
  dataSource: DataSource,
  read: (snapshot: RowSource) => Promise<R>,
  settings = '',
): Promise<R> {
  const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(settings === '' ? begin : `${begin}; ${settings}`);
    return await read(runner);
  } finally {
    // There is nothing to lose by then: the caller has its rows, or its error, and need not wait for the end.
    void runner
      .query('COMMIT')
      .catch(() => undefined)
      .finally(() => runner.release())
      .catch(() => undefined);
  }
}
