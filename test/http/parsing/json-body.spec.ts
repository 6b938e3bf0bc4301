import fc from 'fast-check';
import { MAX_DEPTH, parseJsonBody } from '../../../src/http/parsing/json-body.js';
import { nestsDeeperThan } from '../../../src/http/parsing/json-depth.js';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

describe('parseJsonBody', () => {
  it('gives the object of the body', () => {
    expect(parse(' {"a":[1,{"b":null}],"a2":"ä"} ')).toEqual({ a: [1, { b: null }], a2: 'ä' });
  });

  it('lets the last of repeated members win', () => {
    expect(parse('{"a":1,"a":2}')).toEqual({ a: 2 });
  });

  it('takes a top-level null for an empty object', () => {
    expect(parse('null')).toEqual({});
  });

  it.each([undefined, Buffer.alloc(0), Buffer.from(' \n')])('says that there is none: %p', (raw) => {
    expect(parseJsonBody(raw)).toBeUndefined();
  });

  it.each(['[]', '"x"', '1', 'true', '{', '{"a":1}x', '{"a":1}{}', "{'a':1}", '{a:1}', '\ufeff{}'])(
    'refuses %s',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'malformed_body' }) as Error);
    },
  );

  it('refuses what is not UTF-8', () => {
    expect(() => parseJsonBody(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow('not valid UTF-8');
  });

  it('never quotes the body', () => {
    expect(() => parse('{"secret": hunter2}')).toThrow(/^body is not valid JSON$/);
  });

  it('refuses nesting beyond the limit, however long', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    expect(parse(nested(MAX_DEPTH))).toBeDefined();
    expect(() => parse(nested(MAX_DEPTH + 1))).toThrow('nests deeper');
    expect(() => parse(nested(1_000_000))).toThrow('nests deeper');
  });
});

describe('nestsDeeperThan', () => {
  it('agrees with the depth of the parsed value', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(7), (value, limit) => {
        const text = Buffer.from(JSON.stringify(value));
        expect(nestsDeeperThan(text, limit)).toBe(depthOf(value) > limit);
      }),
    );
  });
});
