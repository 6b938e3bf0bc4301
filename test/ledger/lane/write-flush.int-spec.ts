import { GENESIS_HASH } from '../../../src/ledger/chain.js';
import { LaneConnection } from '../../../src/ledger/lane/connection.js';
import { LaneMemory } from '../../../src/ledger/lane/memory.js';
import { runCommands } from '../../../src/ledger/lane/run-commands.js';
import { LET_WRITE, writeFlush } from '../../../src/ledger/lane/write-flush.js';
import { move } from '../../support/account-stream.js';
import { openTestLedger, range, type TestLedger } from '../../support/ledger.js';

const FROM = { head: { position: 0, hash: GENESIS_HASH, recordedAt: null }, now: '2026-05-05T10:30:00.000Z' };

/** One flush in one statement, and one whose events go ahead of its rows. */
describe.each([1, 40])('what a flush of %i commands sends', (commands) => {
  let ledger: TestLedger;
  let connection: LaneConnection;

  beforeEach(async () => {
    ledger = await openTestLedger();
    connection = new LaneConnection({ url: ledger.url, pipeline: true });
    await connection.open();
  });
  afterEach(async () => {
    await connection.abandon();
    await ledger.close();
  });

  async function write(): Promise<unknown> {
    const { registry } = ledger;
    const memory = new LaneMemory();
    const moves = range(commands).map(() => move('purse', 1));
    const { unit } = await runCommands({ registry, memory, query: connection.query }, moves, FROM);
    return writeFlush({ connection, registry, memory }, unit, FROM, () => undefined);
  }
  const traces = (): Promise<object[]> =>
    ledger.sql('SELECT id::text FROM streams UNION ALL SELECT position::text FROM events');

  it('has no effect where no transaction of the lane was opened before it', async () => {
    await expect(write()).rejects.toMatchObject({ kind: 'statement' });
    expect(await traces()).toEqual([]);
  });

  it('has none either behind a transaction that has ended', async () => {
    await connection.script(`BEGIN; SELECT ${LET_WRITE}; COMMIT`);

    await expect(write()).rejects.toMatchObject({ kind: 'statement' });
    expect(await traces()).toEqual([]);
  });

  it('is written in one', async () => {
    await connection.script(`BEGIN; SELECT ${LET_WRITE}`);

    expect(await write()).toMatchObject({ position: commands, recordedAt: FROM.now });
    await connection.script('COMMIT');
    expect(await traces()).toHaveLength(1 + commands);
  });
});
