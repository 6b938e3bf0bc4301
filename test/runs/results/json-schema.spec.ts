/** Which JSON Schemas are taken, and what a check against one says (`http.md` 11.3 and 11.6). */
import { Ajv, type AnySchema } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { checkValue, validatorOf } from '../../../src/runs/results/check-value.js';
import { compileSchema } from '../../../src/runs/results/json-schema.js';

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';
const TOKEN = `agh_claim_${'x'.repeat(43)}`;

const taken = (input: unknown): string => {
  const compiled = compileSchema(input);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.schema;
};
const refusal = (input: unknown): string => {
  const compiled = compileSchema(input);
  return compiled.ok ? 'taken' : compiled.error;
};
const check = (schema: unknown, value: unknown): string[] =>
  checkValue(validatorOf(taken(schema)), JSON.stringify(value));
const nested = (depth: number): unknown => {
  let schema: unknown = {};
  for (let i = 1; i < depth; i++) schema = { not: schema };
  return schema;
};
const filled = (bytes: number): unknown => ({ title: 'x'.repeat(bytes - '{"title":""}'.length) });

describe('a schema is taken', () => {
  it('as an object, a boolean or a text of one, which are the same', () => {
    const schema = { type: 'object', properties: { b: { type: 'string' }, a: true } };
    const text = '{"properties":{"a":true,"b":{"type":"string"}},"type":"object"}';
    expect([taken(schema), taken(JSON.stringify(schema, null, 2)), taken(text)]).toEqual([text, text, text]);
    expect([taken(true), taken('false'), taken(' {} ')]).toEqual(['true', 'false', '{}']);
  });

  it.each([
    ['of draft 2020-12', { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'null' }] }],
    ['of draft-07', { $schema: DRAFT_07, items: [{ type: 'null' }], additionalItems: false }],
    ['of draft-07 without its hash', { $schema: DRAFT_07.slice(0, -1), definitions: {} }],
    ['with references into itself', { $defs: { a: { type: 'null' } }, $ref: '#/$defs/a' }],
    ['that refers to itself', { properties: { next: { $ref: '#' } } }],
    ['with an anchor', { $defs: { a: { $anchor: 'here', type: 'null' } }, $ref: '#here' }],
    ['with an id of its own in it', { $id: 'https://example.com/a', $defs: { b: { $id: 'b' } }, $ref: 'b' }],
    ['with words that no draft knows', { example: 1, 'x-order': 2, format: 'colour' }],
    ['of 12,288 bytes', filled(12_288)],
    ['of 64 levels', nested(64)],
  ])('%s', (_, schema) => expect(refusal(schema)).toBe('taken'));

  it('whose id another one has, and never knows that one', () => {
    const id = 'https://example.com/same';
    expect(check({ $id: id, type: 'string' }, 'a')).toEqual([]);
    expect(check({ $id: id, type: 'number' }, 1)).toEqual([]);
    expect(refusal({ $defs: { inner: { $id: `${id}/inner` } }, $ref: `${id}/inner` })).toBe('taken');
    expect(refusal({ $ref: `${id}/inner` })).toBe('has a $ref that leads to nothing in it');
    expect(refusal({ $ref: id })).toBe('has a $ref that leads to nothing in it');
  });
});

