import { accountStream, look, move, transfer } from '../../support/account-stream.js';
import { openTestLedger, outcomes, range, type TestLedger } from '../../support/ledger.js';

describe('two instances on one database', () => {
  let ledger: TestLedger;

  beforeEach(async () => {
    ledger = await openTestLedger();
  });
  afterEach(() => ledger.close());

  it('never lose an update under load from both', async () => {
    const [a, b] = [ledger.instance(), ledger.instance()];
    await a.lane.execute(move('bank', 1_000));
    const accounts = ['bank', 'left', 'right'];
    // Chains of commands, so that both lanes have something to do as long as the test lasts.
    const caller = async (n: number): Promise<string[]> => {
      const told: string[] = [];
      for (const turn of range(20)) {
        const { lane } = (n + turn) % 2 === 0 ? a : b;
        const from = accounts[(n + turn) % 3] ?? 'bank';
        const to = accounts[(n + turn + 1) % 3] ?? 'bank';
        told.push(...(await outcomes([lane.execute(transfer(from, to, 1 + (turn % 5)))])));
      }
      return told;
    };
    const told = (await Promise.all(range(64).map(caller))).flat();
    const accepted = told.filter((outcome) => outcome === 'ok').length;
    const states = await Promise.all(accounts.map((id) => a.lane.execute(look(id))));

    expect(new Set(told)).toEqual(new Set(['ok', ...(accepted === told.length ? [] : ['insufficient_funds'])]));
    expect(states.reduce((sum, { result }) => sum + result.balance, 0)).toBe(1_000);
    expect(states.reduce((sum, { result }) => sum + result.moves, 0)).toBe(1 + 2 * accepted);
    expect(states.every(({ result }) => result.balance >= 0)).toBe(true);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 1 + 2 * accepted });
    expect(Math.min(a.flushes.length, b.flushes.length)).toBeGreaterThan(1);
  });

  it('see each other at once: what one has answered, the other decides upon', async () => {
    const [a, b] = [ledger.instance(), ledger.instance()];
    for (const n of range(20)) {
      const [mine, other] = n % 2 === 0 ? [a, b] : [b, a];
      expect((await mine.lane.execute(move('shared', 1))).result).toBe(n + 1);
      expect((await other.lane.execute(look('shared'))).result.balance).toBe(n + 1);
    }
  });

  it('forget streams and lookups when the head is not their own', async () => {
    const [a, b] = [ledger.instance(), ledger.instance()];
    // Both remember that nobody has this owner's account, and a remembers the stream.
    expect(await outcomes([a.lane.execute(a.book.open('first', 'ann'))])).toEqual(['ok']);
    await b.lane.execute(look('first'));
    await b.lane.execute(b.book.open('second', 'bob'));
    expect(a.lane.memory.streams.get('account:first')?.version).toBe(1);
    await b.lane.execute(move('first', 7));

    expect(await outcomes([a.lane.execute(a.book.open('third', 'bob'))])).toEqual(['owner_taken']);
    expect((await a.lane.execute(move('first', 1))).result).toBe(8);
    expect(a.book.accountOfOwner.entries.has('ann')).toBe(false);
  });

  it('keep what they remember while the head is their own', async () => {
    const a = ledger.instance();
    await a.lane.execute(move('kept', 1));
    const remembered = a.lane.memory.streams.get('account:kept');
    await a.lane.execute(look('other'));

    expect(remembered?.state).toEqual({ ...accountStream.initial, balance: 1, moves: 1 });
    expect(a.lane.memory.streams.get('account:kept')).toBe(remembered);
  });

  it('stay serial where the database would begin transactions with a stricter isolation', async () => {
    const [{ name } = { name: '' }] = await ledger.sql<{ name: string }>('SELECT current_database() AS name');
    await ledger.sql(`ALTER DATABASE ${name} SET default_transaction_isolation = 'repeatable read'`);
    const [a, b] = [ledger.instance(), ledger.instance()];
    const callers = range(40).map(async (n) => {
      for (const turn of range(5)) await ((n + turn) % 2 === 0 ? a : b).lane.execute(move('strict', 1));
    });
    await Promise.all(callers);

    expect((await a.lane.execute(look('strict'))).result.balance).toBe(200);
    expect([...a.failures, ...b.failures]).toEqual([]);
  });
});
