import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceAddress } from '../../../src/cli/work/service-address.js';
import { acquireHomeLock } from '../../../src/platform/postgres/home-lock.js';

describe('the service that a worker works for', () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'taskledger-home-'))));
  afterEach(() => rmSync(home, { recursive: true }));

  it('is the one that the caller says', async () => {
    const env = { TASKLEDGER_URL: 'http://b:1', TASKLEDGER_HOME: home };
    expect(await serviceAddress('http://a:1', env)).toBe('http://a:1');
    expect(await serviceAddress(undefined, env)).toBe('http://b:1');
    await expect(serviceAddress(undefined, { TASKLEDGER_URL: 'b:1' })).rejects.toThrow(/not the address of a service/);
  });

  it('else the one that runs on the home', async () => {
    const lock = await acquireHomeLock(home);
    lock.update({ address: 'http://127.0.0.1:4711' });
    expect(await serviceAddress(undefined, { TASKLEDGER_URL: ' ', TASKLEDGER_HOME: home })).toBe(
      'http://127.0.0.1:4711',
    );
    lock.release();
    expect(await serviceAddress(undefined, { TASKLEDGER_HOME: home })).toBe('http://127.0.0.1:3000');
  });

  it('never a command that only uses the home', async () => {
    const lock = await acquireHomeLock(home, 'verify');
    expect(await serviceAddress(undefined, { TASKLEDGER_HOME: home })).toBe('http://127.0.0.1:3000');
    lock.release();
  });
});
