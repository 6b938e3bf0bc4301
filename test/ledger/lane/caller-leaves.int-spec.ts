import { accountStream, accountView, command, look, move } from '../../support/account-stream.js';
import { openTestLedger, outcomes, type TestLane, type TestLedger } from '../../support/ledger.js';

let ledger: TestLedger;
let one: TestLane;
/** Called each time that an account's rows are worked out: after all commands of a flush, before its COMMIT. */
let written: (id: string) => void;

beforeAll(async () => {
  ledger = await openTestLedger();
  one = ledger.instance();
  one.registry.view({ ...accountView, name: 'told', tables: [], project: ({ id }) => written(id) });
});
beforeEach(() => {
  written = () => undefined;
});
afterAll(() => ledger.close());

const flushed = () => one.flushes.map(({ commands, events }) => [commands, events]);

it('undoes what a command did when its caller leaves before the commit, and runs the others as if it had not been', async () => {
  await one.lane.execute(move('shared', 10));
  const left = new AbortController();
  written = (id) => {
    if (id === 'own') left.abort();
  };
  const leaving = command('leaving', async (unit) => {
    const [shared, own] = [await unit.load(accountStream, 'shared'), await unit.load(accountStream, 'own')];
    unit.append(accountStream, 'shared', [{ type: 'account.moved', data: { amount: -shared.balance } }]);
    return unit.append(accountStream, 'own', [{ type: 'account.moved', data: { amount: own.balance + 10 } }]);
  });
  const before = flushed().length;
  const told = await outcomes([
    one.lane.execute(move('shared', 5)),
    one.lane.execute({ ...leaving, signal: left.signal }),
    one.lane.execute(move('shared', -15)),
  ]);

  expect(told).toEqual(['ok', 'CallerLeft', 'ok']);
  expect(flushed().slice(before)).toEqual([[3, 2]]);
  // What the lane remembers is what was committed, and so is what another instance reads.
  for (const { lane } of [one, ledger.instance()]) {
    expect((await lane.execute(look('shared'))).result).toMatchObject({ balance: 0, moves: 3 });
    expect((await lane.execute(look('own'))).result).toEqual(accountStream.initial);
  }
  expect(await ledger.sql('SELECT id FROM test_accounts')).toEqual([{ id: 'shared' }]);
  expect(await ledger.verify()).toMatchObject({ ok: true, events: 3 });
});

it('drops one caller after another', async () => {
  const callers = [new AbortController(), new AbortController(), new AbortController()];
  let attempts = 0;
  // Each attempt finds the next one gone; by the last nobody is left who could go.
  written = (id) => {
    if (id === 'one-by-one') callers[attempts++]?.abort();
  };
  const moves = callers.map(({ signal }) => one.lane.execute({ ...move('one-by-one', 1), signal }));
  const last = one.lane.execute(move('one-by-one', 1));

  expect(await outcomes(moves)).toEqual(['CallerLeft', 'CallerLeft', 'CallerLeft']);
  expect((await last).result).toBe(1);
  expect(attempts).toBe(4);
});

it('runs nothing again for a caller whose command did nothing', async () => {
  const left = new AbortController();
  let attempts = 0;
  written = () => {
    attempts++;
    left.abort();
  };
  const looking = one.lane.execute({ ...look('shared'), signal: left.signal });

  expect(await outcomes([looking, one.lane.execute(move('alone', 1))])).toEqual(['ok', 'ok']);
  expect(attempts).toBe(1);
});

it('answers a caller who leaves once the commit is made', async () => {
  const left = new AbortController();
  one.lane.onCommitted(() => left.abort());

  expect((await one.lane.execute({ ...move('late', 1), signal: left.signal })).result).toBe(1);
  expect(left.signal.aborted).toBe(true);
});
