import { ApiProperty } from '../../openapi/decorators.js';
import { holdsClaimToken, scrubClaimTokens } from '../../redaction/claim-token.js';
import { recordField, wrongType } from '../field.js';
import { Matches, MaxLength, MinLength, ValidateBy } from '../rules.js';
import { rule } from '../semantics.js';
import { isStorableText } from '../storable.js';
import { applyAll, type FieldOptions, presence } from './options.js';

export interface TextFieldOptions extends FieldOptions {
  /** Longest text in characters (code points). */
  readonly max?: number;
  /** Longest text in bytes of UTF-8. */
  readonly maxBytes?: number;
  /**
   * What a blank text means: `absent` (default), `keep` (it is a value: it clears), or `refuse` (validation class).
   */
  readonly blank?: 'absent' | 'keep' | 'refuse';
  /** Whether outer whitespace is dropped. Default: true. */
  readonly trim?: boolean;
  readonly pattern?: RegExp;
  /** What the pattern allows, in words that follow "must be". */
  readonly patternWords?: string;
  /**
   * Free text for people: raw claim token values in it are masked before it goes anywhere (`http.md` 7). In every other
   * text, which would mean something else when masked, they are refused.
   */
  readonly freeText?: boolean;
  readonly example?: string;
}

/** A text member: wrong JSON type 400; length, pattern, blankness validation class. */
export function TextField(options: TextFieldOptions = {}): PropertyDecorator {
  return (target, key) => {
    const name = String(key);
    recordField(target, { name, read: (raw, at) => readText(raw, at, options) });
    applyAll(target, key, [presence(options), ...rules(options), api(options)]);
  };
}

function readText(raw: unknown, at: string, options: TextFieldOptions): string | undefined {
  if (typeof raw !== 'string') throw wrongType(at, 'a string');
  const trimmed = raw.trim();
  if (trimmed === '' && (options.blank ?? 'absent') === 'absent') return undefined;
  const text = options.trim === false ? raw : trimmed;
  return options.freeText ? scrubClaimTokens(text) : text;
}

function rules(options: TextFieldOptions): PropertyDecorator[] {
  const { max, maxBytes, pattern } = options;
  return [
    ...(options.blank === 'refuse' ? [MinLength(1, rule('must not be blank'))] : []),
    ...(max === undefined ? [] : [MaxLength(max, rule(`must be at most ${max} characters`))]),
    ...(maxBytes === undefined ? [] : [MaxBytes(maxBytes)]),
    ...(pattern ? [Matches(pattern, rule(`must be ${options.patternWords ?? `like ${String(pattern)}`}`))] : []),
    ...(options.freeText ? [] : [NoClaimToken()]),
    StorableText(),
  ];
}

function api({ required = false, description, max, pattern, example }: TextFieldOptions): PropertyDecorator {
  return ApiProperty({ type: String, required, description, maxLength: max, pattern: pattern?.source, example });
}

function MaxBytes(max: number): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && Buffer.byteLength(value) <= max;
  return ValidateBy({ name: 'maxBytes', validator: { validate } }, rule(`must be at most ${max} bytes`));
}

function StorableText(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && isStorableText(value);
  return ValidateBy(
    { name: 'storableText', validator: { validate } },
    rule('must not contain NUL or unpaired surrogates'),
  );
}

function NoClaimToken(): PropertyDecorator {
  const validate = (value: unknown) => typeof value !== 'string' || !holdsClaimToken(value);
  return ValidateBy(
    { name: 'noClaimToken', validator: { validate } },
    rule('must not contain raw lease credentials', 'raw_claim_token'),
  );
}
