import type { UnitOfWork } from '../../../src/ledger/lane/unit-of-work.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { type AccountEvent, accountStream, command, look } from '../../support/account-stream.js';
import { openTestLedger, type TestLane, type TestLedger } from '../../support/ledger.js';

const moved = (amount: number): AccountEvent => ({ type: 'account.moved', data: { amount } });
const opened = (owner: string): AccountEvent => ({ type: 'account.opened', data: { owner } });

describe('a part of a command that fails alone', () => {
  let ledger: TestLedger;
  let one: TestLane;

  beforeEach(async () => {
    ledger = await openTestLedger();
    one = ledger.instance();
  });
  afterEach(() => ledger.close());

  async function append(unit: UnitOfWork, id: string, ...events: readonly AccountEvent[]): Promise<void> {
    await unit.load(accountStream, id);
    unit.append(accountStream, id, events);
  }

  it('leaves nothing, while what the command did before and does after it stands', async () => {
    const result = await one.lane.execute(
      command('with a part', async (unit) => {
        await append(unit, 'a', moved(1), opened('ann'));
        const failed = unit.attempt(async () => {
          await append(unit, 'b', moved(2), opened('bob'));
          await append(unit, 'a', moved(4), opened('eve'));
          throw new Rejection('validation_error', 'no');
        });
        await expect(failed).rejects.toMatchObject({ code: 'validation_error' });
        await append(unit, 'b', moved(8));
        return unit.attempt(() => 'done');
      }),
    );
    expect(result).toMatchObject({ result: 'done', position: 3 });
    expect((await ledger.log.after(0, 10)).map(({ stream, type, version }) => [stream, type, version])).toEqual([
      ['account:a', 'account.moved', 1],
      ['account:a', 'account.opened', 2],
      ['account:b', 'account.moved', 1],
    ]);
    expect(Object.fromEntries(one.book.accountOfOwner.entries)).toEqual({ ann: 'a' });
    expect(one.book.flow).toBe(9);
    expect((await one.lane.execute(look('a'))).result).toMatchObject({ owner: 'ann', balance: 1 });
    expect(await ledger.verify()).toMatchObject({ ok: true, streams: 2 });
  });

  it('is taken back with the command that is refused later', async () => {
    const refused = one.lane.execute(
      command('refused after all', async (unit) => {
        await unit.attempt(() => append(unit, 'a', moved(1), opened('ann')));
        await unit.attempt(() => Promise.reject(new Error('a bug'))).catch(() => undefined);
        throw new Rejection('validation_error', 'no');
      }),
    );
    await expect(refused).rejects.toMatchObject({ code: 'validation_error' });
    expect(await ledger.log.head()).toBe(0);
    expect([one.book.flow, one.book.accountOfOwner.entries.size]).toEqual([0, 0]);
    expect((await one.lane.execute(look('a'))).result).toEqual(accountStream.initial);
  });

  it('shows reactions only what stayed', async () => {
    const seen: (readonly [string, number])[] = [];
    one.registry.reaction<unknown, AccountEvent>({
      category: 'account',
      react: ({ id, events }) => {
        seen.push([id, events.length]);
        return Promise.resolve();
      },
    });
    await one.lane.execute(
      command('half of it', async (unit) => {
        await append(unit, 'a', moved(1));
        await unit
          .attempt(async () => {
            await append(unit, 'a', moved(2), moved(3));
            throw new Error('a bug');
          })
          .catch(() => undefined);
        await append(unit, 'a', moved(4));
      }),
    );
    expect(seen).toEqual([['a', 2]]);
    expect((await one.lane.execute(look('a'))).result).toMatchObject({ balance: 5, moves: 2 });
  });
});
