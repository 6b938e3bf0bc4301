import { StoredStates1700000000002 } from '../../migrations/0002-stored-states.js';
import { look, move } from '../support/account-stream.js';
import { openTestLedger, range, type TestLedger } from '../support/ledger.js';

describe('the migration to stored states', () => {
  let ledger: TestLedger;

  beforeAll(async () => {
    ledger = await openTestLedger();
  });
  afterAll(() => ledger.close());

  async function write(id: string, moves: number): Promise<void> {
    const { lane } = ledger.instance();
    for (const n of range(moves)) await lane.execute(move(id, n + 1));
  }

  /** `streams` as it was before: every row with the state at its end, and no word of when it was taken. */
  async function takeBack(ids: readonly string[]): Promise<void> {
    const { lane } = ledger.instance();
    for (const id of ids) {
      const { result } = await lane.execute(look(id));
      await ledger.sql('UPDATE streams SET state = $1, state_version = 1 WHERE id = $2', [
        JSON.stringify(result),
        `account:${id}`,
      ]);
    }
    await ledger.sql(
      `ALTER TABLE streams DROP COLUMN state_at;
       ALTER TABLE streams ALTER COLUMN state SET NOT NULL, ALTER COLUMN state_version SET NOT NULL`,
    );
  }

  async function migrate(): Promise<void> {
    const runner = ledger.dataSource.createQueryRunner();
    await runner.startTransaction();
    await new StoredStates1700000000002().up(runner);
    await runner.commitTransaction();
    await runner.release();
  }

  it('takes over the states of every version, and all goes on from them', async () => {
    await write('short', 3);
    await write('long', 13);
    await takeBack(['short', 'long']);
    await migrate();

    expect(await ledger.sql('SELECT id, version, state_at FROM streams ORDER BY id')).toEqual([
      { id: 'account:long', version: 13, state_at: 13 },
      { id: 'account:short', version: 3, state_at: 3 },
    ]);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 16 });

    const { lane } = ledger.instance();
    expect((await lane.execute(move('long', 9))).result).toBe(100);
    expect((await lane.execute(move('short', 4))).result).toBe(10);
    await write('new', 1);
    expect(await ledger.sql('SELECT id, version, state_at FROM streams ORDER BY id')).toEqual([
      { id: 'account:long', version: 14, state_at: 13 },
      { id: 'account:new', version: 1, state_at: null },
      { id: 'account:short', version: 4, state_at: 3 },
    ]);
    expect((await ledger.instance().lane.execute(look('long'))).result.balance).toBe(100);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: 19 });
  });
});
