/** Decorators that describe members of response schemas; `{ optional: true }` where the contract leaves a member out. */
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ApiProperty } from '../openapi/decorators.js';
import type { Class } from '../operation/operation.js';

export interface PropertyOptions {
  readonly optional?: boolean;
  readonly description?: string;
  /** Whether it is null where there is nothing, instead of left out: the compatibility fronts' way (`http.md` 16). */
  readonly nullable?: boolean;
}

/** Extension that marks a member as any JSON value; the document writer turns it into an empty schema. */
export const ANY_JSON = 'x-any-json';

function describe({ optional, description, nullable }: PropertyOptions, schema: ApiPropertyOptions): PropertyDecorator {
  const shown = { ...schema, ...(nullable ? { nullable } : {}) };
  return ApiProperty({ ...shown, required: !optional, description } as ApiPropertyOptions);
}

export function Text(options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: String });
}

/** UTC, RFC 3339, exactly three fractional digits. */
export function Timestamp(options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: String, format: 'date-time' });
}

export function Flag(options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: Boolean });
}

export function Integer(options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: 'integer' });
}

/** An integer beyond 32 bits, such as a log position. */
export function LongInteger(options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: 'integer', format: 'int64' });
}

export function Decimal(options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: Number, format: 'double' });
}

export function Word(values: readonly string[], options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: String, enum: [...values] });
}

export function WordList(values: readonly string[], options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: 'array', items: { type: 'string', enum: [...values] } });
}

export function TextList(options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: [String] });
}

export function Nested(type: () => Class, options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: () => type() });
}

export function NestedList(type: () => Class, options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: () => [type()] });
}

/** An object with members that are not fixed. */
export function FreeObject(options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: 'object', additionalProperties: true });
}

/** Any JSON value. */
export function AnyJson(options: PropertyOptions = {}): PropertyDecorator {
  return describe(options, { type: Object, [ANY_JSON]: true } as ApiPropertyOptions);
}
