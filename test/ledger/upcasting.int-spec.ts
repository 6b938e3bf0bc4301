import { StreamRegistry } from '../../src/ledger/registry.js';
import type { StreamType } from '../../src/ledger/stream-type.js';
import { type AccountState, accountStream, command, look, move } from '../support/account-stream.js';
import { openTestLedger, type TestLedger } from '../support/ledger.js';

interface MovedInCents {
  readonly type: 'account.moved';
  readonly data: { readonly cents: number };
}

/** Accounts as an earlier version of the service wrote them. */
const firstSchema: StreamType<AccountState, MovedInCents> = {
  category: 'account',
  stateVersion: 1,
  initial: accountStream.initial,
  events: { 'account.moved': { schemaVersion: 1, visibility: 'public', payload: ({ cents }) => ({ cents }) } },
  evolve: (state, { data }) => ({ ...state, balance: state.balance + data.cents / 100, moves: state.moves + 1 }),
};

describe('events of an older schema', () => {
  let ledger: TestLedger;

  beforeAll(async () => {
    ledger = await openTestLedger();
    const registry = new StreamRegistry();
    registry.register(firstSchema);
    const { lane } = ledger.instance({ registry });
    await lane.execute(
      command('move in cents', async (unit) => {
        await unit.load(firstSchema, 'old');
        unit.append(firstSchema, 'old', [
          { type: 'account.moved', data: { cents: 1_200 } },
          { type: 'account.moved', data: { cents: -200 } },
        ]);
      }),
    );
  });
  afterAll(() => ledger.close());

  it('stay as they were written and are read in the present one', async () => {
    const events = await ledger.log.ofStream('account:old', 0, 10);

    expect(events.map(({ schemaVersion, data }) => ({ schemaVersion, data }))).toEqual([
      { schemaVersion: 1, data: { cents: 1_200 } },
      { schemaVersion: 1, data: { cents: -200 } },
    ]);
    expect(events.map((event) => ledger.registry.payloadOf(event))).toEqual([{ amount: 12 }, { amount: -2 }]);
  });

  it('are followed by new ones on the same stream, and the whole still folds and verifies', async () => {
    const { lane } = ledger.instance();
    expect((await lane.execute(move('old', 5))).result).toBe(15);

    const events = await ledger.log.ofStream('account:old', 0, 10);
    expect(events.map((event) => event.schemaVersion)).toEqual([1, 1, 2]);
    expect(events.reduce<unknown>((state, event) => ledger.registry.fold(state, event), accountStream.initial)).toEqual(
      (await lane.execute(look('old'))).result,
    );
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 3 });
  });
});
