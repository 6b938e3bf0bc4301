import type { Json } from '../../../src/ledger/event.js';
import type { LaneCommand } from '../../../src/ledger/lane/command.js';
import { accountStream, command, look, move } from '../../support/account-stream.js';
import { openTestLedger, outcomes, range, type TestLane, type TestLedger } from '../../support/ledger.js';

describe('a command that the database refuses', () => {
  let ledger: TestLedger;
  let one: TestLane;

  beforeEach(async () => {
    ledger = await openTestLedger();
    one = ledger.instance();
  });
  afterEach(() => ledger.close());

  /** Puts the poison in the midst of 50 others that are queued at once, and expects it alone to fail. */
  async function expectToFailAlone(poison: LaneCommand<unknown>, failure = 'DatabaseFailure'): Promise<void> {
    const before = (await one.lane.execute(look('healthy'))).result.balance;
    const flushed = one.flushes.length;
    const told = await outcomes([
      ...range(25).map(() => one.lane.execute(move('healthy', 1))),
      one.lane.execute(poison),
      ...range(25).map(() => one.lane.execute(move('healthy', 1))),
    ]);

    expect(told).toEqual(range(51).map((n) => (n === 25 ? failure : 'ok')));
    expect((await one.lane.execute(look('healthy'))).result.balance).toBe(before + 50);
    expect(one.flushes.slice(flushed, flushed + 50)).toEqual(range(50).map(() => ({ commands: 1, events: 1 })));
    expect(await ledger.verify()).toMatchObject({ ok: true });
    // Afterwards flushes are shared again.
    expect(new Set(await outcomes(range(20).map(() => one.lane.execute(move('after', 1)))))).toEqual(new Set(['ok']));
    expect(one.flushes.at(-1)).toEqual({ commands: 20, events: 20 });
  }

  it('for a character that Postgres cannot store', () => expectToFailAlone(move('poison', 1, 'a\u0000b')));

  it('for half of a surrogate pair', () => expectToFailAlone(move('poison', 1, { deep: ['\ud800'] })));

  it('for a stream name that Postgres cannot read', () => expectToFailAlone(look('no\u0000name')));

  it('for a row that an inline view may not write', async () => {
    await one.lane.execute(one.book.open('first', 'ann'));
    await expectToFailAlone(one.book.open('second', 'ann', true));
    expect(await ledger.sql('SELECT id FROM test_accounts WHERE owner IS NOT NULL')).toEqual([{ id: 'first' }]);
  });

  it('for a rule that is checked only at the commit', async () => {
    await ledger.sql('ALTER TABLE test_accounts DROP CONSTRAINT one_account');
    await ledger.sql('ALTER TABLE test_accounts ADD CONSTRAINT late UNIQUE (owner) DEFERRABLE INITIALLY DEFERRED');
    await one.lane.execute(one.book.open('first', 'ann'));
    await expectToFailAlone(one.book.open('second', 'ann', true));
  });

  it('for data that cannot be written as JSON', async () => {
    const endless: { self?: Json } = {};
    endless.self = endless;
    const poison = command('endless', async (unit) => {
      await unit.load(accountStream, 'poison');
      unit.append(accountStream, 'poison', [{ type: 'account.moved', data: { amount: 1, note: endless } }]);
    });
    await expectToFailAlone(poison, 'RangeError');
  });

  it('for a stream declared new that is not', async () => {
    await one.lane.execute(move('taken', 5));
    const other = ledger.instance();
    const mistaken = command('mistaken', (unit) => {
      unit.fresh(accountStream, 'taken');
      unit.append(accountStream, 'taken', [{ type: 'account.moved', data: { amount: 1 } }]);
    });

    expect(await outcomes([other.lane.execute(move('near', 1)), other.lane.execute(mistaken)])).toEqual([
      'ok',
      'DatabaseFailure',
    ]);
    expect((await other.lane.execute(look('taken'))).result.balance).toBe(5);
  });
});
