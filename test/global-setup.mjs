/** Before the first test that needs a database: brings dist/ up to date and starts the test run's Postgres. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startTestPostgres } from './support/postgres.mjs';

export default async function globalSetup() {
  const root = join(import.meta.dirname, '..');
  const build = spawnSync(process.execPath, ['scripts/build.mjs', '--if-needed'], { cwd: root, stdio: 'inherit' });
  // Types are for `npm run types` to judge: the compiler writes its output all the same.
  if (build.status !== 0 && !existsSync(join(root, 'dist/src/platform/postgres/data-source.js'))) {
    throw new Error('dist/ could not be built; see the messages of the compiler above');
  }
  const postgres = await startTestPostgres();
  process.env.TEST_PG_URL = postgres.url;
  process.env.TEST_PG_TEMPLATE = postgres.template;
  process.env.TEST_PREPARED_HOMES = postgres.home;
  globalThis.testPostgres = postgres;
}
