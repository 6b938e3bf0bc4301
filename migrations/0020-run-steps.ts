import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What workers say of the steps of their runs; ids are compared by their bytes, as everywhere. */
export class RunSteps1700000000020 implements MigrationInterface {
  readonly name = 'RunSteps1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STEPS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** `position`: of the event that said it last. */
const STEPS = [
  `CREATE TABLE run_steps (
    run_id text COLLATE "C" NOT NULL,
    index bigint NOT NULL,
    description text NOT NULL,
    actions jsonb NOT NULL,
    workflow_bytes integer NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (run_id, index)
  )`,
];
