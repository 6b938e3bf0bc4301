/**
 * One program per home. The lock is a file `lock.<n>`; whoever creates the next number holds the home. Numbers only
 * grow and a released lock stays as a file, so a slow starter that judged an old lock stale can never take the place
 * of one that was quicker.
 */
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureHomeDirectory, writeFileAtomically } from '../home-directory.js';
import { identifyProcess, isStillRunning, type ProcessIdentity } from '../process/process-identity.js';
import { StartError } from '../start-error.js';

/** What the holder of a home tells others about itself. */
export interface LockHolder extends ProcessIdentity {
  /** `service` for the running service, else the command that uses the home, such as `verify`. */
  readonly purpose: string;
  /** URL of the service, once it listens. */
  readonly address?: string;
  /** Port of the home's embedded Postgres on 127.0.0.1, once it runs. */
  readonly postgresPort?: number;
  /** Pid of the home's embedded Postgres. */
  readonly postgresPid?: number;
}

export interface HomeLock {
  /** Adds to what others can read. */
  update(details: Partial<Pick<LockHolder, 'address' | 'postgresPort' | 'postgresPid'>>): void;
  /** Gives the home free; may be called more than once. */
  release(): void;
}

interface LockFile extends Partial<LockHolder> {
  readonly released?: boolean;
}

const LOCK_FILE = /^lock\.(\d+)$/;
const POLL_MS = 10;

/** A lock file that stays unreadable this long was left by somebody who was killed while writing it. */
const WRITTEN_WITHIN_MS = 2_000;

/**
 * Takes the home for this process.
 * @throws StartError naming the pid and address of the program that has it.
 */
export async function acquireHomeLock(home: string, purpose = 'service'): Promise<HomeLock> {
  const directory = resolve(home);
  ensureHomeDirectory(directory);
  for (;;) {
    const last = newest(directory);
    const holder = last === 0 ? undefined : await holderOf(lockFile(directory, last));
    if (holder) throw new StartError(refusal(directory, holder));
    const taken = take(directory, last + 1, purpose);
    if (taken) return taken;
  }
}

/** The program that has the home now, such as the running service; nothing when it is free. */
export async function readRunningServer(home: string): Promise<LockHolder | undefined> {
  const directory = resolve(home);
  const last = newest(directory);
  return last === 0 ? undefined : holderOf(lockFile(directory, last));
}

function lockFile(directory: string, number: number): string {
  return join(directory, `lock.${number}`);
}

function numbers(directory: string): number[] {
  try {
    return readdirSync(directory).flatMap((name) => LOCK_FILE.exec(name)?.slice(1).map(Number) ?? []);
  } catch {
    return [];
  }
}

function newest(directory: string): number {
  return Math.max(0, ...numbers(directory));
}

async function holderOf(file: string): Promise<LockHolder | undefined> {
  for (;;) {
    const content = read(file);
    if (content?.released) return undefined;
    if (content) return isStillRunning(content) ? content : undefined;
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat || Date.now() - stat.mtimeMs > WRITTEN_WITHIN_MS) return undefined;
    await delay(POLL_MS);
  }
}

function read(file: string): (LockHolder & LockFile) | undefined {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as LockFile;
    return typeof content.pid === 'number'
      ? { ...content, pid: content.pid, purpose: content.purpose ?? 'service' }
      : undefined;
  } catch {
    return undefined;
  }
}

function take(directory: string, number: number, purpose: string): HomeLock | undefined {
  const file = lockFile(directory, number);
  let holder: LockFile = { ...identifyProcess(process.pid), pid: process.pid, purpose };
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, JSON.stringify(holder));
    closeSync(handle);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw new StartError(`the home directory ${directory} cannot be written: ${(error as Error).message}`);
  }
  if (newest(directory) > number) {
    rmSync(file, { force: true });
    return undefined;
  }
  for (const old of numbers(directory).filter((other) => other < number)) {
    rmSync(lockFile(directory, old), { force: true });
  }
  const write = (details: LockFile): void => {
    if (holder.released) return;
    holder = { ...holder, ...details };
    writeFileAtomically(file, JSON.stringify(holder));
  };
  return { update: write, release: () => write({ released: true }) };
}

function refusal(home: string, holder: LockHolder): string {
  if (holder.purpose !== 'service') {
    return `${home} is in use by taskledger ${holder.purpose} (pid ${holder.pid}); try again when it has ended`;
  }
  const at = holder.address === undefined ? 'still starting' : `at ${holder.address}`;
  return `taskledger is already running on ${home} (pid ${holder.pid}, ${at})`;
}
