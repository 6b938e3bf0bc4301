import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireHomeLock, readRunningServer } from '../../src/platform/postgres/home-lock.js';
import { identifyProcess } from '../../src/platform/process/process-identity.js';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'taskledger-lock-'));
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function leaveLock(content: unknown, number = 1): void {
  writeFileSync(join(home, `lock.${number}`), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A process that has ended: its pid is free. */
async function goneProcess(): Promise<{ pid: number; startMark?: string }> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const identity = identifyProcess(child.pid ?? 0);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
  return identity ?? { pid: child.pid ?? 0 };
}

describe('the home lock', () => {
  it('lets one in and tells the other who has it', async () => {
    const lock = await acquireHomeLock(home);
    await expect(acquireHomeLock(home)).rejects.toThrow(
      `taskledger is already running on ${home} (pid ${process.pid}, still starting)`,
    );
    lock.update({ address: 'http://127.0.0.1:3000', postgresPort: 5433, postgresPid: 77 });
    await expect(acquireHomeLock(home)).rejects.toThrow(`(pid ${process.pid}, at http://127.0.0.1:3000)`);
    expect(await readRunningServer(home)).toMatchObject({ pid: process.pid, purpose: 'service', postgresPort: 5433 });
    lock.release();
    expect(await readRunningServer(home)).toBeUndefined();
    (await acquireHomeLock(home)).release();
  });

  it('says what for a command has the home', async () => {
    await acquireHomeLock(home, 'verify');
    await expect(acquireHomeLock(home)).rejects.toThrow(
      `${home} is in use by taskledger verify (pid ${process.pid}); try again when it has ended`,
    );
  });

  it('is taken over from a process that is gone', async () => {
    leaveLock({ ...(await goneProcess()), purpose: 'service', address: 'http://127.0.0.1:3000' });
    expect(await readRunningServer(home)).toBeUndefined();
    (await acquireHomeLock(home)).release();
  });

  it('is taken over when the pid belongs to another program by now', async () => {
    leaveLock({ pid: process.pid, startMark: 'an earlier start', purpose: 'service' });
    (await acquireHomeLock(home)).release();
  });

  it('is taken over from one who was killed while writing it', async () => {
    leaveLock('');
    utimesSync(join(home, 'lock.1'), new Date(0), new Date(0));
    (await acquireHomeLock(home)).release();
  });

  it('waits for one who is writing it just now', async () => {
    leaveLock('{"pid":');
    const second = acquireHomeLock(home);
    leaveLock({ ...identifyProcess(process.pid), purpose: 'service' });
    await expect(second).rejects.toThrow('already running');
  });

  it('goes to exactly one of many who come at once, again and again', async () => {
    leaveLock({ pid: process.pid, startMark: 'an earlier start', purpose: 'service' }, 7);
    for (let round = 0; round < 20; round += 1) {
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => acquireHomeLock(home)));
      const taken = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(taken).toHaveLength(1);
      taken[0]?.release();
    }
    expect(readdirSync(home)).toHaveLength(1);
  });

  it('gives way to a higher number, whoever holds it', async () => {
    leaveLock({ pid: process.pid, startMark: 'an earlier start', purpose: 'service' }, 3);
    leaveLock({ ...identifyProcess(process.pid), purpose: 'service' }, 4);
    await expect(acquireHomeLock(home)).rejects.toThrow('already running');
  });

  it('makes the home', async () => {
    const lock = await acquireHomeLock(join(home, 'a', 'b'));
    expect(readdirSync(join(home, 'a', 'b'))).toEqual(['lock.1']);
    lock.release();
  });

  it('says in one line that the home cannot be made', async () => {
    writeFileSync(join(home, 'file'), '');
    await expect(acquireHomeLock(join(home, 'file', 'x'))).rejects.toThrow(
      /^the home directory .*\/file\/x cannot be made: ENOTDIR$/,
    );
    if (process.geteuid?.() === 0) return;
    mkdirSync(join(home, 'closed'));
    chmodSync(join(home, 'closed'), 0o500);
    await expect(acquireHomeLock(join(home, 'closed'))).rejects.toThrow(/cannot be written/);
  });
});
