import type { LaneCommand } from '../../../src/ledger/lane/command.js';
import {
  type AccountEvent,
  type AccountState,
  accountStream,
  command,
  look,
  move,
} from '../../support/account-stream.js';
import { CuttingProxy } from '../../support/cutting-proxy.js';
import { openTestLedger, range, type TestLane, type TestLedger } from '../../support/ledger.js';

interface Stored {
  readonly version: number;
  readonly state: object | null;
  readonly state_version: number | null;
  readonly state_at: number | null;
}

/** The state after moves of 1, 2, 3 ... `moves`, so that a move left out or folded twice shows. */
const after = (moves: number): object => ({ ...accountStream.initial, balance: (moves * (moves + 1)) / 2, moves });

/** A look that is loaded with the others of its flush. */
const preparedLook = (id: string): LaneCommand<AccountState> =>
  command(
    'look',
    (unit) => unit.load(accountStream, id),
    async (unit) => {
      await unit.load(accountStream, id);
    },
  );

describe('the stored state of a stream', () => {
  let ledger: TestLedger;
  let proxy: CuttingProxy;
  let one: TestLane;

  beforeEach(async () => {
    ledger = await openTestLedger();
    proxy = await CuttingProxy.before(ledger.url);
    one = ledger.instance();
  });
  afterEach(async () => {
    await ledger.close();
    await proxy.close();
  });

  async function stored(id: string): Promise<Stored | undefined> {
    const [row] = await ledger.sql<Stored>(
      'SELECT version, state, state_version, state_at FROM streams WHERE id = $1',
      [`account:${id}`],
    );
    return row;
  }

  /** One command a move; all in one flush when they are `atOnce`. */
  async function write(id: string, moves: number, { from = 1, atOnce = false } = {}): Promise<void> {
    const commands = range(moves).map((n) => move(id, n + from));
    const flushes = one.flushes.length;
    if (atOnce) await Promise.all(commands.map((each) => one.lane.execute(each)));
    else for (const each of commands) await one.lane.execute(each);
    expect(one.flushes.length - flushes).toBe(atOnce ? 1 : moves);
  }

  it('is that of every eighth version, and stands until the next', async () => {
    const seen: (number | null | undefined)[] = [];
    for (const n of range(17)) {
      await one.lane.execute(move('a', n + 1));
      seen.push((await stored('a'))?.state_at);
    }

    const nothing = range(7).map(() => null);
    expect(seen).toEqual([...nothing, ...range(8).map(() => 8), 16, 16]);
    expect(await stored('a')).toEqual({ version: 17, state: after(16), state_version: 1, state_at: 16 });
  });

  it.each([
    ['across a multiple', 6, 4],
    ['up to a multiple', 6, 2],
    ['from a multiple across the next', 8, 9],
    ['across two multiples', 7, 12],
    ['over so many that its events go ahead of the rows', 5, 40],
  ])('is that of the end of a flush that goes %s', async (_, before, together) => {
    await write('a', before);
    await write('a', together, { from: before + 1, atOnce: true });
    const version = before + together;

    expect(await stored('a')).toEqual({ version, state: after(version), state_version: 1, state_at: version });
    expect((await ledger.instance().lane.execute(look('a'))).result).toEqual(after(version));
    expect(await ledger.verify()).toMatchObject({ ok: true });
  });

  it('is left where a flush with several events ends short of the multiple', async () => {
    await write('a', 8);
    await write('a', 7, { from: 9, atOnce: true });

    expect(await stored('a')).toEqual({ version: 15, state: after(8), state_version: 1, state_at: 8 });
  });

  it('is that of the end of one command with several events', async () => {
    await write('a', 7);
    const events = range(3).map((n): AccountEvent => ({ type: 'account.moved', data: { amount: n + 8 } }));
    await one.lane.execute(
      command('several', async (unit) => {
        await unit.load(accountStream, 'a');
        unit.append(accountStream, 'a', events);
      }),
    );

    expect(await stored('a')).toEqual({ version: 10, state: after(10), state_version: 1, state_at: 10 });
  });

  it('is completed by the events after it on an instance that remembers nothing, for many streams in one read', async () => {
    const moves = { none: 8, one: 9, several: 15, later: 20, short: 3, single: 1, unknown: 0 };
    for (const [id, count] of Object.entries(moves)) await write(id, count);
    await write('crossed', 6);
    await write('crossed', 5, { from: 7, atOnce: true });
    const expected = Object.entries({ ...moves, crossed: 11 });
    const cold = ledger.instance({ url: proxy.url });
    const looks = await Promise.all(expected.map(([id]) => cold.lane.execute(preparedLook(id))));

    expect(looks.map(({ result }) => result)).toEqual(expected.map(([, count]) => after(count)));
    expect(cold.flushes).toEqual([{ commands: expected.length, events: 0 }]);
    expect(proxy.seen.filter(({ type }) => type === 'P')).toHaveLength(1);
    for (const [id, version] of expected) expect(cold.lane.memory.streams.get(`account:${id}`)?.version).toBe(version);

    await Promise.all(expected.map(([id, count]) => cold.lane.execute(move(id, count + 1))));
    expect((await stored('several'))?.state).toEqual(after(16));
    expect((await ledger.instance().lane.execute(look('later'))).result).toEqual(after(21));
    expect(await ledger.verify()).toMatchObject({ ok: true });
  });

  it('must be one: a stream whose events leave nothing is refused before it hides the older state', async () => {
    const vanishing = { ...accountStream, evolve: () => null };
    const gone = command('vanish', async (unit) => {
      await unit.load(accountStream, 'a');
      unit.append(vanishing, 'a', [{ type: 'account.audited', data: { by: 'eve' } }]);
    });
    await write('a', 7);

    await expect(one.lane.execute(gone)).rejects.toThrow('stream account:a has no state after account.audited');
    expect((await one.lane.execute(look('a'))).result).toEqual(after(7));
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 7 });
  });
});
