import type { AnySchema, ErrorObject, ValidateFunction } from 'ajv';
import { compileValidator } from './compile-validator.js';
import { draftOf } from './json-schema.js';
import { remember } from './remember.js';
import { rulesBroken } from './rules-broken.js';

/** Programs that are kept, for a task's runs often share their schema. */
const KEPT = 50;
/** What a result is called where it is wrong as a whole. */
const WHOLE = 'result';

/** The programs of one schema: one says whether a value will do, the other, made when it does not, says why. */
export interface Validator {
  readonly decides: ValidateFunction;
  readonly explains: () => ValidateFunction;
}

const validators = new Map<string, Validator>();

/** The programs of a schema that was accepted before. */
export function validatorOf(schema: string): Validator {
  return remember(validators, KEPT, schema, () => {
    const parsed = JSON.parse(schema) as AnySchema;
    const draft = draftOf(parsed) ?? '2020-12';
    let explaining: ValidateFunction | undefined;
    return {
      decides: compileValidator(parsed, draft),
      explains: () => (explaining ??= compileValidator(parsed, draft, true)),
    };
  });
}

/** What is wrong with a value, given as JSON: at most ten places with the rule that each breaks, none where it will do. */
export function checkValue({ decides, explains }: Validator, value: string): string[] {
  const parsed: unknown = JSON.parse(value);
  if (decides(parsed)) return [];
  const first = decides.errors ?? [];
  return rulesBroken(allErrors(explains, parsed) ?? first, WHOLE);
}

/** Programs that go on after an error fail themselves for some schemas; they decide nothing. */
function allErrors(explains: () => ValidateFunction, value: unknown): readonly ErrorObject[] | undefined {
  try {
    const explaining = explains();
    return explaining(value) ? undefined : (explaining.errors ?? undefined);
  } catch {
    return undefined;
  }
}
