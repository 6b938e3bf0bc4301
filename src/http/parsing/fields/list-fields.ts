import type { ValidationArguments } from 'class-validator';
import { ApiProperty } from '../../openapi/decorators.js';
import type { Class } from '../../operation/operation.js';
import { holdsClaimToken, scrubClaimTokens } from '../../redaction/claim-token.js';
import { readFields, recordField, wrongType } from '../field.js';
import { ArrayMaxSize, ArrayMinSize, ValidateBy, ValidateNested } from '../rules.js';
import { rule } from '../semantics.js';
import { isStorableText } from '../storable.js';
import { applyAll, type FieldOptions, presence } from './options.js';

export interface ListFieldOptions extends FieldOptions {
  /** Fewest and most items. */
  readonly min?: number;
  readonly max?: number;
}

export interface StringListFieldOptions extends ListFieldOptions {
  /** Longest item in bytes of UTF-8. */
  readonly itemMaxBytes?: number;
  /** Longest item in characters. */
  readonly itemMax?: number;
  /** What an item must match, with the words that follow "must be". */
  readonly itemPattern?: RegExp;
  readonly itemPatternWords?: string;
  /** Whether blank items are refused (default: true). */
  readonly refuseBlank?: boolean;
  /** Whether repeated items are dropped silently, keeping the first. Default: false. */
  readonly unique?: boolean;
  /** See `TextFieldOptions.freeText`. */
  readonly freeText?: boolean;
}

/** A list of texts, each trimmed. */
export function StringListField(options: StringListFieldOptions = {}): PropertyDecorator {
  return (target, key) => {
    const { required = false, description } = options;
    recordField(target, { name: String(key), read: (raw, at) => readTexts(raw, at, options) });
    applyAll(target, key, [
      presence(options),
      ...sizes(options),
      EveryItem(options),
      ApiProperty({ type: [String], required, description, maxItems: options.max }),
    ]);
  };
}

/** Capability ids: not blank, at most 128 bytes, no whitespace, no comma, repeated ones dropped (`http.md` 3). */
export function CapabilityListField(options: ListFieldOptions = {}): PropertyDecorator {
  const words = 'without whitespace and commas';
  return StringListField({
    ...options,
    itemMaxBytes: 128,
    itemPattern: /^[^\s,]+$/,
    itemPatternWords: words,
    unique: true,
  });
}

/** A list of objects of a body class. */
export function ObjectListField(type: () => Class, options: ListFieldOptions = {}): PropertyDecorator {
  const read = (raw: unknown, at: string) => {
    if (!Array.isArray(raw)) throw wrongType(at, 'an array');
    return raw.map((item: unknown, i) => {
      const itemAt = `${at}[${i}]`;
      if (typeof item !== 'object' || item === null || Array.isArray(item)) throw wrongType(itemAt, 'an object');
      return readFields(type(), item, itemAt);
    });
  };
  return (target, key) => {
    const { required = false, description, max } = options;
    recordField(target, { name: String(key), read });
    applyAll(target, key, [
      presence(options),
      ...sizes(options),
      ValidateNested({ each: true }),
      ApiProperty({ type: () => [type()], required, description, maxItems: max }),
    ]);
  };
}

function readTexts(raw: unknown, at: string, options: StringListFieldOptions): string[] {
  if (!Array.isArray(raw)) throw wrongType(at, 'an array of strings');
  const texts = raw.map((item: unknown, i) => {
    if (typeof item !== 'string') throw wrongType(`${at}[${i}]`, 'a string');
    const text = item.trim();
    return options.freeText ? scrubClaimTokens(text) : text;
  });
  return options.unique ? [...new Set(texts)] : texts;
}

function sizes({ min, max }: ListFieldOptions): PropertyDecorator[] {
  return [
    ...(min === undefined ? [] : [ArrayMinSize(min, rule(`must have at least ${min} item${min === 1 ? '' : 's'}`))]),
    ...(max === undefined ? [] : [ArrayMaxSize(max, rule(`must have at most ${max} items`))]),
  ];
}

function EveryItem(options: StringListFieldOptions): PropertyDecorator {
  const validate = (value: unknown) => Array.isArray(value) && value.every((item) => !problemOf(item, options));
  const message = ({ value }: ValidationArguments) => {
    const items = value as unknown[];
    const index = items.findIndex((item) => problemOf(item, options));
    return `item ${index} ${problemOf(items[index], options) ?? ''}`;
  };
  return ValidateBy({ name: 'everyItem', validator: { validate } }, { ...rule(''), message });
}

function problemOf(item: unknown, options: StringListFieldOptions): string | undefined {
  if (typeof item !== 'string') return 'must be a string';
  if (item === '') return options.refuseBlank === false ? undefined : 'must not be blank';
  if (options.itemMaxBytes !== undefined && Buffer.byteLength(item) > options.itemMaxBytes) {
    return `must be at most ${options.itemMaxBytes} bytes`;
  }
  if (options.itemMax !== undefined && item.length > options.itemMax) {
    return `must be at most ${options.itemMax} characters`;
  }
  if (options.itemPattern && !options.itemPattern.test(item)) return `must be ${options.itemPatternWords ?? 'valid'}`;
  if (!options.freeText && holdsClaimToken(item)) return 'must not contain raw lease credentials';
  return isStorableText(item) ? undefined : 'must not contain NUL or unpaired surrogates';
}
