import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from '../../start-error.js';
import type { Binaries } from './binaries.js';
import { readPostmasterFile } from './postmaster-file.js';
import { serverArguments, serverEnvironment } from './server-settings.js';
import type { Storage } from './storage.js';

/** Why a server did not come up, as far as the caller can do something about it. */
export type LaunchFailure = 'port taken' | 'predecessor alive' | 'other';

export class LaunchError extends StartError {
  constructor(
    readonly failure: LaunchFailure,
    message: string,
  ) {
    super(message);
  }
}

const POLL_MS = 5;
const LOG_BYTES_KEPT = 10 * 1024 * 1024;

/**
 * Starts the server and waits until it takes connections; recovery after a crash may take a while and is not cut off.
 * The server gets a session of its own: Ctrl-C in the terminal reaches us alone, and we stop the server in order.
 * @returns the server's pid
 * @throws LaunchError with the server's own words when it gives up.
 */
export async function launch(
  storage: Storage,
  binaries: Binaries,
  port: number,
  settings: Readonly<Record<string, string>> | undefined,
): Promise<number> {
  const logged = rotatedLogSize(storage.log);
  const log = openSync(storage.log, 'a', 0o600);
  const args = ['-D', storage.data, ...serverArguments(port, settings)];
  const { uid, gid } = storage.user ?? {};
  const child = spawn(binaries.postgres, args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: storage.reachable,
    env: serverEnvironment(),
    uid,
    gid,
  });
  closeSync(log);
  let gone: Error | undefined;
  child.once('error', (error) => (gone = error));
  child.once('exit', () => (gone ??= new Error('it ended')));
  child.unref();
  while (!isReady(storage.data, child.pid)) {
    if (gone) throw failure(storage.log, logged, gone);
    await delay(POLL_MS);
  }
  return child.pid ?? 0;
}

function isReady(data: string, pid: number | undefined): boolean {
  const file = readPostmasterFile(data);
  return file !== undefined && file.pid === pid && file.status === 'ready';
}

function failure(log: string, from: number, cause: Error): LaunchError {
  const lines = readFileSync(log).subarray(from).toString('utf8').split('\n');
  const said = lines.find((line) => line.includes('FATAL:')) ?? lines.find((line) => line.trim() !== '');
  const text = lines.join('\n');
  const kind = text.includes('could not bind')
    ? 'port taken'
    : text.includes('pre-existing shared memory block')
      ? 'predecessor alive'
      : 'other';
  const words = said?.replace(/^.*FATAL:\s*/, '') ?? cause.message;
  return new LaunchError(kind, `embedded Postgres did not start: ${words} (log: ${log})`);
}

function rotatedLogSize(log: string): number {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_BYTES_KEPT) return size;
  renameSync(log, `${log}.1`);
  return 0;
}