describe('a schema is refused', () => {
  const NO_SCHEMA = 'must be an object, a boolean, or a text that is one of them';
  it.each([
    ['a text that is no JSON', '{', NO_SCHEMA],
    ['a text of a number', '1', NO_SCHEMA],
    ['a number', 1, NO_SCHEMA],
    ['a list', [], NO_SCHEMA],
    ['null', null, NO_SCHEMA],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema.json' }, 'has a $ref that leads to nothing in it'],
    [
      'a reference to the schema of schemas',
      { $ref: 'https://json-schema.org/draft/2020-12/schema' },
      'has a $ref that leads to nothing in it',
    ],
    ['a reference to a file', { $ref: 'file:///etc/passwd' }, 'has a $ref that leads to nothing in it'],
    ['a reference to nothing', { $ref: '#/$defs/none' }, 'has a $ref that leads to nothing in it'],
    ['another draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, 'must be of draft 2020-12 or draft-07'],
    ['a draft that is none', { $schema: 7 }, 'must be of draft 2020-12 or draft-07'],
    ['12,289 bytes', filled(12_289), 'must be at most 12288 bytes'],
    ['12,289 bytes of ü', { title: 'ü'.repeat(6_139) }, 'must be at most 12288 bytes'],
    ['65 levels', nested(65), 'must not nest deeper than 64 levels'],
    ['very many levels in a text', `{"not":`.repeat(5_000) + '{}' + '}'.repeat(5_000), 'must not nest deeper than 64'],
    ['a text too long to look at', ' '.repeat(65_536) + '{}', NO_SCHEMA],
    ['a pattern that is none', { pattern: '(' }, 'has a pattern that is no regular expression'],
    ['look-ahead', { pattern: '(?=a)' }, 'has a pattern that cannot be run in linear time'],
    ['a name with a back reference', { patternProperties: { '(a)\\1': true } }, 'has a pattern that cannot be run'],
    ['what would be checked later', { $async: true }, 'cannot be compiled'],
  ])('%s', (_, schema, error) => expect(refusal(schema)).toContain(error));

  it('with the places where it is wrong', () => {
    expect(refusal({ type: 'text', properties: { a: { minLength: -1 } } })).toMatch(
      /^is no JSON Schema: .*\/properties\/a\/minLength must be >= 0/,
    );
  });
});

describe('what a check says', () => {
  const order = {
    type: 'object',
    required: ['id', 'toString'],
    properties: { id: { const: 7 }, lines: { items: { enum: ['a', 'b'] } }, mail: { type: 'string', pattern: '^a$' } },
    additionalProperties: false,
  };

  it('is nothing when the value will do', () => {
    expect(check(order, { id: 7, toString: 1, lines: ['a'], mail: 'a' }.valueOf())).toContain(
      'result must NOT have additional properties',
    );
    const loose = { ...order, required: ['id'] };
    expect(check(loose, { id: 7, lines: ['a'], mail: 'a' })).toEqual([]);
  });

  it('is places and rules, never a value', () => {
    expect(check(order, { id: 'secret1', lines: ['a', 'secret2'], mail: 'secret3', other: 'secret4' })).toEqual([
      "result must have required property 'toString'",
      'result must NOT have additional properties',
      '/id must be the one allowed value',
      '/lines/1 must be equal to one of the allowed values',
      '/mail must match its pattern',
    ]);
    expect(check({ type: 'object' }, 'secret')).toEqual(['result must be object']);
  });

  it('looks at members of the value itself alone', () => {
    expect(check({ required: ['constructor'] }, {})).toEqual(["result must have required property 'constructor'"]);
  });

  it('is ten places at most', () => {
    const errors = check({ items: { type: 'null' } }, Array(50).fill(1));
    expect(errors).toEqual(Array.from({ length: 10 }, (_, i) => `/${i} must be null`));
  });

  it('cuts long places, and shows no claim token', () => {
    const schema = { additionalProperties: { type: 'null' } };
    const [long = ''] = check(schema, { ['n'.repeat(500)]: 1 });
    expect([long.split(' ')[0]?.length, long.split(' ')[0]?.at(-1)]).toEqual([200, '…']);
    expect(check(schema, { [TOKEN]: 1 })).toEqual(['/agh_claim_[REDACTED] must be null']);
  });

  it('follows the draft', () => {
    const tuple = [{ type: 'null' }];
    expect(check({ $schema: DRAFT_07, items: tuple }, [1])).toEqual(['/0 must be null']);
    expect(check({ prefixItems: tuple }, [1])).toEqual(['/0 must be null']);
    expect(refusal({ items: tuple })).toContain('is no JSON Schema');
    expect(check({ $schema: DRAFT_07, dependencies: { a: ['b'] } }, { a: 1 })).toHaveLength(1);
  });

  it('is right where the program that looks for all errors fails', () => {
    const schema = { anyOf: [{ patternProperties: { a: false }, oneOf: [{ additionalProperties: false }] }, false] };
    expect(check(schema, {})).toEqual([]);
    expect(check(schema, { a: 1 })).not.toEqual([]);
  });

  it('knows formats', () => {
    expect(check({ format: 'email' }, 'nobody')).toEqual(['result must match format "email"']);
    expect(check({ format: 'uuid' }, '0b0e8f9e-3c0c-4d2a-9a50-7f8a2a6a5a11')).toEqual([]);
  });
});

const PATTERNS = ['^a+$', '[0-9]', '^(?:x|y){1,2}$', '\\s', 'b$', '^.{2,}$'];
const NAMES = ['a', 'b', 'x1'];

/** Small schemas: up to three of the words that callers use, two levels deep. */
const schemas = fc.letrec<{ schema: AnySchema; words: object }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 2 },
    fc.boolean(),
    fc
      .array(tie('words'), { minLength: 1, maxLength: 3 })
      .map((parts): AnySchema => Object.assign({}, ...parts) as object),
  ),
  words: fc.oneof(
    fc.record({ type: fc.constantFrom('string', 'number', 'integer', 'object', 'array', 'boolean', 'null') }),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom('a', 'aa', 1, null, true), { minLength: 1, maxLength: 3 }) }),
    fc.record({ minLength: fc.nat(3), maxItems: fc.nat(2), uniqueItems: fc.boolean() }),
    fc.record({ pattern: fc.constantFrom(...PATTERNS), minimum: fc.integer({ min: -2, max: 3 }) }),
    fc.record({ required: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }) }),
    fc.record({ properties: fc.dictionary(fc.constantFrom(...NAMES), tie('schema'), { maxKeys: 2 }) }),
    fc.record({ patternProperties: fc.dictionary(fc.constantFrom(...PATTERNS), tie('schema'), { maxKeys: 2 }) }),
    fc.record({ additionalProperties: tie('schema') }),
    fc.record({ propertyNames: fc.record({ pattern: fc.constantFrom(...PATTERNS) }) }),
    fc.record({ items: tie('schema') }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), not: tie('schema') }),
  ),
})).schema;

const values = fc
  .jsonValue({ maxDepth: 2 })
  .chain((any) =>
    fc.oneof(
      fc.constant(any),
      fc.constantFrom<unknown>('a', 'aa', 'xy', 'b 1', '', 0, 1, 2.5, -3, true, null, [], {}),
      fc.array(fc.constantFrom<unknown>('a', 'aa', 1, null), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom<unknown>('a', 'x', 1, null, [1]), { maxKeys: 3 }),
    ),
  );

it.each([undefined, DRAFT_07])('says of every value what the engine with ECMA-262’s patterns says (%s)', (draft) => {
  const options = { strict: false, ownProperties: true, logger: false } as const;
  const plain = () => (draft === undefined ? new Ajv2020(options) : new Ajv(options));
  fc.assert(
    fc.property(schemas, fc.array(values, { minLength: 1, maxLength: 4 }), (schema, candidates) => {
      const full = typeof schema === 'boolean' || draft === undefined ? schema : { $schema: draft, ...schema };
      const native = plain().compile(full);
      for (const value of candidates) expect(check(full, value).length === 0).toBe(native(value));
    }),
    { numRuns: 80 },
  );
});
