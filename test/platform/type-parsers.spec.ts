import pg from 'pg';
import { parseBigint, parseTimestamp, setTypeParsers } from '../../src/platform/postgres/type-parsers.js';

describe('bigint', () => {
  it('becomes a number', () => {
    expect(parseBigint('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseBigint('-12')).toBe(-12);
  });

  it('is refused where a number would be another one', () => {
    expect(() => parseBigint('9007199254740993')).toThrow(RangeError);
  });
});

describe('timestamptz', () => {
  it.each([
    ['2026-05-05 10:30:00.123456+00', '2026-05-05T10:30:00.123Z'],
    ['2026-05-05 10:30:00.999999+00', '2026-05-05T10:30:00.999Z'],
    ['2026-05-05 10:30:00.1+00', '2026-05-05T10:30:00.100Z'],
    ['2026-05-05 10:30:00+00', '2026-05-05T10:30:00.000Z'],
    ['2026-05-05 10:30:00.5+02', '2026-05-05T08:30:00.500Z'],
    ['2026-05-05 10:30:00-03:30', '2026-05-05T14:00:00.000Z'],
    ['infinity', 'infinity'],
  ])('%s becomes %s', (text, iso) => {
    expect(parseTimestamp(text)).toBe(iso);
  });
});

describe('the parsers of the process', () => {
  it('cover the types and arrays of them', () => {
    setTypeParsers();
    setTypeParsers();
    const parse = (type: number, text: string): unknown =>
      (pg.types.getTypeParser(type, 'text') as (text: string) => unknown)(text);
    expect(parse(20, '7')).toBe(7);
    expect(parse(1184, '2026-05-05 10:30:00+00')).toBe('2026-05-05T10:30:00.000Z');
    expect(parse(1016, '{1,NULL,3}')).toEqual([1, null, 3]);
    expect(parse(1185, '{"2026-05-05 10:30:00+00",NULL}')).toEqual(['2026-05-05T10:30:00.000Z', null]);
  });
});
