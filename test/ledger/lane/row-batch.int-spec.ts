import pg from 'pg';
import { LaneConnection } from '../../../src/ledger/lane/connection.js';
import { RowBatch } from '../../../src/ledger/lane/row-batch.js';
import { table } from '../../../src/ledger/lane/table.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

interface Seat {
  readonly row: string;
  readonly number: number;
  readonly guest?: string | null;
  readonly note?: string;
}

const SEATS = table<Seat>({ name: 'seats', key: ['row', 'number'], columns: ['row', 'number', 'guest', 'note'] });
const RANKED = table<Seat>({
  name: 'ranked_seats',
  key: ['row', 'number'],
  columns: ['row', 'number', 'guest', 'note'],
  rank: ({ guest }) => (guest === undefined ? 0 : 1),
});
const VISITS = table<{ id: string; first: string }>({
  name: 'visits',
  key: ['id'],
  columns: ['id', 'first'],
  insertOnly: true,
});
const KEPT = table<Seat>({
  name: 'kept_seats',
  key: ['row', 'number'],
  columns: ['row', 'number', 'guest', 'note'],
  kept: ['note'],
});
const EARLIEST = table<{ id: string; since: string; name: string }>({
  name: 'arrivals',
  key: ['id'],
  columns: ['id', 'since', 'name'],
  earliest: 'since',
});
const MARKS = table<{ id: string }>({ name: 'marks', key: ['id'], columns: ['id'] });

const columns = 'row text, number integer, guest text UNIQUE, note text, PRIMARY KEY (row, number)';

