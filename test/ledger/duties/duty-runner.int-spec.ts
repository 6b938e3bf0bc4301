import { DutyRunner } from '../../../src/ledger/duties/duty-runner.js';
import { Leadership } from '../../../src/ledger/duties/leadership.js';
import { openTestLedger, type TestLedger } from '../../support/ledger.js';
import { gate, until } from '../../support/until.js';

describe('duties', () => {
  let ledger: TestLedger;
  let leader: Leadership;
  let runner: DutyRunner;
  const reported: string[] = [];
  /** What the status said at each report. */
  const lastErrors: (string | undefined)[] = [];

  beforeEach(async () => {
    ledger = await openTestLedger();
    leader = new Leadership(ledger.url);
    reported.length = 0;
    lastErrors.length = 0;
    runner = new DutyRunner(leader, (duty, error) => {
      reported.push(`${duty}: ${String(error)}`);
      lastErrors.push(statusOf(duty)?.lastError);
    });
  });
  afterEach(async () => {
    await runner.stop();
    await leader.stop();
    await ledger.close();
  });

  const statusOf = (name: string) => runner.statuses().find((status) => status.name === name);

  it('go on when one of them fails, which is reported and tried again', async () => {
    await leader.start();
    let attempts = 0;
    runner.register({
      name: 'mending',
      intervalMs: 1,
      run: () => (++attempts < 3 ? Promise.reject(new Error(`failure ${attempts}`)) : Promise.resolve({ findings: 2 })),
    });
    runner.register({ name: 'sound', intervalMs: 1, run: () => Promise.resolve({ findings: 1 }) });
    runner.start();
    await until(
      'both have run often',
      () => (statusOf('mending')?.runs ?? 0) > 4 && (statusOf('sound')?.runs ?? 0) > 4,
    );

    expect(reported).toEqual(['mending: Error: failure 1', 'mending: Error: failure 2']);
    expect(lastErrors).toEqual(['failure 1', 'failure 2']);
    const mending = statusOf('mending');
    expect(mending).toMatchObject({ failures: 2, findings: 2 * ((mending?.runs ?? 0) - 2) });
    expect(mending).not.toHaveProperty('lastError');
    expect(statusOf('sound')).toMatchObject({ failures: 0, findings: statusOf('sound')?.runs });
  });

  it('run while their instance leads only', async () => {
    const other = new Leadership(ledger.url);
    await other.start();
    await leader.start();
    let ran = 0;
    runner.register({ name: 'led', intervalMs: 1, run: () => Promise.resolve({ findings: ran++ }) });
    runner.start();
    expect(leader.leads).toBe(false);
    await other.stop();
    await until('the duty runs', () => ran > 0);

    expect(leader.leads).toBe(true);
  });

  it('never overlap themselves, and are waited for when the instance stops', async () => {
    await leader.start();
    const [entered, released] = [gate(), gate()];
    let inside = 0;
    let most = 0;
    runner.register({
      name: 'long',
      intervalMs: 1,
      run: async () => {
        most = Math.max(most, ++inside);
        entered.open();
        await released.passed;
        inside--;
        return { findings: 0 };
      },
    });
    let others = 0;
    runner.register({ name: 'short', intervalMs: 1, run: () => Promise.resolve({ findings: others++ }) });
    runner.start();
    await entered.passed;
    await until('another duty has had its turns meanwhile', () => others > 5);
    const stopped = runner.stop().then(() => inside);
    released.open();

    expect(await stopped).toBe(0);
    expect(most).toBe(1);
    expect(statusOf('long')?.runs).toBe(1);
  });

  it('that cannot wait run as soon as their instance leads, at the start and at a takeover, and then at their interval', async () => {
    const other = new Leadership(ledger.url);
    await other.start();
    await leader.start();
    const ran: string[] = [];
    const duty = (name: string) => ({
      name,
      intervalMs: 3_600_000,
      run: () => Promise.resolve({ findings: ran.push(name) }),
    });
    runner.register({ ...duty('at once'), atOnce: true });
    runner.register(duty('later'));
    runner.start();
    await other.stop();
    await until('the duty runs', () => ran.length > 0);
    const again = new DutyRunner(leader, () => undefined);
    again.register({ ...duty('at the start'), atOnce: true });
    again.start();
    await until('the other runs', () => ran.length > 1);
    await again.stop();

    expect(ran).toEqual(['at once', 'at the start']);
  });

  it('have names of their own, and may come after the start', async () => {
    await leader.start();
    runner.start();
    const duty = { name: 'late', intervalMs: 1, run: () => Promise.resolve({ findings: 0 }) };
    runner.register(duty);
    await until('it runs', () => (statusOf('late')?.runs ?? 0) > 0);

    expect(() => runner.register(duty)).toThrow('duty late is registered twice');
  });
});
