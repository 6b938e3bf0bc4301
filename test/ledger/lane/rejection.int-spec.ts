import { Rejection } from '../../../src/ledger/rejection.js';
import { accountStream, command, look, move } from '../../support/account-stream.js';
import { openTestLedger, outcomes, range, type TestLane, type TestLedger } from '../../support/ledger.js';

describe('a refused command', () => {
  let ledger: TestLedger;
  let one: TestLane;

  beforeEach(async () => {
    ledger = await openTestLedger();
    one = ledger.instance();
  });
  afterEach(() => ledger.close());

  /** Changes two streams, a lookup and an index, and is then refused. */
  const changesItsMind = (error: Error) =>
    command('change of mind', async (unit) => {
      for (const id of ['spared', 'new']) {
        await unit.load(accountStream, id);
        unit.append(accountStream, id, [
          { type: 'account.moved', data: { amount: 50 } },
          { type: 'account.opened', data: { owner: `owner of ${id}` } },
          { type: 'account.audited', data: { by: 'eve' } },
        ]);
      }
      throw error;
    });

  it('leaves no event, state, lookup or index, while its neighbours of the same flush are committed', async () => {
    const told = outcomes([
      one.lane.execute(move('spared', 3)),
      one.lane.execute(changesItsMind(new Rejection('validation_error', 'no'))),
      one.lane.execute(move('spared', 4)),
      one.lane.execute(one.book.open('claimed', 'owner of spared')),
    ]);

    expect(await told).toEqual(['ok', 'validation_error', 'ok', 'ok']);
    expect(one.flushes).toEqual([{ commands: 4, events: 3 }]);
    expect(one.book.flow).toBe(7);
    expect(Object.fromEntries(one.book.accountOfOwner.entries)).toEqual({ 'owner of spared': 'claimed' });
    expect((await ledger.log.after(0, 10)).map(({ stream, type }) => `${stream} ${type}`)).toEqual([
      'account:spared account.moved',
      'account:spared account.moved',
      'account:claimed account.opened',
    ]);
    expect(await ledger.sql("SELECT version FROM streams WHERE id = 'account:spared'")).toEqual([{ version: 2 }]);
    expect((await ledger.instance().lane.execute(look('spared'))).result).toEqual({
      ...accountStream.initial,
      balance: 7,
      moves: 2,
    });
    expect(await ledger.sql("SELECT FROM streams WHERE id = 'account:new'")).toEqual([]);
    expect((await one.lane.execute(look('new'))).result).toEqual(accountStream.initial);
    expect(await ledger.verify()).toMatchObject({ ok: true, streams: 2 });
  });

  it('costs its neighbours nothing when it throws a bug instead', async () => {
    const ran: number[] = [];
    const counted = range(20).map((n) =>
      command(`counted ${n}`, async (unit) => {
        ran.push(n);
        await unit.load(accountStream, 'counted');
        unit.append(accountStream, 'counted', [{ type: 'account.moved', data: { amount: 1 } }]);
      }),
    );
    const told = await outcomes([
      ...counted.slice(0, 10).map((each) => one.lane.execute(each)),
      one.lane.execute(changesItsMind(new TypeError('a bug'))),
      ...counted.slice(10).map((each) => one.lane.execute(each)),
    ]);

    expect(told.filter((outcome) => outcome !== 'ok')).toEqual(['TypeError']);
    expect(ran).toEqual(range(20));
    expect(one.flushes).toEqual([{ commands: 21, events: 20 }]);
    expect(one.failures).toEqual([]);
  });

  it('costs its neighbours nothing when it is refused while it prepares', async () => {
    const refusedEarly = command(
      'refused early',
      () => undefined,
      async (unit) => {
        await unit.load(accountStream, 'early');
        throw new Rejection('validation_error', 'already known to be wrong');
      },
    );
    const told = await outcomes([
      one.lane.execute(move('early', 1)),
      one.lane.execute(refusedEarly),
      one.lane.execute(move('early', 2)),
    ]);

    expect(told).toEqual(['ok', 'validation_error', 'ok']);
    expect(one.flushes).toEqual([{ commands: 3, events: 2 }]);
  });

  it('takes back what it declared new', async () => {
    await one.lane.execute(move('old', 9));
    const other = ledger.instance();
    const mistaken = command('mistaken', (unit) => {
      unit.fresh(accountStream, 'old');
      throw new Rejection('validation_error', 'no');
    });

    await expect(other.lane.execute(mistaken)).rejects.toMatchObject({ code: 'validation_error' });
    expect((await other.lane.execute(look('old'))).result.balance).toBe(9);
  });

  it('is refused by a decider just as by a throw', async () => {
    const decided = command('decided', async (unit) => {
      await unit.load(accountStream, 'decided');
      unit.append(accountStream, 'decided', new Rejection('conflict', 'the decider said no'));
    });

    await expect(one.lane.execute(decided)).rejects.toMatchObject({ code: 'conflict', message: 'the decider said no' });
    expect(await ledger.log.head()).toBe(0);
  });
});
