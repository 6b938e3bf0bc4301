import { LogListener } from '../../../src/ledger/hub/log-listener.js';
import { LETTER_TALLY, CREATE_SUMMARY_TABLES, summaryView } from '../../support/account-summary.js';
import { accountStream, command, move } from '../../support/account-stream.js';
import { accountsWith, type FollowerInstance, startFollowers } from '../../support/follower-instance.js';
import { openTestLedger, range, type TestLane, type TestLedger } from '../../support/ledger.js';
import { until } from '../../support/until.js';

jest.setTimeout(180_000);

describe('a follower', () => {
  let ledger: TestLedger;
  let one: TestLane;
  const running: FollowerInstance[] = [];

  beforeEach(async () => {
    ledger = await openTestLedger();
    for (const statement of CREATE_SUMMARY_TABLES) await ledger.sql(statement);
    one = ledger.instance();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((instance) => instance.stop()));
    await ledger.close();
  });

  async function follow(view = summaryView(), options?: { readonly paceMs: number }): Promise<FollowerInstance> {
    const instance = await startFollowers(ledger, accountsWith(view), options);
    running.push(instance);
    one.lane.onCommitted((events) => instance.hub.offer(events));
    return instance;
  }

  const summary = (): Promise<object[]> =>
    ledger.sql('SELECT account_id, letter, balance, audits FROM test_summary ORDER BY account_id');
  const letters = (): Promise<object[]> =>
    ledger.sql(`SELECT letter, money, members FROM ${LETTER_TALLY.name} ORDER BY letter`);
  const audit = (id: string): Promise<unknown> =>
    one.lane.execute(
      command('audit', async (unit) => {
        await unit.load(accountStream, id);
        unit.append(accountStream, id, [{ type: 'account.audited', data: { by: 'x' } }]);
      }),
    );

  it('keeps rows and tallies in step with the log', async () => {
    const instance = await follow();
    await one.lane.execute(one.book.open('a', 'ann'));
    await one.lane.execute(one.book.open('b', 'abe'));
    await one.lane.execute(move('a', 5));
    await one.lane.execute(move('b', 7));
    await instance.caughtUp();
    expect(await letters()).toEqual([{ letter: 'a', money: 12, members: 2 }]);

    await audit('a');
    await audit('a');
    await one.lane.execute(move('b', -7));
    await instance.caughtUp();

    expect(await summary()).toEqual([{ account_id: 'a', letter: 'a', balance: 5, audits: 2 }]);
    expect(await letters()).toEqual([{ letter: 'a', money: 5, members: 1 }]);
  });

  it('removes a tally that sums up nothing any more', async () => {
    const instance = await follow();
    await one.lane.execute(one.book.open('a', 'ann'));
    await one.lane.execute(move('a', 5));
    await instance.caughtUp();
    await one.lane.execute(move('a', -5));
    await instance.caughtUp();
    expect(await summary()).toEqual([]);
    expect(await letters()).toEqual([]);
  });

  it('begins at the log that is there, and goes on where it was', async () => {
    await one.lane.execute(one.book.open('a', 'ann'));
    await one.lane.execute(move('a', 5));
    const first = await follow();
    await first.caughtUp();
    await first.stop();
    running.length = 0;
    await audit('a');
    await one.lane.execute(move('a', 1));
    const second = await follow();
    await second.caughtUp();
    expect(await summary()).toEqual([{ account_id: 'a', letter: 'a', balance: 6, audits: 1 }]);
    expect(await letters()).toEqual([{ letter: 'a', money: 6, members: 1 }]);
  });

  it('is one for all instances: another goes on when the first is gone, and nothing is applied twice', async () => {
    const first = await follow();
    const second = await follow();
    await one.lane.execute(one.book.open('a', 'ann'));
    for (const amount of range(20)) {
      await one.lane.execute(move('a', amount + 1));
      await audit('a');
    }
    expect(second.followers.statuses()[0]?.state).toBe('idle');
    // Its connections end as those of a killed process do.
    await ledger.terminate('taskledger leader');
    for (const amount of range(20)) {
      await one.lane.execute(move('a', amount + 1));
      await audit('a');
    }
    await Promise.race([first.caughtUp(), second.caughtUp()]);
    expect(await summary()).toEqual([{ account_id: 'a', letter: 'a', balance: 420, audits: 40 }]);
    expect(await letters()).toEqual([{ letter: 'a', money: 420, members: 1 }]);
  });

  it('stops at an event that it cannot apply, says so, and skips nothing', async () => {
    const instance = await follow(summaryView('b'));
    await one.lane.execute(one.book.open('a', 'ann'));
    await one.lane.execute(move('a', 5));
    await instance.caughtUp();
    const before = await ledger.log.head();
    await one.lane.execute(one.book.open('b', 'bob'));
    await one.lane.execute(move('a', 1));
    await until('the follower stops', () => instance.followers.statuses()[0]?.state === 'stopped');
    expect(instance.followers.statuses()[0]?.error).toBe('account b is poison');
    expect(String(instance.errors.at(-1))).toContain('account b is poison');
    expect(await ledger.sql("SELECT position FROM views WHERE name = 'summary'")).toEqual([{ position: before }]);
    expect(await summary()).toEqual([{ account_id: 'a', letter: 'a', balance: 5, audits: 0 }]);
    expect(await letters()).toEqual([{ letter: 'a', money: 5, members: 1 }]);
  });

  it('outlasts a database that cuts it off', async () => {
    const instance = await follow();
    await one.lane.execute(one.book.open('a', 'ann'));
    await instance.caughtUp();
    for (const amount of range(30)) {
      await one.lane.execute(move('a', amount + 1));
      if (amount % 10 === 5) await ledger.terminate('taskledger follower summary');
    }
    await instance.caughtUp();
    expect(await summary()).toEqual([{ account_id: 'a', letter: 'a', balance: 465, audits: 0 }]);
  });

  it('is brought up to date at once for who waits in another instance', async () => {
    const instance = await follow(summaryView(), { paceMs: 3_600_000 });
    const listener = new LogListener(
      ledger.url,
      () => undefined,
      () => undefined,
      (view) => instance.followers.hurry(view),
    );
    await listener.start();
    await one.lane.execute(one.book.open('a', 'ann'));
    await instance.caughtUp();
    const other = await follow();
    for (const amount of range(3)) {
      await one.lane.execute(move('a', amount + 1));
      await other.caughtUp();
    }
    await listener.stop();
    expect(await summary()).toEqual([{ account_id: 'a', letter: 'a', balance: 6, audits: 0 }]);
  });

  it('takes the states that its own lane committed', async () => {
    const instance = await follow();
    one.lane.onCommitted((_events, states) => instance.followers.committed(states));
    await one.lane.execute(one.book.open('a', 'ann'));
    const other = ledger.instance();
    for (const amount of range(20)) {
      await one.lane.execute(move('a', amount + 1));
      if (amount % 5 === 0) await other.lane.execute(move('a', 100));
      if (amount % 7 === 0) await instance.caughtUp();
    }
    await instance.caughtUp();
    expect(await summary()).toEqual([{ account_id: 'a', letter: 'a', balance: 610, audits: 0 }]);
    expect(await letters()).toEqual([{ letter: 'a', money: 610, members: 1 }]);
  });

  it('reads the rows again when somebody else has put others in their place, and its checkpoint where it was', async () => {
    const instance = await follow();
    await one.lane.execute(one.book.open('a', 'ann'));
    await one.lane.execute(move('a', 5));
    await audit('a');
    await instance.caughtUp();
    await ledger.sql(
      "WITH put AS (UPDATE test_summary SET audits = 40) UPDATE views SET position = position WHERE name = 'summary'",
    );
    await audit('a');
    await instance.caughtUp();
    expect(await summary()).toEqual([{ account_id: 'a', letter: 'a', balance: 5, audits: 41 }]);
  });
});
