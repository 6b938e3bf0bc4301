import { readIfMatch } from '../../src/http/if-match.js';

const read = (text: string | undefined) => readIfMatch(text === undefined ? {} : { 'if-match': text });

describe('If-Match', () => {
  it.each([undefined, '', '  '])('is not there: %j', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['*', '*'],
    [' * ', '*'],
    ['"42"', [42]],
    ['"0"', [0]],
    ['"9007199254740991"', [Number.MAX_SAFE_INTEGER]],
    ['"1", "42"', [1, 42]],
    ['"1","42"', [1, 42]],
  ])('%s', (text, meant) => {
    expect(read(text)).toEqual(meant);
  });

  it.each([
    '42',
    '"42',
    "'42'",
    'W/"42"',
    '"-1"',
    '"4.2"',
    '"four"',
    '""',
    '"42",',
    '"42" "43"',
    '*, "42"',
    '"9007199254740992"',
  ])('is refused: %s', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'invalid_query' }) as Error);
  });
});
