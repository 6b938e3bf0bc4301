import { ApiProperty } from '../../openapi/decorators.js';
import { recordField, wrongType } from '../field.js';
import { Max, Min } from '../rules.js';
import { rule } from '../semantics.js';
import { applyAll, type FieldOptions, presence } from './options.js';

export interface NumberFieldOptions extends FieldOptions {
  readonly min?: number;
  readonly max?: number;
  readonly default?: number;
}

/** A whole number that a double holds exactly; anything else in its place is 400, out of bounds validation class. */
export function IntegerField(options: NumberFieldOptions = {}): PropertyDecorator {
  return numberField(options, 'integer', 'an integer', Number.isSafeInteger);
}

/** A finite number; out of bounds is the validation class. */
export function NumberField(options: NumberFieldOptions = {}): PropertyDecorator {
  return numberField(options, 'number', 'a number', Number.isFinite);
}

function numberField(
  options: NumberFieldOptions,
  type: 'integer' | 'number',
  words: string,
  accepts: (value: unknown) => boolean,
): PropertyDecorator {
  const read = (raw: unknown, at: string) => {
    if (!accepts(raw)) throw wrongType(at, words);
    return raw;
  };
  return (target, key) => {
    const { min, max, required = false, description } = options;
    recordField(target, { name: String(key), read });
    applyAll(target, key, [
      presence(options),
      ...(min === undefined ? [] : [Min(min, rule(bounds(options)))]),
      ...(max === undefined ? [] : [Max(max, rule(bounds(options)))]),
      ApiProperty({ type, required, description, minimum: min, maximum: max, default: options.default }),
    ]);
  };
}

function bounds({ min, max }: NumberFieldOptions): string {
  if (min !== undefined && max !== undefined) return `must be between ${min} and ${max}`;
  return min !== undefined ? `must be at least ${min}` : `must be at most ${max}`;
}
