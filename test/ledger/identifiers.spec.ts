import { newId, newUuid } from '../../src/ledger/identifiers.js';

const AT = Date.UTC(2026, 0, 1);
const STRETCH_MS = 256_000;
const STRETCHES = 65_536;

const headOf = (id: string): string => id.replace(/^task-/, '').slice(0, 4);
const heads = (times: readonly number[]): string[] => times.map((now) => headOf(newId('task', now)));

describe('an id', () => {
  it('is its prefix and 16 lower-case hex digits, and no other has them', () => {
    const ids = Array.from({ length: 10_000 }, () => newId('task', AT));
    expect(ids.filter((id) => !/^task-[0-9a-f]{16}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('begins like those that are made at the same time, and after those that were made before', () => {
    const begin = Math.ceil(AT / STRETCH_MS) * STRETCH_MS;
    const [first, last, next] = heads([begin, begin + STRETCH_MS - 1, begin + STRETCH_MS]);
    expect(last).toBe(first);
    expect(Number.parseInt(next ?? '', 16)).toBe((Number.parseInt(first ?? '', 16) + 1) % STRETCHES);
    expect(heads([begin, begin + STRETCH_MS * STRETCHES])).toEqual([first, first]);
    expect(heads([0])).toEqual(['0000']);
  });
});

it('a UUID is one of version 4, and begins like an id', () => {
  const uuids = Array.from({ length: 1_000 }, () => newUuid(AT));
  expect(
    uuids.filter((uuid) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid)),
  ).toEqual([]);
  expect(new Set(uuids).size).toBe(uuids.length);
  expect(new Set(uuids.map(headOf))).toEqual(new Set(heads([AT])));
});
