import { type AnySchema, Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { linearPatterns } from './linear-pattern.js';

/** The drafts of JSON Schema that are understood. */
export type Draft = '2020-12' | 'draft-07';

const CLASSES = { '2020-12': Ajv2020, 'draft-07': Ajv } as const;

/**
 * Words that no draft knows are allowed. Nothing is fetched and no other schema is known, so a reference leads into the
 * schema itself or nowhere. References are not written out, which a small schema could make a huge program of.
 */
const OPTIONS: Options = {
  ...{ strict: false, ownProperties: true, logger: false },
  ...{ meta: false, validateSchema: false, inlineRefs: false },
};

/**
 * The program that checks values against a schema, which must be one by its draft's own schema. Made by an instance of
 * its own, for ids in one schema would be known to the next. It stops at the first error unless `allErrors` is set.
 * @throws PatternRefused, or an error of ajv where a reference leads nowhere.
 */
export function compileValidator(schema: AnySchema, draft: Draft, allErrors = false): ValidateFunction {
  // `code` is for programs that are written to files.
  const regExp = Object.assign(linearPatterns(), { code: '' });
  const ajv = new CLASSES[draft]({ ...OPTIONS, allErrors, code: { regExp, optimize: false } });
  ajvFormats.default(ajv);
  const validate = ajv.compile(schema);
  if ('$async' in validate) throw new Error('a schema of an asynchronous check');
  return validate;
}
