import { ApiProperty } from '../../openapi/decorators.js';
import { recordField, wrongType } from '../field.js';
import { applyAll, type FieldOptions, presence } from './options.js';

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Years that Postgres reads as they are written; an offset may lead out of them. */
const STORABLE = /^(?!0000)\d{4}-/;

/** An RFC 3339 time with any offset, turned into UTC with three fractional digits; other texts are 400. */
export function TimestampField(options: FieldOptions = {}): PropertyDecorator {
  return (target, key) => {
    const { required = false, description } = options;
    recordField(target, { name: String(key), read: readTimestamp });
    applyAll(target, key, [
      presence(options),
      ApiProperty({ type: String, format: 'date-time', required, description }),
    ]);
  };
}

function readTimestamp(raw: unknown, at: string): string | undefined {
  if (typeof raw !== 'string') throw wrongType(at, 'an RFC 3339 time');
  const text = raw.trim();
  if (text === '') return undefined;
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  const time = new Date(text.toUpperCase());
  if (day === undefined || Number.isNaN(time.getTime())) throw wrongType(at, 'an RFC 3339 time');
  if (Number(day) > daysOf(Number(year), Number(month))) throw wrongType(at, 'an RFC 3339 time');
  const utc = time.toISOString();
  if (!STORABLE.test(utc)) throw wrongType(at, 'a time of the years 1 to 9999');
  return utc;
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
