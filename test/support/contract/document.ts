/**
 * The operations and schemas of the repository's own `openapi.json`, ready to judge answers. Objects are closed: an
 * answer may hold what is documented and nothing else, and a member that is left out is never null instead.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Schema = Readonly<Record<string, unknown>>;

interface ResponseObject {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface OperationObject {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, ResponseObject>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One answer that an operation documents. */
export interface DocumentedAnswer {
  /** Media types by name; none means that the answer has no body. */
  readonly bodies: ReadonlyMap<string, ValidateFunction>;
}

export interface DocumentedOperation {
  readonly id: string;
  /** The answer of a status: its own, or `default`; undefined when it is not documented at all. */
  answer(status: number): DocumentedAnswer | undefined;
}

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly operation: DocumentedOperation;
}

type Compiler = (schema: Schema) => ValidateFunction;

const DOCUMENT = join(__dirname, '../../../openapi.json');
const DOCUMENT_ID = 'openapi';
/** `http.md`: UTC with exactly three fractional digits, but for the time that stands for none. */
const TIMESTAMP = /^(?:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z|0001-01-01T00:00:00Z)$/;

let routes: readonly Route[] | undefined;

/** The operation that a request reaches; undefined where the document has none. */
export function findOperation(method: string, path: string): DocumentedOperation | undefined {
  routes ??= readRoutes();
  const segments = path.split('/');
  const matches = routes.filter((route) => route.method === method && fits(route.segments, segments));
  // A literal path wins over one with a parameter, and a number over any other parameter, as in the router.
  return matches.sort((a, b) => parameters(a) - parameters(b))[0]?.operation;
}

function readRoutes(): Route[] {
  const document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Document;
  const validatorOf = compiler(document);
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      segments: path.split('/'),
      operation: documented(operation, validatorOf),
    })),
  );
}

/** Compiles a schema once, however many answers have it: most are the same few failures. */
function compiler(document: Document): Compiler {
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: true });
  addFormats.default(ajv);
  ajv.addFormat('date-time', TIMESTAMP);
  ajv.addSchema({ $id: DOCUMENT_ID, components: closed(document.components) });
  const known = new Map<string, ValidateFunction>();
  return (schema) => {
    const text = JSON.stringify(schema);
    const validator = known.get(text) ?? ajv.compile(closed(schema) as Schema);
    known.set(text, validator);
    return validator;
  };
}

function documented({ operationId, responses }: OperationObject, validatorOf: Compiler): DocumentedOperation {
  const answers = new Map<string, DocumentedAnswer>();
  const compiled = (status: string): DocumentedAnswer | undefined => {
    const response = responses[status];
    const known = answers.get(status);
    if (known || !response) return known;
    const answer = { bodies: bodiesOf(response, validatorOf) };
    answers.set(status, answer);
    return answer;
  };
  return { id: operationId, answer: (status) => compiled(String(status)) ?? compiled('default') };
}

function bodiesOf({ content = {} }: ResponseObject, validatorOf: Compiler): Map<string, ValidateFunction> {
  return new Map(Object.entries(content).map(([type, { schema = {} }]) => [type, validatorOf(schema)]));
}

/** A copy whose objects take no undocumented member and whose "any JSON" members are null only where that is said. */
function closed(value: unknown, isMember = false): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => closed(item));
  if (typeof value !== 'object' || value === null) return value;
  const schema = value as Schema;
  if (isMember && Object.keys(schema).every((keyword) => keyword === 'description' || keyword === 'nullable')) {
    return schema.nullable === true ? {} : { not: { type: 'null' } };
  }
  const copy: Record<string, unknown> = {};
  for (const [keyword, part] of Object.entries(schema)) {
    if (keyword === '$ref') copy.$ref = DOCUMENT_ID + String(part);
    else copy[keyword] = keyword === 'properties' ? closedMembers(part as Schema) : closed(part);
  }
  if (copy.properties !== undefined && copy.additionalProperties === undefined) copy.additionalProperties = false;
  return copy;
}

function closedMembers(members: Schema): Schema {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, closed(member, true)]));
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  if (template.length !== segments.length) return false;
  return template.every((part, i) => {
    const segment = segments[i] ?? '';
    if (isNumber(part)) return /^\d{1,16}$/.test(segment);
    return part.startsWith('{') ? segment !== '' : part === segment;
  });
}

/** A parameter that takes digits alone. */
function isNumber(part: string): boolean {
  return part.startsWith('{') && part.endsWith('_number}');
}

function parameters({ segments }: Route): number {
  const weights = segments.map((part) => (isNumber(part) ? 0.5 : Number(part.startsWith('{'))));
  return weights.reduce((sum, weight) => sum + weight, 0);
}
