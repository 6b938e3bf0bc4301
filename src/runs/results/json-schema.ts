/**
 * JSON Schemas that callers and workers hand in: what one may be, and the one text by which it is kept and compared
 * (`http.md` 11.3). What ajv makes of a schema is program text: names and values come into it as JSON alone.
 */
import { type AnySchema, Ajv, MissingRefError } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { canonicalJson } from '../../ledger/canonical-json.js';
import { compileValidator, type Draft } from './compile-validator.js';
import { PatternRefused } from './linear-pattern.js';
import { remember } from './remember.js';
import { rulesBroken } from './rules-broken.js';

/** Bytes of a schema as canonical JSON. */
const MAX_SCHEMA_BYTES = 12_288;
/** Characters of a schema that is sent as a text, spaces and all. */
const MAX_TEXT = 65_536;
const MAX_DEPTH = 64;
/** Schemas whose verdict is kept, so that a task's own one is looked at once and not with every run. */
const KEPT = 200;

const DRAFTS: ReadonlyMap<unknown, Draft> = new Map<unknown, Draft>([
  [undefined, '2020-12'],
  ['https://json-schema.org/draft/2020-12/schema', '2020-12'],
  ['http://json-schema.org/draft-07/schema', 'draft-07'],
]);

/** A schema as canonical JSON; or why it is refused, in words that follow its name. */
export type CompiledSchema =
  { readonly ok: true; readonly schema: string } | { readonly ok: false; readonly error: string };

const verdicts = new Map<string, CompiledSchema>();

/**
 * Whether a value is a JSON Schema that results can be checked against: an object, a boolean, or a text of one; draft
 * 2020-12, or draft-07 where `$schema` says so; references into itself alone; at most 12,288 bytes.
 */
export function compileSchema(input: unknown): CompiledSchema {
  const schema = typeof input === 'string' ? parsed(input) : input;
  if (!isSchema(schema)) return refused('must be an object, a boolean, or a text that is one of them');
  if (nestsDeeper(schema, MAX_DEPTH)) return refused(`must not nest deeper than ${MAX_DEPTH} levels`);
  const text = canonicalJson(schema);
  if (Buffer.byteLength(text) > MAX_SCHEMA_BYTES) return refused(`must be at most ${MAX_SCHEMA_BYTES} bytes`);
  return remember(verdicts, KEPT, text, () => verdictOn(schema, text));
}

/** The draft that a schema is written in, undefined where it names one that is not understood. */
export function draftOf(schema: AnySchema): Draft | undefined {
  if (typeof schema === 'boolean') return '2020-12';
  // Only the object's own word counts.
  const said: unknown = Object.hasOwn(schema, '$schema') ? (schema as { $schema?: unknown }).$schema : undefined;
  return DRAFTS.get(typeof said === 'string' ? said.replace(/#$/, '') : said);
}

function verdictOn(schema: AnySchema, text: string): CompiledSchema {
  const draft = draftOf(schema);
  if (draft === undefined) return refused('must be of draft 2020-12 or draft-07');
  const ajv = metaOf(draft);
  if (ajv.validateSchema(schema) !== true) {
    return refused(`is no JSON Schema: ${rulesBroken(ajv.errors ?? [], 'it').join('; ')}`);
  }
  try {
    compileValidator(schema, draft);
    return { ok: true, schema: text };
  } catch (error) {
    return refused(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof PatternRefused) return error.message;
  if (error instanceof MissingRefError) return 'has a $ref that leads to nothing in it';
  return 'cannot be compiled';
}

const metas = new Map<Draft, Ajv2020 | Ajv>();

/** Knows the schema of the draft's schemas, and no other: what it looks at is not kept. */
function metaOf(draft: Draft): Ajv2020 | Ajv {
  return remember(metas, 2, draft, () => {
    const options = { strict: false, allErrors: true, logger: false } as const;
    const ajv = draft === '2020-12' ? new Ajv2020(options) : new Ajv(options);
    ajvFormats.default(ajv);
    return ajv;
  });
}

function parsed(text: string): unknown {
  if (text.length > MAX_TEXT) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSchema(value: unknown): value is AnySchema {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => nestsDeeper(member, levels - 1));
}

function refused(error: string): CompiledSchema {
  return { ok: false, error };
}
