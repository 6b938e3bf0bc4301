/**
 * How query classes are read (`http.md` 4): first of repeated values but for lists, blank counts as absent, every failure
 * is of the validation class.
 */
import { Rejection } from '../../ledger/rejection.js';
import type { Class } from '../operation/operation.js';
import { CHANNEL_GRAMMAR, CHANNEL_WORDS } from './fields/channel-field.js';
import { isStorableText } from './storable.js';

interface ParameterSchema {
  readonly type: 'string' | 'integer' | 'boolean' | 'array';
  readonly enum?: string[];
  readonly items?: { readonly type: 'string'; readonly enum: string[] };
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A parameter of a query class. */
export interface QueryField {
  readonly name: string;
  readonly description?: string;
  readonly schema: ParameterSchema;
  /** Turns trimmed, non-blank text into a value, or says what is wrong with it. */
  readonly read: (text: string) => { readonly value: unknown } | { readonly problem: string };
}

export interface QueryFieldOptions {
  readonly description?: string;
}

export interface QueryIntegerOptions extends QueryFieldOptions {
  readonly min?: number;
  readonly max?: number;
}

const FIELDS = new WeakMap<object, QueryField[]>();
const COLLECTED = new WeakMap<Class, readonly QueryField[]>();
const TRUE = new Set(['1', 't', 'T', 'true', 'True', 'TRUE']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'False', 'FALSE']);

/** The parameters of a query class, those of its base classes first. */
export function queryFields(type: Class): readonly QueryField[] {
  const known = COLLECTED.get(type);
  if (known) return known;
  const fields = collect(type);
  COLLECTED.set(type, fields);
  return fields;
}

function collect(type: Class): readonly QueryField[] {
  const fields: QueryField[] = [];
  let prototype: unknown = type.prototype;
  while (typeof prototype === 'object' && prototype !== null) {
    fields.unshift(...(FIELDS.get(prototype) ?? []));
    prototype = Object.getPrototypeOf(prototype);
  }
  return fields;
}

/** Free text; never refused except for what Postgres cannot hold. */
export function QueryText(options: QueryFieldOptions = {}): PropertyDecorator {
  return queryField(options, { type: 'string' }, (text) =>
    isStorableText(text) ? { value: text } : { problem: 'must not contain NUL or unpaired surrogates' },
  );
}

/** A word of a closed list, compared in lower case. */
export function QueryEnum(values: readonly string[], options: QueryFieldOptions = {}): PropertyDecorator {
  return queryField(options, { type: 'string', enum: [...values] }, (text) => {
    const word = text.toLowerCase();
    return values.includes(word) ? { value: word } : { problem: `must be one of ${values.join(', ')}` };
  });
}

/** Words of a closed list, compared in lower case: separated by commas, or the parameter repeated, or both. */
export function QueryWords(values: readonly string[], options: QueryFieldOptions = {}): PropertyDecorator {
  return queryField(options, { type: 'array', items: { type: 'string', enum: [...values] } }, (text) => {
    const words = text.split(',').map((word) => word.trim().toLowerCase());
    const unknown = words.find((word) => !values.includes(word));
    if (unknown === undefined) return { value: [...new Set(words)] };
    return { problem: `holds ${JSON.stringify(unknown)}, which is none of ${values.join(', ')}` };
  });
}

/** A base-10 integer with optional sign. */
export function QueryInteger(options: QueryIntegerOptions = {}): PropertyDecorator {
  const { min, max } = options;
  return queryField(options, { type: 'integer', minimum: min, maximum: max }, (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value)) return { problem: 'must be an integer' };
    if (min !== undefined && value < min) return { problem: `must be at least ${min}` };
    if (max !== undefined && value > max) return { problem: `must be at most ${max}` };
    return { value: value === 0 ? 0 : value };
  });
}

/** As `QueryInteger`, but what is not such an integer counts as absent (`http.md` 13). */
export function QueryLenientInteger(options: QueryIntegerOptions = {}): PropertyDecorator {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return queryField(options, { type: 'integer', minimum: options.min, maximum: options.max }, (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    return { value: value >= min && value <= max ? value : undefined };
  });
}

/** `1 t T true True TRUE 0 f F false False FALSE`. */
export function QueryBoolean(options: QueryFieldOptions = {}): PropertyDecorator {
  return queryField(options, { type: 'boolean' }, (text) => {
    if (TRUE.has(text)) return { value: true };
    return FALSE.has(text) ? { value: false } : { problem: 'must be true or false' };
  });
}

/** A network channel name, held to the grammar. */
export function QueryChannel(options: QueryFieldOptions = {}): PropertyDecorator {
  return queryField(options, { type: 'string' }, (text) =>
    CHANNEL_GRAMMAR.test(text) ? { value: text } : { problem: `must be ${CHANNEL_WORDS}` },
  );
}

/** Makes an instance of a query class; rejects with `invalid_query` at the first bad parameter. */
export function readQuery<T extends object>(type: Class<T>, raw: unknown, at: string): T {
  const instance = new type();
  const parameters = (raw ?? {}) as Record<string, unknown>;
  for (const field of queryFields(type)) {
    const text = field.schema.type === 'array' ? allText(parameters[field.name]) : firstText(parameters[field.name]);
    if (text === '') continue;
    const outcome = field.read(text);
    if ('problem' in outcome) throw new Rejection('invalid_query', `${at}.${field.name} ${outcome.problem}`);
    (instance as Record<string, unknown>)[field.name] = outcome.value;
  }
  return instance;
}

function firstText(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.trim() : '';
}

/** Blank ones among repeated values count as absent. */
function allText(value: unknown): string {
  const texts = (Array.isArray(value) ? value : [value]).map(firstText);
  return texts.filter((text) => text !== '').join(',');
}

function queryField(
  { description }: QueryFieldOptions,
  schema: ParameterSchema,
  read: QueryField['read'],
): PropertyDecorator {
  return (target, key) => {
    const field: QueryField = { name: String(key), description, schema, read };
    const own = FIELDS.get(target);
    if (own) own.push(field);
    else FIELDS.set(target, [field]);
  };
}
