import { command, move } from '../../support/account-stream.js';
import { type ClientMessage, CuttingProxy } from '../../support/cutting-proxy.js';
import { openTestLedger, range, type TestLane, type TestLedger } from '../../support/ledger.js';

/** A client waits for the server once per simple query and once per sync of an extended one. */
const roundTrips = (seen: readonly ClientMessage[]): number =>
  seen.filter(({ type }) => type === 'Q' || type === 'S').length;

describe('the cost of a flush in round trips', () => {
  let ledger: TestLedger;
  let proxy: CuttingProxy;
  let one: TestLane;

  beforeEach(async () => {
    ledger = await openTestLedger();
    proxy = await CuttingProxy.before(ledger.url);
    one = ledger.instance({ url: proxy.url });
    await one.lane.execute(move('first', 1));
    proxy.seen.length = 0;
    one.lane.memory.clear();
  });
  afterEach(async () => {
    await ledger.close();
    await proxy.close();
  });

  async function costOf(count: number, offset: number): Promise<number> {
    const before = one.flushes.length;
    proxy.seen.length = 0;
    await Promise.all(
      range(count).map((n) => one.lane.execute(one.book.open(`opened-${offset + n}`, `owner-${offset + n}`))),
    );
    expect(one.flushes.slice(before)).toEqual([{ commands: count, events: count }]);
    return roundTrips(proxy.seen);
  }

  it('is five for one command and for 31: begin and lock, streams, lookup, write, commit', async () => {
    expect(await costOf(1, 0)).toBe(5);
    expect(await costOf(31, 1_000)).toBe(5);
  });

  it('is one more for a large flush, whatever its size: the events go ahead of the rows', async () => {
    expect(await costOf(32, 0)).toBe(6);
    expect(await costOf(256, 1_000)).toBe(6);
  });

  it.each([
    [31, 3],
    [256, 4],
  ])('of %i commands is %i when everything is in memory', async (count, cost) => {
    await Promise.all(range(count).map((n) => one.lane.execute(move(`known-${n}`, 1))));
    proxy.seen.length = 0;
    await Promise.all(range(count).map((n) => one.lane.execute(move(`known-${n}`, 1))));

    expect(roundTrips(proxy.seen)).toBe(cost);
  });

  it('is two when nothing is written', async () => {
    await one.lane.execute(command('nothing', () => undefined));

    expect(roundTrips(proxy.seen)).toBe(2);
  });

  it('is one statement per kind of thing for what commands load while they prepare, one after the other', async () => {
    const twoSteps = (n: number) =>
      command(
        'two steps',
        () => undefined,
        async (unit) => {
          await unit.get(one.book.accountOfOwner, `first-${n}`);
          await unit.get(one.book.accountOfOwner, `then-${n}`);
        },
      );
    await Promise.all(range(100).map((n) => one.lane.execute(twoSteps(n))));

    expect(one.flushes.at(-1)).toEqual({ commands: 100, events: 0 });
    expect(roundTrips(proxy.seen)).toBe(4);
  });

  it('parses the write of a known shape once', async () => {
    await one.lane.execute(move('again', 1));
    await one.lane.execute(move('and again', 1));

    expect(proxy.seen.filter(({ type, text }) => type === 'P' && text.startsWith('lane_write'))).toEqual([]);
    expect(proxy.seen.filter(({ type, text }) => type === 'B' && text.includes('lane_write'))).toHaveLength(2);
  });
});
