import type { Json } from '../../../src/ledger/event.js';
import { renderResult } from '../../../src/tasks/domain/result-rendering.js';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const CASES: readonly (readonly [what: string, result: Json | undefined, json: Json, text: Json])[] = [
  ['no result', undefined, null, null],
  ['null', null, null, null],
  ['a text', 'done', 'done', 'done'],
  ['an empty text', '', '', ''],
  ['a number', 7, 7, '7'],
  ['false', false, false, 'false'],
  ['an object', { b: 1, a: [2] }, { b: 1, a: [2] }, '{"b":1,"a":[2]}'],
  ['an array', [1, 'x'], [1, 'x'], '[1,"x"]'],
  ['an object as text', ' {"a":1} ', { a: 1 }, ' {"a":1} '],
  ['an array as text', '[1]', [1], '[1]'],
  ['a number as text', '7', '7', '7'],
  ['a text that is nearly JSON', '{"a":1', '{"a":1', '{"a":1'],
  ['a text alone in an object', { text: 'hello' }, { text: 'hello' }, 'hello'],
  ['a result alone in an object', { result: 'hello' }, { result: 'hello' }, 'hello'],
  ['something else alone in an object', { answer: 'hello' }, { answer: 'hello' }, '{"answer":"hello"}'],
  ['a text that is none', { text: 7 }, { text: 7 }, '{"text":7}'],
  ['a text that is not alone', { text: 'a', n: 1 }, { text: 'a', n: 1 }, '{"text":"a","n":1}'],
  ['as deep as callers may send', nested(64), JSON.parse(nested(64)) as Json, nested(64)],
  ['deeper than that', nested(65), nested(65), nested(65)],
  ['brackets in texts', `["${'['.repeat(99)}"]`, ['['.repeat(99)], `["${'['.repeat(99)}"]`],
  ['quotes in texts', `["\\"${'{'.repeat(99)}"]`, [`"${'{'.repeat(99)}`], `["\\"${'{'.repeat(99)}"]`],
];

it.each(CASES)('%s', (_, result, json, text) => {
  expect(renderResult(result, 'json')).toStrictEqual(json);
  expect(renderResult(result, 'text')).toStrictEqual(text);
});

it('shows no claim token that a text was hiding', () => {
  const text = '{"a":{"Claim_Token ":"x","b":1},"claim_token":{"c":2}}';
  expect(renderResult(text, 'json')).toStrictEqual({ a: { b: 1 } });
});

it('reads a long text of quotes at once', () => {
  const text = `{${'\\"'.repeat(30_000)}`;
  expect(renderResult(text, 'json')).toBe(text);
});
