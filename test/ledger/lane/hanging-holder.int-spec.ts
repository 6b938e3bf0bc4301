import { LANE_LOCK } from '../../../src/ledger/lane/flush.js';
import { accountStream, command, look, move } from '../../support/account-stream.js';
import { openSession, openTestLedger, outcomes, range, type TestLedger } from '../../support/ledger.js';
import { gate, until } from '../../support/until.js';

describe('somebody who holds the lock and hangs', () => {
  let ledger: TestLedger;

  beforeEach(async () => {
    ledger = await openTestLedger();
  });
  afterEach(() => ledger.close());

  it('is given up on: callers are told together, and the lane goes on when the lock is free', async () => {
    const holder = await openSession(ledger.url);
    await holder.query(`BEGIN; SELECT pg_advisory_xact_lock(${LANE_LOCK})`);
    const one = ledger.instance({ statementTimeoutMs: 200, patienceMs: 100 });
    const told = outcomes(range(50).map(() => one.lane.execute(move('stuck', 1))));

    expect(await told).toEqual(range(50).map(() => 'ledger_unavailable'));
    // One wait for the lock for all of them, not one each.
    expect(one.failures).toHaveLength(1);
    await holder.query('ROLLBACK');
    await holder.end();
    expect((await one.lane.execute(move('stuck', 1))).result).toBe(1);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 1 });
  });

  it('is outlasted when it lets go in time', async () => {
    const holder = await openSession(ledger.url);
    await holder.query(`BEGIN; SELECT pg_advisory_xact_lock(${LANE_LOCK})`);
    const one = ledger.instance({ statementTimeoutMs: 200, patienceMs: 20_000 });
    const told = outcomes(range(50).map(() => one.lane.execute(move('stuck', 1))));
    await until('the lane has lost patience with the lock once', () => one.failures.length > 0);
    await holder.query('ROLLBACK');
    await holder.end();

    expect(await told).toEqual(range(50).map(() => 'ok'));
    expect((await one.lane.execute(look('stuck'))).result.balance).toBe(50);
  });

  it('does not keep those from their answers whose commands are committed', async () => {
    const holder = await openSession(ledger.url);
    const next = await openSession(ledger.url);
    const lock = `BEGIN; SELECT pg_advisory_xact_lock(${LANE_LOCK})`;
    const waiting = async (count: number): Promise<void> =>
      until(`${count} wait for the lock`, async () => {
        const [row] = await ledger.sql<{ waiting: number }>(
          "SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
        );
        return row?.waiting === count;
      });
    await holder.query(lock);
    const one = ledger.instance();
    const first = one.lane.execute(move('before', 1));
    await waiting(1);
    const taken = next.query(lock);
    await waiting(2);
    const second = one.lane.execute(move('behind', 1));
    await holder.query('ROLLBACK');
    await taken;

    expect((await first).result).toBe(1);
    expect(one.lane.longestWaitMs).toBeGreaterThan(0);
    await next.query('ROLLBACK');
    expect((await second).result).toBe(1);
    await holder.end();
    await next.end();
  });

  it('is cut off when it is an instance in the middle of a flush: the others go on, and so does it later', async () => {
    const hanging = ledger.instance({ statementTimeoutMs: 300 });
    const sound = ledger.instance();
    const entered = gate();
    const released = gate();
    const stuck = hanging.lane.execute(
      command('stuck', async (unit) => {
        entered.open();
        await released.passed;
        await unit.load(accountStream, 'shared');
        unit.append(accountStream, 'shared', [{ type: 'account.moved', data: { amount: 100 } }]);
      }),
    );
    await entered.passed;

    expect((await sound.lane.execute(move('shared', 1))).result).toBe(1);
    released.open();
    await stuck;
    expect((await sound.lane.execute(look('shared'))).result.balance).toBe(101);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 2 });
  });
});
