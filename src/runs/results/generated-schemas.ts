/** What a schema run of a web task must complete with (`http.md` 12): two schemas and, maybe, slots for secrets. */
import type { Json } from '../../ledger/event.js';
import type { ResultVerdict } from '../../tasks/domain/decide/check-result.js';
import type { GeneratedSchemas, RequiredSecret } from '../../tasks/domain/generated-schemas.js';
import { MAX_SLOT_NAME, MAX_WEB_SECRETS } from '../../tasks/domain/web-task.js';
import { compileSchema } from './json-schema.js';

/** Places that are named at most. */
const MAX_PLACES = 10;
const SCHEMAS = ['input_schema', 'output_schema'] as const;

type Members = Readonly<Record<string, Json | undefined>>;

/** Looks at a result, rendered as JSON. `needed`: whether both schemas have to be there. */
export function checkGeneratedSchemas(result: Json, needed: boolean): ResultVerdict {
  const members = membersOf(result);
  if (!members) return { errors: ['result must be object'] };
  const errors: string[] = [];
  const schemas = generated(members, needed, errors);
  const required_secrets = slots(members.required_secrets, errors);
  if (errors.length > 0) return { errors: errors.slice(0, MAX_PLACES) };
  return { errors, schemas: { ...schemas, ...(required_secrets === undefined ? {} : { required_secrets }) } };
}

function generated(members: Members, needed: boolean, errors: string[]): Partial<GeneratedSchemas> {
  const texts: Partial<Record<(typeof SCHEMAS)[number], string>> = {};
  for (const name of SCHEMAS) {
    const given = members[name];
    if (given === undefined || given === null) {
      if (needed) errors.push(`/${name} must be there`);
      continue;
    }
    const compiled = compileSchema(given);
    if (!compiled.ok) errors.push(`/${name} ${compiled.error}`);
    else if (name === 'input_schema' && !isOfObjects(compiled.schema)) errors.push(`/${name} must be of type object`);
    else texts[name] = compiled.schema;
  }
  return texts;
}

function isOfObjects(schema: string): boolean {
  return membersOf(JSON.parse(schema) as Json)?.type === 'object';
}

function slots(given: Json | undefined, errors: string[]): readonly RequiredSecret[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given) || given.length > MAX_WEB_SECRETS) {
    errors.push(`/required_secrets must be a list of at most ${MAX_WEB_SECRETS}`);
    return undefined;
  }
  const read = (given as readonly Json[]).map((one, i) => slot(one, `/required_secrets/${i}`, errors));
  if (new Set(read.map(({ name }) => name)).size < read.length) {
    errors.push('/required_secrets must have different names');
  }
  return read;
}

function slot(given: Json, place: string, errors: string[]): RequiredSecret {
  const { name, type, requires_totp } = membersOf(given) ?? {};
  const named = typeof name === 'string' && name.trim() !== '' && name.length <= MAX_SLOT_NAME;
  if (!named) errors.push(`${place}/name must be a text of 1 to ${MAX_SLOT_NAME} characters`);
  if (!isAbsent(type) && type !== 'login') errors.push(`${place}/type must be login`);
  if (!isAbsent(requires_totp) && typeof requires_totp !== 'boolean') {
    errors.push(`${place}/requires_totp must be boolean`);
  }
  return { name: named ? name : place, type: 'login', requires_totp: requires_totp === true };
}

function membersOf(value: Json): Members | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // Members of the object itself alone: what it inherits was not said.
  return Object.assign(Object.create(null) as object, value) as Members;
}

function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}
