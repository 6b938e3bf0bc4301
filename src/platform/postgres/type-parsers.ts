import pg from 'pg';

const BIGINT = 20;
const BIGINT_ARRAY = 1016 as number;
const TIMESTAMPTZ = 1184;
const TIMESTAMPTZ_ARRAY = 1185 as number;
const TEXT_ARRAY = 1009 as number;

/**
 * Sets, for every connection of the process, how values arrive: `bigint` as a number, `timestamptz` as an ISO string in
 * UTC with exactly three digits of a second. May be called more than once.
 */
export function setTypeParsers(): void {
  const listOf = pg.types.getTypeParser(TEXT_ARRAY, 'text') as (text: string) => (string | null)[];
  pg.types.setTypeParser(BIGINT, parseBigint);
  pg.types.setTypeParser(TIMESTAMPTZ, parseTimestamp);
  pg.types.setTypeParser(BIGINT_ARRAY, (text: string) => listOf(text).map(orNull(parseBigint)));
  pg.types.setTypeParser(TIMESTAMPTZ_ARRAY, (text: string) => listOf(text).map(orNull(parseTimestamp)));
}

/** @throws RangeError rather than a number that is not the one in the database. */
export function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is outside the range of exact numbers`);
  return value;
}

/** `2026-05-05 10:30:00.123456+00` to `2026-05-05T10:30:00.123Z`; microseconds are cut off, infinity stays as it is. */
export function parseTimestamp(text: string): string {
  // Nearly all there are.
  if (text.length === 26 && text.endsWith('+00')) return `${text.slice(0, 10)}T${text.slice(11, 23)}Z`;
  const utc = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text);
  if (utc) return `${utc[1]}T${utc[2]}.${(utc[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`;
  const instant = new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(instant.getTime()) ? text : instant.toISOString();
}

function orNull<T>(parse: (text: string) => T): (text: string | null) => T | null {
  return (text) => (text === null ? null : parse(text));
}
