import { execFile, type ExecFileException } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../../start-error.js';
import type { Binaries } from './binaries.js';
import { serverEnvironment } from './server-settings.js';
import type { Storage } from './storage.js';
import { SUPERUSER, superuserPassword } from './superuser.js';

const run = promisify(execFile);

const UNFINISHED = 'unfinished.';

/** An orphaned `initdb` may still be writing while we remove; it ends when it notices. */
const REMOVE = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 } as const;

/**
 * Makes the data directory if there is none. It is built beside its place and then moved, so that an interrupted
 * `initdb` leaves only rubbish that the next start removes.
 * @throws StartError when `initdb` fails, or the data was made by another major version of Postgres.
 */
export async function ensureCluster(storage: Storage, binaries: Binaries): Promise<void> {
  removeUnfinished(storage);
  if (existsSync(storage.data)) {
    requireSameMajor(storage.data, binaries);
    return;
  }
  const work = mkdtempSync(join(storage.reachable, UNFINISHED));
  writeFileSync(join(work, 'password'), superuserPassword(storage.directory), { mode: 0o600 });
  if (storage.user) {
    const { uid, gid } = storage.user;
    [work, join(work, 'password')].forEach((path) => chownSync(path, uid, gid));
  }
  const data = join(work, 'data');
  await initialise(storage, binaries, data, join(work, 'password'));
  renameSync(data, storage.data);
  rmSync(work, REMOVE);
}

function removeUnfinished(storage: Storage): void {
  for (const name of readdirSync(storage.reachable)) {
    if (name.startsWith(UNFINISHED)) rmSync(join(storage.reachable, name), REMOVE);
  }
}

function requireSameMajor(data: string, binaries: Binaries): void {
  const file = join(data, 'PG_VERSION');
  const made = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (made === undefined) throw new StartError(`${data} is not a Postgres data directory; move it out of the way`);
  const [major] = binaries.version.split('.');
  if (made !== major) {
    throw new StartError(`${data} was made by Postgres ${made}, the embedded one is ${binaries.version}`);
  }
}

/** The builtin provider sorts the same everywhere and needs no locale of the operating system. */
async function initialise(storage: Storage, binaries: Binaries, data: string, password: string): Promise<void> {
  await runAs(storage, binaries.initdb, [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]).catch((error: unknown) => {
    throw new StartError(`embedded Postgres could not be set up: ${complaint(error as ExecFileException)}`);
  });
  if (await isAccepted(storage, binaries, data, 'wal_compression=lz4')) {
    appendFileSync(join(data, 'postgresql.conf'), "\nwal_compression = 'lz4'\n");
  }
}

function complaint({ stderr, message }: ExecFileException): string {
  const [said = ''] = (stderr ?? '').trim().split('\n');
  return said === '' ? message : said;
}

/** Not every build of the server knows every value. */
function isAccepted(storage: Storage, binaries: Binaries, data: string, setting: string): Promise<boolean> {
  const [name = ''] = setting.split('=');
  return runAs(storage, binaries.postgres, ['-D', data, '-c', setting, '-C', name]).then(
    () => true,
    () => false,
  );
}

function runAs(storage: Storage, program: string, args: string[]): Promise<unknown> {
  const { uid, gid } = storage.user ?? {};
  return run(program, args, { uid, gid, cwd: storage.reachable, env: serverEnvironment() });
}
