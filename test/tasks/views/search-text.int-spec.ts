import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import {
  foldCase,
  gramQuery,
  gramsOf,
  indexedText,
  type Places,
  searchText,
} from '../../../src/tasks/views/search-text.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const PLACES: Places = { workspace: 'ws-1', owner_ref: 'ada', network_channel: 'build' };

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 1 }).initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

async function named(cases: readonly { grams: string; query: string }[]): Promise<boolean[]> {
  const rows = await source.query<{ found: boolean }[]>(
    'SELECT c.grams::tsvector @@ c.query::tsquery AS found FROM json_to_recordset($1) c(grams text, query text)',
    [JSON.stringify(cases)],
  );
  return rows.map((row) => row.found);
}

const letters = fc.constantFrom('a', 'B', 'é', 'Σ', '日', '🙂', ' ', "'", '\\', '%', '_', ':', '&', '*', '\n', '7');
const titles = fc.string({ unit: letters, minLength: 1, maxLength: 30 });
const words = fc.tuple(titles, fc.nat(29), fc.integer({ min: 1, max: 30 })).map(([title, from, length]) => {
  const characters = [...foldCase(title)];
  const start = from % characters.length;
  return { title, word: characters.slice(start, start + length).join('') };
});

describe('the grams of a text', () => {
  it('name it for every part of it, whatever characters that has', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 20, maxLength: 20 }), async (examples) => {
        const cases = examples.map(({ title, word }) => ({
          grams: gramsOf(searchText({ title, identifier: 'X-1' }), PLACES),
          query: gramQuery(word, PLACES),
        }));
        expect(await named(cases)).toEqual(examples.map(() => true));
      }),
      { numRuns: 30 },
    );
  });

  it('do not name it for other words or another place', async () => {
    const grams = gramsOf(searchText({ title: 'Count the words', identifier: 'OPS-77' }), PLACES);
    const query = (word: string, places: Places = {}) => ({ grams, query: gramQuery(word, places) });
    const others = [
      query('q'),
      query('zz'),
      query('wordy'),
      query('counts'),
      query('words', { workspace: 'ws-2' }),
      query('words', { owner_ref: 'bob' }),
    ];
    expect(await named(others)).toEqual(others.map(() => false));
    const its = [query('s'), query('7'), query('77'), query('the'), query('count the words'), query('words', PLACES)];
    expect(await named(its)).toEqual(its.map(() => true));
  });

  it('are asked in part when a pattern is long', () => {
    expect(gramQuery('x'.repeat(500) + 'abcd', {}).split(' & ')).toHaveLength(2);
    const long = Array.from({ length: 200 }, (_none, n) => String(n)).join('-');
    expect(gramQuery(long, {}).split(' & ')).toHaveLength(12);
  });
});

describe('the text that is searched', () => {
  it('does not know case, in any language that has it', () => {
    expect(foldCase('ÄPFEL')).toBe(foldCase('äpfel'));
    expect(foldCase('ΟΔΟΣ')).toBe(foldCase('οδοσ'));
  });

  it('goes into the index whole or not at all', () => {
    expect(indexedText('é'.repeat(500))).toBe('é'.repeat(500));
    expect(indexedText('é'.repeat(501))).toBe('');
  });
});
