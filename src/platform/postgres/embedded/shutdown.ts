import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { identifyProcess, isStillRunning, type ProcessIdentity } from '../../process/process-identity.js';
import type { Binaries } from './binaries.js';

const POLL_MS = 10;
const FAST_MS = 10_000;
const IMMEDIATE_MS = 5_000;

/** A server process that we may stop. */
export interface ServerProcess {
  readonly identity: ProcessIdentity;
  readonly data: string;
  readonly binaries: Binaries;
}

export function serverProcess(pid: number, data: string, binaries: Binaries): ServerProcess {
  return { identity: identifyProcess(pid) ?? { pid }, data, binaries };
}

/**
 * Stops the server: a fast shutdown (sessions are cut, everything is written) for at most 10 s, then an immediate one,
 * from which the next start recovers by the write-ahead log.
 */
export async function shutDown(server: ServerProcess): Promise<void> {
  for (const [signal, limit] of [
    ['SIGINT', FAST_MS],
    ['SIGQUIT', IMMEDIATE_MS],
  ] as const) {
    requestStop(server, signal);
    if (await isGone(server.identity, limit)) return;
  }
  signalProcess(server.identity, 'SIGKILL');
  await isGone(server.identity, IMMEDIATE_MS);
}

/** Asks without waiting, for the moment when the process ends and nothing can be awaited any more. */
export function requestStop(server: ServerProcess, signal: 'SIGINT' | 'SIGQUIT'): void {
  if (process.platform !== 'win32') {
    signalProcess(server.identity, signal);
    return;
  }
  const mode = signal === 'SIGINT' ? 'fast' : 'immediate';
  try {
    execFileSync(server.binaries.pgCtl, ['stop', '-D', server.data, '-m', mode, '-W'], { stdio: 'ignore' });
  } catch {
    // It has gone already.
  }
}

function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isStillRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch {
    // It has gone already.
  }
}

async function isGone(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (isStillRunning(identity)) {
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}
