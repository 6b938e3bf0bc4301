import { ValidateBy } from '../rules.js';
import { rule } from '../semantics.js';
import type { FieldOptions } from './options.js';
import { applyAll } from './options.js';
import { TextField } from './text-field.js';

const GRAMMAR = /^[A-Za-z0-9._:-]{1,128}$/;
const ALL_DIGITS = /^[0-9]+$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface IdFieldOptions extends FieldOptions {
  /** Whether all-digit ids and UUIDs are refused; they are reserved for aliases of tasks (`http.md` 8). */
  readonly reserveAliases?: boolean;
}

/** An id that the caller supplies: 1-128 characters of `[A-Za-z0-9._:-]` (`http.md` 8). Blank counts as absent. */
export function IdField(options: IdFieldOptions = {}): PropertyDecorator {
  const patternWords = '1 to 128 characters of A-Z a-z 0-9 . _ : -';
  const text = TextField({ ...options, pattern: GRAMMAR, patternWords });
  return (target, key) => {
    applyAll(target, key, options.reserveAliases ? [text, NotReserved()] : [text]);
  };
}

function NotReserved(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && !ALL_DIGITS.test(value) && !UUID.test(value);
  return ValidateBy(
    { name: 'notReserved', validator: { validate } },
    rule('must be neither all digits nor a UUID; these are reserved'),
  );
}
