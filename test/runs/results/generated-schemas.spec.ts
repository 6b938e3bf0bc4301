/** What a schema run must complete with (`http.md` 12). */
import type { Json } from '../../../src/ledger/event.js';
import { checkGeneratedSchemas } from '../../../src/runs/results/generated-schemas.js';

const INPUT = { type: 'object', properties: { q: { type: 'string' } } };
const FOUND = { input_schema: INPUT, output_schema: true };
const TEXTS = { input_schema: '{"properties":{"q":{"type":"string"}},"type":"object"}', output_schema: 'true' };

const errorsOf = (result: Json, needed = true) => checkGeneratedSchemas(result, needed).errors;

it.each([
  ['objects', FOUND],
  ['texts', { input_schema: JSON.stringify(INPUT, null, 2), output_schema: ' true ' }],
  ['more that nobody asked for', { ...FOUND, notes: 'some', required_secrets: null }],
])('as %s the schemas are one text', (_, result) => {
  expect(checkGeneratedSchemas(result, true)).toEqual({ errors: [], schemas: TEXTS });
});

it('slots are logins, without a second factor unless one is asked for', () => {
  const required_secrets = [
    { name: 'shop', type: 'login' },
    { name: 'bank', requires_totp: true, note: 'x' },
  ];
  expect(checkGeneratedSchemas({ ...FOUND, required_secrets }, true).schemas?.required_secrets).toEqual([
    { name: 'shop', type: 'login', requires_totp: false },
    { name: 'bank', type: 'login', requires_totp: true },
  ]);
  expect(checkGeneratedSchemas({ ...FOUND, required_secrets: [] }, true).schemas?.required_secrets).toEqual([]);
});

it('schemas may be absent where the old ones stay, and only there', () => {
  expect(checkGeneratedSchemas({}, false)).toEqual({ errors: [], schemas: {} });
  expect(checkGeneratedSchemas({ output_schema: true }, false)).toEqual({
    errors: [],
    schemas: { output_schema: 'true' },
  });
  expect(errorsOf({})).toEqual(['/input_schema must be there', '/output_schema must be there']);
  expect(errorsOf({ ...FOUND, input_schema: null })).toEqual(['/input_schema must be there']);
});

it.each([null, 'text', [], 7])('%j is no result of a schema run', (result) => {
  expect(errorsOf(result, false)).toEqual(['result must be object']);
});

it.each<[Json, string]>([
  ['{', '/input_schema must be an object, a boolean, or a text that is one of them'],
  [true, '/input_schema must be of type object'],
  [{ type: 'array' }, '/input_schema must be of type object'],
  [{ type: ['object'] }, '/input_schema must be of type object'],
  [{ type: 'object', $ref: 'https://example.com/a' }, '/input_schema has a $ref that leads to nothing in it'],
  [{ type: 'object', required: 'q' }, '/input_schema is no JSON Schema: /required must be array'],
])('%j is no schema of inputs', (input_schema, error) => {
  expect(errorsOf({ ...FOUND, input_schema })).toEqual([error]);
  expect(errorsOf({ ...FOUND, input_schema }, false)).toEqual([error]);
});

it.each<[Json, string]>([
  ['shop', '/required_secrets must be a list of at most 50'],
  [Array(51).fill({ name: 'a' }), '/required_secrets must be a list of at most 50'],
  [['shop'], '/required_secrets/0/name must be a text of 1 to 200 characters'],
  [[{ name: ' ' }], '/required_secrets/0/name must be a text of 1 to 200 characters'],
  [[{ name: 'a'.repeat(201) }], '/required_secrets/0/name must be a text of 1 to 200 characters'],
  [[{ name: 'a', type: 'card' }], '/required_secrets/0/type must be login'],
  [[{ name: 'a', requires_totp: 'yes' }], '/required_secrets/0/requires_totp must be boolean'],
  [[{ name: 'a' }, { name: 'a' }], '/required_secrets must have different names'],
])('%j are no slots', (required_secrets, error) => {
  expect(errorsOf({ ...FOUND, required_secrets })).toEqual([error]);
});

it('names ten places at most, and never a value', () => {
  const errors = errorsOf({ ...FOUND, required_secrets: Array(50).fill({ name: '', type: 'hunter2' }) });
  expect(errors).toHaveLength(10);
  expect(errors.join()).not.toContain('hunter2');
});
