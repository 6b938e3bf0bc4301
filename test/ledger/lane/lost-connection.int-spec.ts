import { accountStream, command, look, move } from '../../support/account-stream.js';
import { type ClientMessage, CuttingProxy, type CutMoment, isCommit } from '../../support/cutting-proxy.js';
import { openTestLedger, outcomes, range, type TestLane, type TestLedger } from '../../support/ledger.js';

const COMMANDS = 30;

const isBegin = ({ type, text }: ClientMessage): boolean => type === 'Q' && text.startsWith('BEGIN');
const isLoad = ({ type, text }: ClientMessage): boolean => type === 'B' && text.includes('lane_read');
const isWrite = ({ type, text }: ClientMessage): boolean => type === 'B' && text.includes('lane_write');

describe('a connection lost', () => {
  let ledger: TestLedger;
  let proxy: CuttingProxy;
  let one: TestLane;

  beforeEach(async () => {
    ledger = await openTestLedger();
    proxy = await CuttingProxy.before(ledger.url);
    one = ledger.instance({ url: proxy.url });
    await one.lane.execute(move('purse', 1));
  });
  afterEach(async () => {
    await ledger.close();
    await proxy.close();
  });

  const deposits = (): Promise<string[]> => outcomes(range(COMMANDS).map(() => one.lane.execute(move('purse', 1))));

  async function expectOneEffectEach(): Promise<void> {
    expect((await one.lane.execute(look('purse'))).result).toMatchObject({
      balance: 1 + COMMANDS,
      moves: 1 + COMMANDS,
    });
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 1 + COMMANDS });
  }

  const duringCommit: [string, CutMoment, number][] = [
    ['before the server got COMMIT', 'before', 1],
    ['after the server committed', 'after_answer', 0],
  ];
  it.each(duringCommit)('%s: every caller gets the true outcome, with one effect each', async (_, moment, repeats) => {
    const executed: number[] = [];
    const watched = command(
      'watched',
      async (unit) => void executed.push((await unit.load(accountStream, 'purse')).balance),
    );
    const cut = proxy.cut(isCommit, moment);
    const watching = one.lane.execute(watched);

    expect(new Set(await deposits())).toEqual(new Set(['ok']));
    await Promise.all([cut, watching]);
    // Committed means never run again; not committed means run anew.
    expect(executed).toHaveLength(1 + repeats);
    expect(one.failures).toHaveLength(1);
    await expectOneEffectEach();
  });

  it('while the server is at COMMIT: whatever it made of it, the callers are told just that', async () => {
    for (const turn of range(10)) {
      const cut = proxy.cut(isCommit, 'after_sending');
      const [told] = await outcomes([one.lane.execute(move('purse', 1))]);
      await cut;
      expect(told).toBe('ok');
      expect((await one.lane.execute(look('purse'))).result.balance).toBe(turn + 2);
    }
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 11 });
  });

  it.each([
    ['at BEGIN', isBegin, 'before'],
    ['when the lock was taken', isBegin, 'after_answer'],
    ['while streams are loaded', isLoad, 'after_answer'],
    ['before the rows were sent', isWrite, 'before'],
    ['after the rows were written', isWrite, 'after_answer'],
  ] as const)('%s: nothing had happened, and the flush is done anew', async (_, matches, moment) => {
    // A fresh lane has nothing in memory and has to load.
    one = ledger.instance({ url: proxy.url });
    await one.lane.execute(look('other'));
    const cut = proxy.cut(matches, moment);

    expect(new Set(await deposits())).toEqual(new Set(['ok']));
    await cut;
    expect(one.failures).toHaveLength(1);
    await expectOneEffectEach();
  });

  it.each([
    ['at COMMIT', isCommit],
    ['before the rows were sent', isWrite],
  ] as const)('without a word %s: it is noticed by time, and the flush is done anew', async (_, matches) => {
    one = ledger.instance({ url: proxy.url, statementTimeoutMs: 300, patienceMs: 20_000 });
    await one.lane.execute(look('other'));
    const cut = proxy.cut(matches, 'silent');

    expect(new Set(await deposits())).toEqual(new Set(['ok']));
    await cut;
    await expectOneEffectEach();
  });

  it('between flushes: nobody notices', async () => {
    expect(await ledger.terminate('taskledger lane')).toBe(1);

    expect(new Set(await deposits())).toEqual(new Set(['ok']));
    await expectOneEffectEach();
  });

  it('because an administrator ended it in the middle of a flush: it is done anew', async () => {
    let ended = 0;
    const saboteur = command('saboteur', async () => {
      if (ended === 0) ended = await ledger.terminate('taskledger lane');
    });
    const told = deposits();
    await one.lane.execute(saboteur);

    expect(new Set(await told)).toEqual(new Set(['ok']));
    expect(ended).toBe(1);
    await expectOneEffectEach();
  });
});

describe('a database that stays away', () => {
  let ledger: TestLedger;
  let proxy: CuttingProxy;
  let one: TestLane;

  beforeEach(async () => {
    ledger = await openTestLedger();
    proxy = await CuttingProxy.before(ledger.url);
    one = ledger.instance({ url: proxy.url, patienceMs: 300 });
    await one.lane.execute(move('purse', 1));
  });
  afterEach(async () => {
    await ledger.close();
    await proxy.close();
  });

  it('is told as such when nothing was committed, and the lane works again afterwards', async () => {
    proxy.goAway();
    expect(await outcomes(range(40).map(() => one.lane.execute(move('purse', 1))))).toEqual(
      range(40).map(() => 'ledger_unavailable'),
    );
    proxy.comeBack();

    expect((await one.lane.execute(move('purse', 1))).result).toBe(2);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 2 });
  });

  it('is outlasted while there is patience', async () => {
    one = ledger.instance({ url: proxy.url, patienceMs: 20_000 });
    proxy.goAway();
    const told = outcomes(range(40).map(() => one.lane.execute(move('purse', 1))));
    while (one.failures.length < 2) await new Promise(setImmediate);
    proxy.comeBack();

    expect(await told).toEqual(range(40).map(() => 'ok'));
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 41 });
  });

  it('does not make those who waited behind wait their turn to be told', async () => {
    proxy.goAway();
    const told = outcomes(range(2_560).map(() => one.lane.execute(move('purse', 1))));

    expect(new Set(await told)).toEqual(new Set(['ledger_unavailable']));
    // Ten flushes: the first tries until patience ends, the others, no younger, once more each at most.
    expect(one.failures.length).toBeLessThanOrEqual(300 / 100 + 2 + 10);
  });

  it.each([
    ['before the server got COMMIT', 'before', 1],
    ['after the server committed', 'after_answer', 2],
  ] as const)('since a commit, cut %s, leaves the outcome unknown, and is told as such', async (_, moment, balance) => {
    const cut = proxy.cut(isCommit, moment, { stayAway: true });
    expect(await outcomes([one.lane.execute(move('purse', 1))])).toEqual(['commit_outcome_unknown']);
    await cut;
    proxy.comeBack();

    expect((await one.lane.execute(look('purse'))).result.balance).toBe(balance);
    expect((await one.lane.execute(move('purse', 1))).result).toBe(balance + 1);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: balance + 1 });
  });
});
