import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { identifyProcess } from '../../process/process-identity.js';

/** The lines of `postmaster.pid` that matter to us. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** `starting`, `ready`, `stopping`, `standby`; empty until the server has written it. */
  readonly status: string;
}

/** Who stands behind a data directory's `postmaster.pid`. */
export type Postmaster =
  | { readonly kind: 'none' }
  /** The recorded process is gone; the server clears the file up itself when it starts. */
  | { readonly kind: 'stale' }
  /** The pid now belongs to another program, which keeps the server from starting. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'running'; readonly file: PostmasterFile };

/** Above every pid a system gives out, so that no process can have it. */
const IMPOSSIBLE_PID = 2_147_483_646;

export function readPostmasterFile(data: string): PostmasterFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(pidFile(data), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

export function inspectPostmaster(data: string): Postmaster {
  const file = readPostmasterFile(data);
  if (!file) return { kind: 'none' };
  if (!identifyProcess(file.pid)) return { kind: 'stale' };
  return servesDirectory(file.pid, data) ? { kind: 'running', file } : { kind: 'foreign' };
}

/**
 * Names a process that cannot exist instead of deleting the file: the file also names the shared memory by which the
 * starting server makes sure that no orphaned backend of its predecessor is still writing.
 */
export function disownPostmasterFile(data: string): void {
  const lines = readFileSync(pidFile(data), 'utf8').split('\n');
  writeFileSync(pidFile(data), [String(IMPOSSIBLE_PID), ...lines.slice(1)].join('\n'));
}

function pidFile(data: string): string {
  return join(data, 'postmaster.pid');
}

/** A postmaster works inside its data directory. Where the system does not tell, the command line has to do. */
function servesDirectory(pid: number, data: string): boolean {
  if (process.platform === 'win32') return true;
  try {
    if (process.platform === 'linux') {
      const [command = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return basename(command).startsWith('postgres') && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    }
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && command.includes(data);
  } catch {
    return false;
  }
}
