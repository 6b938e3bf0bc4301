import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ensureHomeDirectory, writeFileAtomically } from '../../home-directory.js';
import { StartError } from '../../start-error.js';
import { isUsableBy } from './access.js';
import { resolveServerUser, type ServerUser } from './server-user.js';

/** Where the parts of one home's server are. */
export interface Storage {
  /** Our own files: password, log, the record of the port. */
  readonly directory: string;
  /** Parent of the data directory and of copied programs; the server's user can reach it. */
  readonly reachable: string;
  readonly data: string;
  readonly log: string;
  readonly user: ServerUser | undefined;
}

/** Holds data of homes that the server's user cannot reach, such as those below a closed `/root`. */
const OUTSIDE = '/var/lib/taskledger';

/**
 * Decides where the home's data lives and makes the directories. As root, a home that the server's user cannot reach
 * keeps its data outside, noted in the home's file `postgres/data-location`.
 * @throws StartError when the noted place belongs to another home.
 */
export function openStorage(home: string, log: (line: string) => void): Storage {
  ensureHomeDirectory(home);
  const directory = join(home, 'postgres');
  mkdirSync(directory, { recursive: true });
  const inside = join(directory, 'data');
  const user = resolveServerUser(existsSync(inside) ? inside : (noted(directory) ?? inside));
  if (user) letOthersEnter(directory);
  else chmodSync(directory, 0o700);
  const outside = user !== undefined && !existsSync(inside) && !isUsableBy(user, directory, 'execute');
  const reachable = outside ? outsideOf(home, directory, log) : directory;
  return { directory, reachable, data: join(reachable, 'data'), log: join(directory, 'server.log'), user };
}

function noted(directory: string): string | undefined {
  const note = join(directory, 'data-location');
  return existsSync(note) ? join(readFileSync(note, 'utf8').trim(), 'data') : undefined;
}

function outsideOf(home: string, directory: string, log: (line: string) => void): string {
  const real = realpathSync(home);
  const note = join(directory, 'data-location');
  const hash = createHash('sha256').update(real).digest('hex').slice(0, 16);
  const place = existsSync(note) ? readFileSync(note, 'utf8').trim() : join(OUTSIDE, hash);
  makeOutside(place, real);
  [OUTSIDE, place].forEach(letOthersEnter);
  claimPlace(place, real);
  writeFileAtomically(note, `${place}\n`);
  log(`the system user that runs Postgres cannot enter ${real}; its data is in ${place}`);
  return place;
}

function makeOutside(place: string, home: string): void {
  try {
    mkdirSync(place, { recursive: true });
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new StartError(
      `the system user that runs Postgres cannot enter ${home}, and ${place} cannot be made (${code}); ` +
        'set TASKLEDGER_HOME to a directory that every user can enter',
    );
  }
}

/** A moved home takes its data along; a copied one must not share the data of the original. */
function claimPlace(place: string, home: string): void {
  const file = join(place, 'home');
  const owner = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  if (owner === home) return;
  if (owner !== undefined && noted(join(owner, 'postgres')) === join(place, 'data')) {
    throw new StartError(`${home} is a copy of ${owner}, whose data is in ${place}; remove ${home} to start afresh`);
  }
  writeFileAtomically(file, `${home}\n`);
}

function letOthersEnter(directory: string): void {
  const { mode } = lstatSync(directory);
  if ((mode & 0o011) !== 0o011) chmodSync(directory, (mode & 0o777) | 0o011);
}
