import fc from 'fast-check';
import { cutToBytes } from '../../../src/notifications/domain/cut-text.js';

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

it.each([
  ['abc', 3, 'abc'],
  ['abc', 2, 'ab'],
  ['aä', 2, 'a'],
  ['aä', 3, 'aä'],
  ['€uro', 2, ''],
  ['€uro', 3, '€'],
  ['😀!', 3, ''],
  ['😀!', 4, '😀'],
])('cuts %j to %d bytes', (text, max, cut) => {
  expect(cutToBytes(text, max)).toBe(cut);
});

it('keeps as much as fits, never half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, max) => {
      const cut = cutToBytes(text, max);
      expect(bytesOf(cut)).toBeLessThanOrEqual(max);
      expect(text.startsWith(cut)).toBe(true);
      const next = [...text.slice(cut.length)][0];
      if (next !== undefined) expect(bytesOf(cut + next)).toBeGreaterThan(max);
    }),
  );
});
