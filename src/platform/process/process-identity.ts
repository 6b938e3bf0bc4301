import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One process, told apart from a later one that got the same pid by the moment it started. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque mark of the start moment; absent where the system does not tell. */
  readonly startMark?: string;
}

/** The running process with this pid, or nothing; a zombie counts as gone. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (!isSignalable(pid)) return undefined;
  if (process.platform === 'linux') return identifyOnLinux(pid);
  if (process.platform === 'win32') return { pid };
  return identifyByPs(pid);
}

/** Whether the recorded process still runs; where start marks are missing, whether its pid is in use. */
export function isStillRunning(recorded: ProcessIdentity): boolean {
  const current = identifyProcess(recorded.pid);
  if (!current) return false;
  if (recorded.startMark === undefined || current.startMark === undefined) return true;
  return recorded.startMark === current.startMark;
}

function isSignalable(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** `/proc/<pid>/stat` may be hidden from other users; then the pid alone has to do. */
function identifyOnLinux(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return { pid };
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, startMark: `${bootId()}:${fields[19] ?? ''}` };
}

/** Start ticks count from boot, so they say nothing across two boots. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

function identifyByPs(pid: number): ProcessIdentity | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [state = '', ...start] = line.split(/\s+/);
    if (line === '' || state.startsWith('Z')) return undefined;
    return { pid, startMark: start.join(' ') };
  } catch {
    return { pid };
  }
}
