import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Owner and channel among the grams of the tasks that were there when 0004 came. One that has them already, since the
 * service or another form of 0004 wrote them, is left as it is.
 */
export class SearchPlaces1700000000010 implements MigrationInterface {
  readonly name = 'SearchPlaces1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (let after: string | null = ''; after !== null;) {
      const [page] = (await runner.query(ADD_PLACES, [after])) as { last: string | null }[];
      after = page?.last ?? null;
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

const PAGE = 2_000;

const ADD_PLACES = `
  WITH page AS (
    SELECT id, array_to_tsvector(array_remove(ARRAY[chr(3) || owner_ref, chr(4) || network_channel], NULL)) AS places
    FROM tasks WHERE id > $1 AND (owner_ref IS NOT NULL OR network_channel IS NOT NULL) ORDER BY id LIMIT ${PAGE}
  ), added AS (
    UPDATE task_search s SET grams = s.grams || p.places
    FROM page p WHERE s.task_id = p.id AND s.grams || p.places <> s.grams
  )
  SELECT max(id) AS last FROM page`;
