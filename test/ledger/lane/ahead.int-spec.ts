import { accountStream, command, look, move } from '../../support/account-stream.js';
import { CuttingProxy, type CutMoment, isCommit } from '../../support/cutting-proxy.js';
import { openTestLedger, outcomes, range, type TestLane, type TestLedger } from '../../support/ledger.js';
import { until } from '../../support/until.js';

const LATER = 5;

describe('a flush that begins while the one before is committed', () => {
  let ledger: TestLedger;
  let proxy: CuttingProxy;
  let one: TestLane;

  beforeEach(async () => {
    ledger = await openTestLedger();
    proxy = await CuttingProxy.before(ledger.url);
    one = ledger.instance({ url: proxy.url });
    await one.lane.execute(move('purse', 1));
    await one.lane.execute(move('purse', 1));
  });
  afterEach(async () => {
    await ledger.close();
    await proxy.close();
  });

  /** Moves 1 and has others, which do something else, wait behind its flush. */
  async function moveBefore<R>(others: () => Promise<R>, meanwhile?: () => Promise<unknown>): Promise<R> {
    let behind: Promise<R> | undefined;
    const crowd: Promise<unknown>[] = [];
    await one.lane.execute(
      command('first', async (unit) => {
        await unit.load(accountStream, 'purse');
        unit.append(accountStream, 'purse', [{ type: 'account.moved', data: { amount: 1 } }]);
        await meanwhile?.();
        behind ??= others();
        // It takes a few for a flush to begin before the one before it has ended.
        for (const account of range(8)) crowd.push(one.lane.execute(look(`account-${account}`)));
      }),
    );
    if (!behind) throw new Error('the first command has not run');
    await Promise.all(crowd);
    return behind;
  }
  const movesBehind = (): Promise<string[]> => outcomes(range(LATER).map(() => one.lane.execute(move('purse', 1))));

  it('has run on what that leaves behind before that is done, and is opened behind its COMMIT', async () => {
    const ahead = async (): Promise<boolean> => {
      const flushes = one.flushes.length;
      proxy.seen.length = 0;
      const watched = command('watched', async (unit) => {
        const { balance } = await unit.load(accountStream, 'purse');
        return { balance, ended: one.flushes.length - flushes };
      });
      const before = (await one.lane.execute(look('purse'))).result.balance;
      const { result } = await moveBefore(() => one.lane.execute(watched));
      expect(result.balance).toBe(before + 1);
      const texts = proxy.seen.filter(({ type }) => type === 'Q').map(({ text }) => text);
      expect(texts.map((text) => text.slice(0, 6).trim())).toEqual([
        ...['BEGIN', 'ROLLBA'],
        ...['BEGIN', 'COMMIT', 'BEGIN', 'ROLLBA'],
      ]);
      // The look before it is a flush of its own.
      return result.ended === 1;
    };
    // A machine that stands still for a second makes the lane wait and see, which is as right.
    while (!(await ahead()));
  });

  it.each([
    ['before the server got that COMMIT', 'before'],
    ['while the server is at it', 'after_sending'],
    ['after the server committed', 'after_answer'],
  ] as [string, CutMoment][])(
    'is done anew when the connection is lost %s, each with one effect',
    async (_, moment) => {
      const cut = proxy.cut(isCommit, moment);

      expect(await moveBefore(movesBehind)).toEqual(range(LATER).map(() => 'ok'));
      await cut;
      const { balance, moves } = (await one.lane.execute(look('purse'))).result;
      expect([balance, moves]).toEqual([3 + LATER, 3 + LATER]);
      expect(await ledger.verify()).toMatchObject({ ok: true, events: 3 + LATER });
    },
  );

  it('is done anew when another instance has written in between', async () => {
    const other = ledger.instance();
    let theirs: Promise<{ readonly result: number }> | undefined;
    const othersWait = async (): Promise<void> => {
      theirs ??= other.lane.execute(move('purse', 10));
      await until('the other instance waits for the lock', async () => {
        const text = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        return (await ledger.sql(text)).length > 0;
      });
    };
    const mine = await moveBefore(() => one.lane.execute(move('purse', 100)), othersWait);

    expect([(await theirs)?.result, mine.result]).toEqual([13, 113]);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 5 });
  });

  it('leaves no trace of what it refused', async () => {
    const told = await moveBefore(() =>
      outcomes([one.lane.execute(one.book.open('a', 'ann')), one.lane.execute(one.book.open('b', 'ann'))]),
    );

    expect(told).toEqual(['ok', 'owner_taken']);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 4 });
    expect((await one.lane.execute(look('b'))).result).toMatchObject({ moves: 0 });
  });
});