describe('the rows of a flush', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let connection: LaneConnection;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    connection = new LaneConnection({ url: database.url });
    await connection.open();
    await client.query(`CREATE TABLE seats (${columns}); CREATE TABLE ranked_seats (${columns});
      CREATE TABLE kept_seats (${columns})`);
    await client.query(
      'CREATE TABLE visits (id text PRIMARY KEY, first text); CREATE TABLE marks (id text PRIMARY KEY); ' +
        'CREATE TABLE arrivals (id text PRIMARY KEY, since text, name text)',
    );
  });
  beforeEach(() => client.query('TRUNCATE seats, ranked_seats, kept_seats, visits, marks, arrivals'));
  afterAll(async () => {
    await connection.abandon();
    await client.end();
    await database.drop();
  });

  async function write(fill: (rows: RowBatch) => void): Promise<void> {
    const rows = new RowBatch();
    fill(rows);
    const { name, text, values } = rows.statement();
    await connection.prepared(name, text, values);
  }

  async function seats(name = 'seats'): Promise<string[]> {
    const { rows } = await client.query<{ seat: string }>(
      `SELECT concat_ws(' ', row || number, guest, note) AS seat FROM ${name} ORDER BY row, number`,
    );
    return rows.map((row) => row.seat);
  }

  it('are put whole: a later row replaces every column, a missing member is NULL', async () => {
    await write((rows) => rows.put(SEATS, { row: 'A', number: 1, guest: 'ann', note: 'window' }));
    await write((rows) => rows.put(SEATS, { row: 'A', number: 1, guest: 'bob' }));

    expect(await seats()).toEqual(['A1 bob']);
  });

  it('are sent without their nulls, which stand in the table all the same', async () => {
    await write((rows) => rows.put(SEATS, { row: 'A', number: 1, guest: 'ann', note: 'window' }));
    const rows = new RowBatch();
    rows.put(SEATS, { row: 'A', number: 1, guest: null, note: '' });
    expect(rows.statement().values).toEqual(['[{"row":"A","number":1,"note":""}]']);
    await write((again) => again.put(SEATS, { row: 'A', number: 1, guest: null, note: '' }));

    expect((await client.query('SELECT guest, note FROM seats')).rows).toEqual([{ guest: null, note: '' }]);
  });

  it('leave the columns that are kept as they are where they say nothing of them', async () => {
    await write((rows) => {
      rows.put(KEPT, { row: 'A', number: 1, guest: 'ann', note: 'window' });
      rows.put(KEPT, { row: 'A', number: 2, guest: 'bob' });
      rows.put(KEPT, { row: 'A', number: 3, guest: 'cat', note: 'aisle' });
    });
    await write((rows) => {
      rows.put(KEPT, { row: 'A', number: 1 });
      rows.put(KEPT, { row: 'A', number: 2, guest: 'dan', note: 'door' });
      rows.put(KEPT, { row: 'A', number: 3, guest: null, note: 'exit' });
    });

    expect(await seats('kept_seats')).toEqual(['A1 window', 'A2 dan door', 'A3 exit']);
  });

  it('are settled by the last word on a key', async () => {
    await write((rows) => {
      rows.put(SEATS, { row: 'A', number: 1, guest: 'ann' });
      rows.put(SEATS, { row: 'A', number: 1, guest: 'bob' });
      rows.put(SEATS, { row: 'A', number: 2, guest: 'cat' });
      rows.remove(SEATS, { row: 'A', number: 2 });
      rows.remove(SEATS, { row: 'A', number: 3 });
      rows.put(SEATS, { row: 'A', number: 3, guest: 'dan' });
    });

    expect(await seats()).toEqual(['A1 bob', 'A3 dan']);
  });

  it('are removed by their key alone, whatever stands beside it', async () => {
    await write((rows) => {
      for (const number of [1, 2, 3]) rows.put(SEATS, { row: 'A', number });
      rows.put(SEATS, { row: 'B', number: 1 });
    });
    await write((rows) => {
      rows.remove(SEATS, { row: 'A', number: 1 });
      rows.remove(SEATS, { row: 'A', number: 3 });
      rows.remove(SEATS, { row: 'Z', number: 9 });
    });

    expect(await seats()).toEqual(['A2', 'B1']);
  });

  it('leave a unique value free, when removed, for another row of the same flush', async () => {
    await write((rows) => rows.put(SEATS, { row: 'A', number: 1, guest: 'ann' }));
    await write((rows) => {
      rows.put(SEATS, { row: 'B', number: 7, guest: 'ann' });
      rows.remove(SEATS, { row: 'A', number: 1 });
    });

    expect(await seats()).toEqual(['B7 ann']);
  });

  it('are written in the order of their rank, so that one row may leave a unique value before another takes it', async () => {
    await write((rows) => rows.put(RANKED, { row: 'A', number: 1, guest: 'ann' }));
    await write((rows) => {
      rows.put(RANKED, { row: 'B', number: 7, guest: 'ann' });
      rows.put(RANKED, { row: 'A', number: 1 });
    });

    expect(await seats('ranked_seats')).toEqual(['A1', 'B7 ann']);
  });

  it('are updated in that order too, and before others are added', async () => {
    await write((rows) => {
      rows.put(RANKED, { row: 'A', number: 1, guest: 'ann' });
      for (const number of [2, 3, 4]) rows.put(RANKED, { row: 'A', number });
    });
    await write((rows) => {
      rows.put(RANKED, { row: 'A', number: 4, guest: 'ann' });
      rows.put(RANKED, { row: 'A', number: 1 });
    });
    await write((rows) => {
      rows.put(RANKED, { row: 'B', number: 1, guest: 'ann' });
      rows.put(RANKED, { row: 'A', number: 4, guest: 'bob' });
    });

    expect(await seats('ranked_seats')).toEqual(['A1', 'A2', 'A3', 'A4 bob', 'B1 ann']);
  });

  it('give way to the one with the least value where a table says so', async () => {
    await write((rows) => rows.put(EARLIEST, { id: 'a', since: '2', name: 'first' }));
    await write((rows) => {
      rows.put(EARLIEST, { id: 'a', since: '3', name: 'too late' });
      rows.put(EARLIEST, { id: 'b', since: '3', name: 'new' });
    });
    await write((rows) => rows.put(EARLIEST, { id: 'b', since: '1', name: 'earlier' }));

    expect((await client.query('SELECT id, since, name FROM arrivals ORDER BY id')).rows).toEqual([
      { id: 'a', since: '2', name: 'first' },
      { id: 'b', since: '1', name: 'earlier' },
    ]);
  });

  it('are only ever added to a table that says so', async () => {
    await write((rows) => rows.put(VISITS, { id: 'ann', first: 'monday' }));
    await write((rows) => {
      rows.put(VISITS, { id: 'ann', first: 'friday' });
      rows.put(VISITS, { id: 'bob', first: 'friday' });
      rows.put(MARKS, { id: 'x' });
    });
    await write((rows) => rows.put(MARKS, { id: 'x' }));

    const { rows } = await client.query(
      "SELECT id, first FROM visits UNION ALL SELECT id, 'mark' FROM marks ORDER BY id",
    );
    expect(rows).toEqual([
      { id: 'ann', first: 'monday' },
      { id: 'bob', first: 'friday' },
      { id: 'x', first: 'mark' },
    ]);
  });

  it('share one prepared statement per combination of tables, in whatever order they came', () => {
    const [ab, ba, a] = [new RowBatch(), new RowBatch(), new RowBatch()];
    ab.put(MARKS, { id: '1' });
    ab.put(VISITS, { id: '1', first: '' });
    ba.put(VISITS, { id: '2', first: '' });
    ba.put(MARKS, { id: '2' });
    a.put(MARKS, { id: '3' });

    expect(ab.statement().name).toBe(ba.statement().name);
    expect(a.statement().name).not.toBe(ab.statement().name);
    expect(ab.statement().values).toEqual(['[{"id":"1"}]', '[{"id":"1","first":""}]']);
  });
});
