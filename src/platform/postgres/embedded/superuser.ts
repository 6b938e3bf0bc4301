import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../home-directory.js';
import { StartError } from '../../start-error.js';
import type { Binaries } from './binaries.js';
import { serverEnvironment } from './server-settings.js';
import type { Storage } from './storage.js';

/** The superuser of an embedded server. */
export const SUPERUSER = 'taskledger';

/** The superuser's password, made at the first use and kept in the home readable by its owner alone. */
export function superuserPassword(directory: string): string {
  const file = passwordFile(directory);
  if (!existsSync(file)) writeFileAtomically(file, `${randomBytes(24).toString('base64url')}\n`);
  return readFileSync(file, 'utf8').trim();
}

/** Whether the data is there and its password is not: somebody removed the file. */
export function hasLostPassword(storage: Storage): boolean {
  return existsSync(storage.data) && !existsSync(passwordFile(storage.directory));
}

/** Gives the stopped server's superuser a new password, by the single-user mode, which asks for none. */
export async function resetPassword(storage: Storage, binaries: Binaries): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  const statement = `ALTER ROLE ${SUPERUSER} PASSWORD '${password}'\n`;
  const { uid, gid } = storage.user ?? {};
  await new Promise<void>((resolve, reject) => {
    const options = { uid, gid, cwd: storage.reachable, env: serverEnvironment() };
    const child = execFile(
      binaries.postgres,
      ['--single', '-D', storage.data, 'postgres'],
      options,
      (error, _, said) => {
        if (error || /\b(ERROR|FATAL|PANIC):/.test(said)) reject(new StartError(lost(storage)));
        else resolve();
      },
    );
    child.stdin?.end(statement);
  });
  writeFileAtomically(passwordFile(storage.directory), `${password}\n`);
}

function lost(storage: Storage): string {
  return `the password of ${storage.data} is lost and could not be set anew: restore ${passwordFile(storage.directory)}`;
}

function passwordFile(directory: string): string {
  return join(directory, 'password');
}
