/**
 * One home of the test run whose Postgres is set up and migrated, made when a test first wants a copy of it: that costs
 * as much as the rest of a start.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CLI = resolve('dist/src/cli.js');

/** What tells of the home that a copy was made from: who held it, and at which port its server was. */
const OF_ITS_OWN = /^(?:lock\.\d+|port)$/;

/** Fills an empty home. */
export function copyPreparedHome(home: string): void {
  // Owners must stay as they are: in a run by root the data belongs to the user who runs Postgres.
  run('cp', ['-a', `${preparedHome()}/.`, home]);
}

/** Two workers that want it at once both make it; the first to move it to its place has made it for all. */
function preparedHome(): string {
  const directory = process.env.TEST_PREPARED_HOMES;
  if (directory === undefined) throw new Error('name a test file that starts the service *.e2e-spec.ts');
  const place = join(directory, 'prepared');
  if (existsSync(place)) return place;
  const made = join(directory, `being-made-${process.pid}`);
  mkdirSync(made);
  chmodSync(made, 0o711);
  const { PATH, HOME, TMPDIR } = process.env;
  run(process.execPath, [CLI, 'migrate'], { PATH, HOME, TMPDIR, TASKLEDGER_HOME: made });
  for (const part of [made, join(made, 'postgres')]) {
    for (const name of readdirSync(part)) if (OF_ITS_OWN.test(name)) rmSync(join(part, name));
  }
  try {
    renameSync(made, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    rmSync(made, { recursive: true });
  }
  return place;
}

function run(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): void {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8', ...(env ? { env } : {}) });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}
