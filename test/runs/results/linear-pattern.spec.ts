/** Patterns: the same answers as ECMA-262's own engine, in a time that grows with the text alone (`http.md` 11.6). */
import fc from 'fast-check';
import { linearPatterns } from '../../../src/runs/results/linear-pattern.js';
import { translatePattern } from '../../../src/runs/results/translate-pattern.js';

const linear = (pattern: string) => linearPatterns()(pattern);
const same = (pattern: string, texts: readonly string[]): void => {
  const [ours, native] = [linear(pattern), new RegExp(pattern, 'u')];
  const matched = (engine: { test(text: string): boolean }) => texts.filter((text) => engine.test(text));
  expect({ pattern, matched: matched(ours) }).toEqual({ pattern, matched: matched(native) });
};

const TEXTS = [
  ...['', 'a', 'b', 'abc', 'A', '1', '12', '٣', '_', '-', ' ', '\t', '\n', '\v', '\r', '\u00a0', '\u2028', '\ufeff'],
  ...[
    'a\n',
    '\0',
    '\u0001',
    '\b',
    '^',
    '[',
    ']',
    ':',
    '\\',
    '/',
    '.',
    '&',
    'é',
    'ß',
    'α',
    'Ω',
    'д',
    '漢',
    '😀',
    'x😀y',
  ],
  ...['{', '}', '(', 'a@b.cc', '2026-05-05', 'xxy', 'ccc', '+', '=', '$', '~', '—', '∑', 'ǅ', 'ﬁ'],
];

describe('a pattern answers as ECMA-262 says', () => {
  it.each([
    ...['', 'a', '^a', 'a$', '^$', '^abc$', 'a|b', '^(?:a|b)*c{2}', '^(?<name>a)$', 'x*?y', '(a)(b)', '^(a*)*$'],
    ...['.', '^.$', '^..$', '\\s', '^\\s$', '\\S', '^\\S$', '\\d', '\\D', '\\w', '^\\W$', '\\b', 'a\\Bb', '\\ba'],
    ...['[]', '[^]', '^[^]$', '[abc]', '[^abc]', '[a-c]', '[\\s]', '^[^\\s]$', '[\\S]', '^[^\\S]$', '[\\b]', '[\\d_]'],
    ...['[[]', '[[:a]', '[\\]]', '[a^]', '[&&]', '[~~]', '[.]', '[$^]', '[(){}]', '[-a]', '[a-]', '[\\-]', '[\\^a]'],
    ...['\\u0041', '\\u{1F600}', '^\\ud83d\\ude00$', '[\\u{1F600}-\\u{1F64F}]', '[\\ud83d\\ude00]', '\\x41', '\\cA'],
    ...['\\0', '[\\0-\\x1f]', '\\/', '\\.', '\\$', '\\^', '\\\\', '\\{', '\\|', '\\t', '\\v', '[\\v\\f]', '\\n$'],
    ...['\\p{L}', '\\P{L}', '^\\p{Letter}$', '\\p{Lu}', '\\p{Uppercase_Letter}', '\\p{gc=Nd}', '\\p{digit}'],
    ...['\\p{Script=Greek}', '\\p{sc=Cyrillic}', '[\\p{L}\\d]', '[^\\p{L}]', '\\p{General_Category=Math_Symbol}'],
    ...['^[\\w.+-]+@[a-z]+\\.[a-z]{2,}$', '^\\d{4}-\\d{2}-\\d{2}$', '^a{0}$', '^a{2,}$', '^[\\s\\S]*$', '^x{1,2}y?$'],
  ])('%s', (pattern) => same(pattern, TEXTS));

  it('whatever it is made of', () => {
    const atom = fc.constantFrom(
      ...['a', 'b', '.', '\\d', '\\s', '\\S', '\\w', '[ab]', '[^a]', '[^\\s]', '\\u0061', '(?:ab)', '(?<n>b)', '\\b'],
    );
    const repeated = fc
      .tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?'))
      .map(([one, times]) => (one === '\\b' ? one : one + times));
    const sequence = fc.array(repeated, { maxLength: 5 }).map((parts) => parts.join(''));
    const pattern = fc
      .tuple(fc.constantFrom('', '^'), fc.array(sequence, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '$'))
      .map(([begin, ways, end]) => `${begin}(?:${ways.join('|')})${end}`)
      .filter((one) => (one.match(/<n>/g) ?? []).length < 2);
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1', '\n', '\u00a0', '\u2028'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, fc.array(text, { maxLength: 5 }), (one, texts) => same(one, texts)),
      { numRuns: 500 },
    );
  });
});

describe('a pattern is refused', () => {
  it.each(['(?=a)', '(?!a)', '(?<=a)', '(?<!a)', '(a)\\1', '(?<x>a)\\k<x>', 'a{1001}', '(a{40}){40}'])(
    'that cannot be run in linear time or is too much: %s',
    (pattern) => expect(() => linear(pattern)).toThrow('cannot be run in linear time'),
  );

  it.each(['(', '[', 'a**', '\\Qa\\E', '\\z', '\\A', '(?P<x>a)', '\\pN', '{', 'a{2,1}', '\\a', '[[:alpha:]]x]'])(
    'that is none: %s',
    (pattern) => expect(() => linear(pattern)).toThrow('is no regular expression'),
  );

  it('by what all of a schema come to, each counted once', () => {
    const make = linearPatterns();
    for (let i = 0; i < 20; i++) make('^a{1000}$');
    for (let i = 0; i < 8; i++) make(`^b{1000}${i}$`);
    expect(() => make('^c{1000}$')).toThrow('repeat too much');
  });
});

it('counts what is written out', () => {
  expect(translatePattern('abc').steps).toBeLessThan(10);
  expect(translatePattern('(?:abc){100}').steps).toBeGreaterThanOrEqual(300);
  expect(translatePattern('(?:(?:ab){10}){10}').steps).toBeGreaterThanOrEqual(200);
  expect(translatePattern('a{5,}').steps).toBeGreaterThanOrEqual(5);
});

it.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(.*a){20}', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
  'a pattern that takes others for ever has its answer: %s',
  (pattern) => {
    // ECMA-262's engine would take longer than the age of the universe: the answer itself is the proof.
    expect(linear(pattern).test(`${'a'.repeat(60_000)}!`)).toBe(pattern.startsWith('(.*a)'));
  },
);

it('is known by its text, by which programs tell patterns apart', () => {
  expect(linear('^a$').toString()).toBe('^a$');
});
