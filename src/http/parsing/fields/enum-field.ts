import { ApiProperty } from '../../openapi/decorators.js';
import { recordField, wrongType } from '../field.js';
import { IsIn } from '../rules.js';
import { rule } from '../semantics.js';
import { applyAll, type FieldOptions, presence } from './options.js';

export interface EnumFieldOptions extends FieldOptions {
  /** Whether a blank text counts as absent (default) or is refused (validation class). */
  readonly blank?: 'absent' | 'refuse';
  readonly default?: string;
  /** Other words that callers may write, with those that they stand for. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Set where whoever decides checks the word, because refusals of its own come before that. */
  readonly checkedLater?: true;
}

/** A word of a closed list, compared trimmed and in lower case (`http.md` notation). */
export function EnumField(values: readonly string[], options: EnumFieldOptions = {}): PropertyDecorator {
  return (target, key) => {
    const { required = false, description } = options;
    recordField(target, { name: String(key), read: (raw, at) => readWord(raw, at, options) });
    applyAll(target, key, [
      presence(options),
      ...(options.checkedLater ? [] : [IsIn(values, rule(`must be one of ${values.join(', ')}`))]),
      ApiProperty({ type: String, enum: [...values], required, description, default: options.default }),
    ]);
  };
}

function readWord(raw: unknown, at: string, options: EnumFieldOptions): string | undefined {
  if (typeof raw !== 'string') throw wrongType(at, 'a string');
  const word = raw.trim().toLowerCase();
  if (word === '' && options.blank !== 'refuse') return undefined;
  const { aliases = {} } = options;
  return Object.hasOwn(aliases, word) ? aliases[word] : word;
}
