import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { StartError } from '../../start-error.js';

/** The system user that runs Postgres when we are root, which Postgres refuses to be run by. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const OWN_USER = 'taskledger';

/**
 * The user to run the server as, or nothing when we may run it ourselves. An existing data directory keeps its owner;
 * otherwise an existing unprivileged user, a new one, and at last `nobody`.
 * @throws StartError when the system offers no such user.
 */
export function resolveServerUser(dataDirectory: string): ServerUser | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  return ownerOf(dataDirectory) ?? lookUp(OWN_USER) ?? lookUp('postgres') ?? created(OWN_USER) ?? fallback();
}

function ownerOf(directory: string): ServerUser | undefined {
  const stat = statSync(directory, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

function lookUp(name: string): ServerUser | undefined {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])];
  return entry && Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0 ? { uid, gid } : undefined;
}

function created(name: string): ServerUser | undefined {
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  try {
    execFileSync('useradd', [...options, '--shell', '/usr/sbin/nologin', name], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return lookUp(name);
}

function fallback(): ServerUser {
  const nobody = lookUp('nobody');
  if (nobody) return nobody;
  throw new StartError('Postgres cannot run as root and no unprivileged system user was found; set DATABASE_URL');
}
