/** States that another release stored are folded anew: the events are the truth, the stored state is a cache. */
import { openTestLedger, range, type TestLane, type TestLedger } from '../../support/ledger.js';
import { look, move } from '../../support/account-stream.js';

describe('a stored state of another version', () => {
  let ledger: TestLedger;

  beforeEach(async () => {
    ledger = await openTestLedger();
  });
  afterEach(() => ledger.close());

  /** Moves 1, 2, 3 ... so that the state of every version is another. */
  async function write(id: string, moves: number): Promise<void> {
    const { lane } = ledger.instance();
    for (const n of range(moves)) await lane.execute(move(id, n + 1));
  }

  async function outdate(id: string): Promise<void> {
    const changed = await ledger.sql<{ id: string }>(
      `WITH changed AS (UPDATE streams SET state = '{"shape":"unknown"}', state_version = 0
       WHERE id = $1 AND state_at IS NOT NULL RETURNING id) SELECT id FROM changed`,
      [`account:${id}`],
    );
    expect(changed).toHaveLength(1);
  }

  function stored(id: string): Promise<object[]> {
    return ledger.sql('SELECT version, state_version, state_at FROM streams WHERE id = $1', [`account:${id}`]);
  }

  async function balances(one: TestLane, ids: readonly string[]): Promise<number[]> {
    const looks = await Promise.all(ids.map((id) => one.lane.execute(look(id))));
    return looks.map(({ result }) => result.balance);
  }

  it.each([
    ['without events after it', 8, 36],
    ['with one event after it', 9, 45],
    ['with several events after it', 12, 78],
  ])('is folded anew when it is loaded %s, and does not trouble verify', async (_, moves, balance) => {
    await write('old', moves);
    await outdate('old');
    const second = ledger.instance();
    expect((await second.lane.execute(look('old'))).result).toMatchObject({ balance, moves });
    expect((await ledger.verify()).findings).toEqual([]);
    await second.lane.execute(move('old', 1));
    expect((await ledger.verify()).findings).toEqual([]);
    expect((await ledger.instance().lane.execute(look('old'))).result).toMatchObject({ balance: balance + 1 });
  });

  it('gives way to one of the present version at the next multiple', async () => {
    await write('old', 9);
    await outdate('old');
    const { lane } = ledger.instance();
    for (const version of range(6)) await lane.execute(move('old', version));
    expect(await stored('old')).toEqual([{ version: 15, state_version: 0, state_at: 8 }]);
    await lane.execute(move('old', 1));
    expect(await stored('old')).toEqual([{ version: 16, state_version: 1, state_at: 16 }]);
    expect((await ledger.verify()).findings).toEqual([]);
  });

  it('is loaded with others that are of the present one, or that have none', async () => {
    await write('old', 10);
    await write('older', 17);
    await write('present', 11);
    await write('short', 3);
    await outdate('old');
    await outdate('older');
    const ids = ['present', 'old', 'short', 'older', 'unknown'];
    expect(await balances(ledger.instance(), ids)).toEqual([66, 55, 6, 153, 0]);
  });
});
