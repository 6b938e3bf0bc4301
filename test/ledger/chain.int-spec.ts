import fc from 'fast-check';
import { canonicalJson } from '../../src/ledger/canonical-json.js';
import { dataHash } from '../../src/ledger/chain.js';
import type { Json } from '../../src/ledger/event.js';
import { move } from '../support/account-stream.js';
import { openTestLedger, outcomes, type TestLane, type TestLedger } from '../support/ledger.js';

/** JSON that Postgres can hold: no NUL and no half surrogates. Large and tiny numbers are among it. */
const storable = fc
  .jsonValue({ maxDepth: 4, stringUnit: 'binary' })
  .filter((value) => !JSON.stringify(value).includes('\\u0000')) as fc.Arbitrary<Json>;

describe('hashes and the way through Postgres', () => {
  let ledger: TestLedger;
  let one: TestLane;

  beforeAll(async () => {
    ledger = await openTestLedger();
    one = ledger.instance();
  });
  afterAll(() => ledger.close());

  it('keep the hash of any data, though jsonb forgets the order of members and how numbers were written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(storable, { minLength: 1, maxLength: 20 }), async (values) => {
        const [row] = await ledger.sql<{ back: Json[] }>('SELECT $1::jsonb AS back', [canonicalJson(values)]);
        expect(canonicalJson(row?.back)).toBe(canonicalJson(values));
      }),
      { numRuns: 200 },
    );
  });

  it('keep the chain over any data that is accepted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(storable, { minLength: 1, maxLength: 20 }), async (values) => {
        const told = await outcomes(values.map((value) => one.lane.execute(move('any', 1, value))));
        expect(new Set(told)).toEqual(new Set(['ok']));
      }),
      { numRuns: 40 },
    );
    const rows = await ledger.sql<{ data: Json; hash: string }>(
      "SELECT data, encode(data_hash, 'hex') AS hash FROM events",
    );

    expect(rows.every(({ data, hash }) => dataHash(canonicalJson(data)) === hash)).toBe(true);
    expect(await ledger.verify()).toMatchObject({ ok: true, events: rows.length });
  });

  it('never take the clock back, and record one time per flush', async () => {
    await ledger.sql('TRUNCATE events, streams, test_accounts');
    await one.lane.execute(move('timed', 1));
    await ledger.sql("UPDATE events SET recorded_at = now() + interval '1 hour'");
    await Promise.all([one.lane.execute(move('timed', 1)), one.lane.execute(move('timed', 1))]);
    const times = (await ledger.log.after(0, 10)).map((event) => event.recordedAt);

    expect(times[1]).toBe(times[0]);
    expect(times[2]).toBe(times[0]);
    expect(times[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});
