import { LaneLookup, trimOldest } from '../../../src/ledger/lane/lookup.js';
import { LaneMemory } from '../../../src/ledger/lane/memory.js';

const head = (position: number) => ({ position, hash: position.toString(16).padStart(64, '0'), recordedAt: null });
const lookup = (capacity: number) =>
  new LaneLookup<number>('numbers', () => Promise.resolve(new Map<string, number>()), capacity);

describe('the memory of a lane', () => {
  it('is kept while the head is the one that it belongs to, and forgotten at any other', () => {
    const memory = new LaneMemory();
    const numbers = lookup(10);
    memory.register(numbers);
    const fill = (): void => {
      memory.streams.set('account:a', { version: 1, state: {} });
      numbers.entries.set('one', 1);
    };
    fill();
    memory.advance(head(7));
    memory.validate(head(7));
    expect([memory.streams.size, numbers.entries.size]).toEqual([1, 1]);

    memory.validate(head(8));
    expect([memory.streams.size, numbers.entries.size]).toEqual([0, 0]);

    fill();
    memory.validate({ ...head(8), hash: head(9).hash });
    expect([memory.streams.size, numbers.entries.size]).toEqual([0, 0]);
  });

  it('drops the oldest beyond its capacity, between flushes only', () => {
    const memory = new LaneMemory(2);
    const numbers = lookup(3);
    memory.register(numbers);
    for (const n of [1, 2, 3, 4, 5]) {
      memory.streams.set(`account:${n}`, { version: n, state: {} });
      numbers.entries.set(String(n), n);
    }
    expect([memory.streams.size, numbers.entries.size]).toEqual([5, 5]);

    memory.trim();
    expect([...memory.streams.keys()]).toEqual(['account:4', 'account:5']);
    expect([...numbers.entries.keys()]).toEqual(['3', '4', '5']);
  });

  it('keeps streams that have been used since it looked at them last, once', () => {
    const memory = new LaneMemory(2);
    for (const n of [1, 2, 3]) memory.streams.set(`account:${n}`, { version: n, state: {}, used: n === 1 });
    memory.trim();
    expect([...memory.streams.keys()]).toEqual(['account:3', 'account:1']);

    for (const n of [4, 5]) memory.streams.set(`account:${n}`, { version: n, state: {}, used: true });
    memory.trim();
    expect([...memory.streams.keys()]).toEqual(['account:4', 'account:5']);
  });

  it('counts what was used last as youngest', () => {
    const map = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    map.delete('a');
    map.set('a', 1);
    trimOldest(map, 2);

    expect([...map.keys()]).toEqual(['c', 'a']);
    trimOldest(map, 2);
    expect(map.size).toBe(2);
  });
});
