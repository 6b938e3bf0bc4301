/** States that another release stored are folded anew: the events are the truth, the stored state is a cache. */
import { openTestLedger, type TestLedger } from '../../support/ledger.js';
import { look, move } from '../../support/account-stream.js';

describe('a stored state of another version', () => {
  let ledger: TestLedger;

  beforeAll(async () => {
    ledger = await openTestLedger();
  });
  afterAll(() => ledger.close());

  it('is folded anew when it is loaded, and does not trouble verify', async () => {
    const first = ledger.instance();
    await first.lane.execute(move('old', 5));
    await first.lane.execute(move('old', 2));
    await ledger.sql(`UPDATE streams SET state = '{"shape":"unknown"}', state_version = 0 WHERE id = 'account:old'`);
    const second = ledger.instance();
    expect((await second.lane.execute(look('old'))).result).toMatchObject({ balance: 7 });
    expect((await ledger.verify()).findings).toEqual([]);
    await second.lane.execute(move('old', 1));
    expect((await ledger.verify()).findings).toEqual([]);
    expect(await ledger.sql(`SELECT state_version FROM streams WHERE id = 'account:old'`)).toEqual([
      { state_version: 1 },
    ]);
  });
});
