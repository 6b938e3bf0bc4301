import { checkAgainstLog, rebuild, RebuildStopped } from '../../../src/ledger/followers/rebuild/rebuild.js';
import { rebuildables } from '../../../src/ledger/followers/rebuild/units.js';
import type { Rebuildable } from '../../../src/ledger/followers/rebuild/rebuildable.js';
import { CREATE_SUMMARY_TABLES, summaryView } from '../../support/account-summary.js';
import { move } from '../../support/account-stream.js';
import {
  accountsWith,
  differencesFromLog,
  type FollowerInstance,
  startFollowers,
} from '../../support/follower-instance.js';
import { openTestLedger, range, type TestLane, type TestLedger } from '../../support/ledger.js';

jest.setTimeout(180_000);

const TABLES = ['test_accounts', 'test_summary', 'test_letters'];

describe('rebuilding a view', () => {
  let ledger: TestLedger;
  let one: TestLane;
  let instance: FollowerInstance | undefined;

  beforeEach(async () => {
    ledger = await openTestLedger();
    for (const statement of CREATE_SUMMARY_TABLES) await ledger.sql(statement);
    one = ledger.instance();
    await Promise.all(range(40).map((n) => one.lane.execute(one.book.open(`a${n}`, `${n % 7}owner${n}`))));
    await Promise.all(range(200).map((n) => one.lane.execute(move(`a${n % 40}`, n))));
  });

  afterEach(async () => {
    await instance?.stop();
    instance = undefined;
    await ledger.close();
  });

  async function follow(version = 1): Promise<FollowerInstance> {
    instance = await startFollowers(ledger, accountsWith(summaryView(undefined, version)));
    const { hub } = instance;
    one.lane.onCommitted((events) => hub.offer(events));
    await instance.caughtUp();
    return instance;
  }

  function units(version = 1): Rebuildable[] {
    return rebuildables(accountsWith(summaryView(undefined, version)));
  }

  function options() {
    return { url: ledger.url, registry: accountsWith(summaryView()) };
  }

  async function contents(): Promise<unknown> {
    const tables = TABLES.map((table) => ledger.sql(`SELECT * FROM ${table} t ORDER BY t`));
    return Object.fromEntries((await Promise.all(tables)).map((rows, i) => [TABLES[i], rows]));
  }

  /** Columns, indexes, constraints and settings of the views' tables. */
  function structure(): Promise<object[]> {
    return ledger.sql(
      `SELECT c.relname, c.reloptions, pg_get_indexdef(c.oid) AS index,
        (SELECT json_agg(json_build_array(a.attname, a.atttypid::regtype, a.attnotnull) ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
        (SELECT json_agg(pg_get_constraintdef(k.oid) ORDER BY k.conname) FROM pg_constraint k WHERE k.conrelid = c.oid) AS constraints
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'test\\_%' ORDER BY c.relname`,
    );
  }

  it('gives the rows and the structure that were there', async () => {
    await follow();
    const [rows, shape] = [await contents(), await structure()];
    for (const unit of units()) await rebuild(unit, options());
    await instance?.caughtUp();
    expect(await contents()).toEqual(rows);
    expect(await structure()).toEqual(shape);
    expect(await ledger.sql("SELECT 1 FROM pg_class WHERE relnamespace = 'taskledger_rebuild'::regnamespace")).toEqual(
      [],
    );
  });

  it('mends what the log does not say, which a check finds before', async () => {
    await follow();
    const rows = await contents();
    await ledger.sql("UPDATE test_accounts SET balance = balance + 1 WHERE id = 'a1'");
    await ledger.sql("DELETE FROM test_summary WHERE account_id = 'a2'");
    await ledger.sql("UPDATE test_letters SET money = money - 1 WHERE letter = '3'");
    expect(await differencesFromLog(ledger, accountsWith(summaryView()))).toEqual([
      { table: 'test_accounts', kind: 'missing', rows: 1, keys: [{ id: 'a1' }] },
      { table: 'test_accounts', kind: 'unexpected', rows: 1, keys: [{ id: 'a1' }] },
      { table: 'test_summary', kind: 'missing', rows: 1, keys: [{ account_id: 'a2' }] },
      { table: 'test_letters', kind: 'missing', rows: 1, keys: [{ letter: '3' }] },
      { table: 'test_letters', kind: 'unexpected', rows: 1, keys: [{ letter: '3' }] },
    ]);
    for (const unit of units()) await rebuild(unit, options());
    expect(await contents()).toEqual(rows);
    expect(await differencesFromLog(ledger, accountsWith(summaryView()))).toEqual([]);
  });

  it('is compared with the log at one position, while commands are written', async () => {
    await follow();
    let writing = true;
    const writers = range(4).map(async (writer) => {
      for (let n = 0; writing; n++) await one.lane.execute(move(`a${(n * 4 + writer) % 40}`, 1));
    });
    const found: unknown[] = [];
    for (let n = 0; n < 3; n++) found.push(...(await differencesFromLog(ledger, accountsWith(summaryView()))));
    writing = false;
    await Promise.all(writers);
    expect(found).toEqual([]);
  });

  it('is not compared with the log where it is behind and nobody brings it on', async () => {
    await (await follow()).stop();
    instance = undefined;
    await one.lane.execute(move('a1', 1));
    const [, summary] = units();
    if (!summary) throw new Error('there is no such view');
    const checked = checkAgainstLog(summary, { ...options(), patienceMs: 0 });
    await expect(checked).rejects.toThrow('view summary is behind the log');
    // Commands do not wait for it.
    await one.lane.execute(move('a1', 1));
  });

  it('goes on while commands are written, and loses none of them', async () => {
    await follow();
    let writing = true;
    let written = 0;
    const writers = range(4).map(async (writer) => {
      for (let n = 0; writing; n++, written++) await one.lane.execute(move(`a${(n * 4 + writer) % 40}`, 1));
    });
    for (const unit of [...units(), ...units()]) await rebuild(unit, options());
    writing = false;
    await Promise.all(writers);
    await instance?.caughtUp();
    expect(written).toBeGreaterThan(0);
    expect(await differencesFromLog(ledger, accountsWith(summaryView()))).toEqual([]);
    const [sum] = await ledger.sql<{ sum: string }>('SELECT sum(money)::int AS sum FROM test_letters');
    expect(sum?.sum).toBe((199 * 200) / 2 + written);
  });

  it('goes on where it was stopped, with what came meanwhile', async () => {
    await follow();
    for (const unit of units()) {
      let pages = 0;
      const stopped = (): boolean => pages > 0;
      const progress = (): void => {
        pages += 1;
      };
      await expect(rebuild(unit, { ...options(), stopped, progress })).rejects.toBeInstanceOf(RebuildStopped);
    }
    await one.lane.execute(move('a7', 1));
    await one.lane.execute(one.book.open('new', 'newcomer'));
    await one.lane.execute(move('new', 1));
    const done: unknown[] = [];
    for (const unit of units()) await rebuild(unit, { ...options(), progress: (now) => void done.push(now) });
    // All was read before, but for the stream that comes after the last one.
    expect(done).toEqual([
      { name: 'accounts', eventsDone: 242, eventsTotal: 240 },
      { name: 'summary', eventsDone: 242, eventsTotal: 240 },
    ]);
    await instance?.caughtUp();
    expect(await differencesFromLog(ledger, accountsWith(summaryView()))).toEqual([]);
  });

  it('happens by itself when the version of a view was raised, the old rows serving meanwhile', async () => {
    const first = await follow();
    const before = (await ledger.sql<{ money: number }>('SELECT sum(money)::int AS money FROM test_letters'))[0]?.money;
    await first.stop();
    instance = undefined;
    await one.lane.execute(move('a5', 1));
    const second = await follow(2);
    const after = (await ledger.sql<{ money: number }>('SELECT sum(money)::int AS money FROM test_letters'))[0]?.money;
    expect(after).toBe(((before ?? 0) + 1) * 2);
    expect(await ledger.sql("SELECT version FROM views WHERE name = 'summary'")).toEqual([{ version: 2 }]);
    expect(second.errors).toEqual([]);
  });
});
