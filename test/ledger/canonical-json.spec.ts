import fc from 'fast-check';
import { canonicalJson } from '../../src/ledger/canonical-json.js';
import { fingerprint } from '../../src/ledger/fingerprint.js';

/** The same value with the members of every object in another order. */
function shuffled(value: unknown, order: (names: string[]) => string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, order));
  if (value === null || typeof value !== 'object') return value;
  const members = value as Record<string, unknown>;
  return Object.fromEntries(order(Object.keys(members)).map((name) => [name, shuffled(members[name], order)]));
}

describe('canonical JSON', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, b: [undefined] }, '{"b":[null]}'],
    [[Number.NaN, Infinity, -0, 1e21, 1.5], '[null,null,0,1e+21,1.5]'],
    [
      { '\ue000': 1, '\u{1f600}': 2, Z: 3, a: 4, '10': 5, '9': 6 },
      '{"10":5,"9":6,"Z":3,"a":4,"\u{1f600}":2,"\ue000":1}',
    ],
    ['a "quote", a \\ and a \n', '"a \\"quote\\", a \\\\ and a \\n"'],
    [undefined, 'null'],
  ])('writes %j as one text', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('is JSON that means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.infiniteStream<number>(fc.nat()), (value, numbers) => {
        const drawn = (names: string[]): string[] =>
          names
            .map((name) => ({ name, key: numbers.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ name }) => name);
        const other = shuffled(value, drawn);
        expect(canonicalJson(other)).toBe(canonicalJson(value));
        expect(fingerprint(other)).toBe(fingerprint(value));
      }),
    );
  });

  it('tells different values apart, and so do fingerprints', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const same = canonicalJson(one) === canonicalJson(other);
        expect(same).toBe(
          JSON.stringify(shuffled(one, (names) => names.sort())) ===
            JSON.stringify(shuffled(other, (names) => names.sort())),
        );
        expect(fingerprint(one) === fingerprint(other)).toBe(same);
      }),
    );
    expect(fingerprint({ a: 1 })).toMatch(/^[0-9a-f]{32}$/);
  });

  it('stays the same when written and read again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });
});
