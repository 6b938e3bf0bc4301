import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the followers of the log have come to, and the rebuilds that are under way. */
export class Followers1700000000011 implements MigrationInterface {
  readonly name = 'Followers1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** A view that has no row was never built: nobody may be told its empty tables' numbers. */
const STATEMENTS = [
  `CREATE TABLE views (
    name text PRIMARY KEY,
    version smallint NOT NULL,
    position bigint NOT NULL,
    moved_at timestamptz(3) NOT NULL
  ) WITH (fillfactor = 50)`,
  `CREATE TABLE view_rebuilds (
    name text PRIMARY KEY,
    version smallint NOT NULL,
    base_position bigint NOT NULL,
    done_to text NOT NULL,
    events_done bigint NOT NULL,
    events_total bigint NOT NULL,
    started_at timestamptz(3) NOT NULL
  )`,
  'CREATE SCHEMA IF NOT EXISTS taskledger_rebuild',
];
