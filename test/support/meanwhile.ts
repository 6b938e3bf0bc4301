/** Lets something happen in the middle of an answer that is put together of several reads. */
import { DataSource, type QueryRunner } from 'typeorm';
import type { TestApp } from './test-app.js';

const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/**
 * After the first read of the next read-only snapshot `happening` comes to pass; others begun meanwhile read as ever.
 * Resolves with the statements that the snapshot consisted of, once it is over.
 */
export function inTheMiddle({ app }: TestApp, happening: () => Promise<unknown>): Promise<string[]> {
  const source = app.get(DataSource);
  let met = false;
  return new Promise((resolve) => {
    source.createQueryRunner = (...mode): QueryRunner => {
      const runner = DataSource.prototype.createQueryRunner.apply(source, mode);
      const { query, release } = runner;
      const statements: string[] = [];
      let watched = false;
      // It answers as the real one does, which is declared for each of two kinds of results.
      runner.query = (async (...asked: Parameters<QueryRunner['query']>): Promise<unknown> => {
        const rows: unknown = await query.apply(runner, asked);
        if (!met && asked[0].startsWith(BEGIN)) {
          met = watched = true;
          Reflect.deleteProperty(source, 'createQueryRunner');
        }
        if (watched && statements.push(asked[0]) === 2) await happening();
        return rows;
      }) as QueryRunner['query'];
      runner.release = async (): Promise<void> => {
        await release.apply(runner);
        if (watched) resolve(statements);
      };
      return runner;
    };
  });
}
