/**
 * Every operation of `openapi.json` with the places of its request that take a caller's words: generated, so that no
 * operation and no member can be missed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A member of a request body, with the path to it; lists are planted in their first item. */
export interface Location {
  readonly path: readonly (string | number)[];
  readonly kind: 'text' | 'json' | 'other';
}

export interface PlantableOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly isStream: boolean;
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  readonly locations: readonly Location[];
  /** A body with what is required, what `given` says, and `value` at `location`. */
  bodyWith(location: Location, value: unknown, given: object): unknown;
}

const document = JSON.parse(readFileSync(join(__dirname, '../../../openapi.json'), 'utf8')) as Document;

let drawn = 0;

export const OPERATIONS: readonly PlantableOperation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => plantable(method.toUpperCase(), path, operation)),
);

function plantable(method: string, path: string, operation: DocumentedOperation): PlantableOperation {
  const schema = operation.requestBody?.content['application/json']?.schema;
  const named = (kind: string) => (operation.parameters ?? []).filter((p) => p.in === kind).map(({ name }) => name);
  return {
    id: operation.operationId,
    method,
    path,
    isStream: operation.responses['200']?.content?.['text/event-stream'] !== undefined,
    pathParameters: named('path'),
    queryParameters: named('query'),
    locations: schema ? locationsOf(schema, []) : [],
    bodyWith: (location, value, given) => {
      const base = { ...(schema ? (sample(schema) as object) : {}), ...given };
      return schema ? planted(schema, base, location.path, value) : undefined;
    },
  };
}

function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
}

function locationsOf(given: Schema, path: readonly (string | number)[]): Location[] {
  const schema = resolved(given);
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([name, member]) => locationsOf(member, [...path, name]));
  }
  if (schema.type === 'array' && schema.items) return locationsOf(schema.items, [...path, 0]);
  const isText = schema.type === 'string' && !schema.enum && schema.format === undefined;
  return [{ path, kind: isText ? 'text' : schema.type === undefined ? 'json' : 'other' }];
}

/** A value that a schema allows, as small as can be. */
function sample(given: Schema): unknown {
  const schema = resolved(given);
  if (schema.properties) {
    const required = (schema.required ?? []).map((name) => [name, sample(schema.properties?.[name] ?? {})]);
    return Object.fromEntries(required) as object;
  }
  if (schema.enum) return schema.enum[0];
  if (schema.format === 'date-time') return '2100-01-01T00:00:00.000Z';
  if (schema.type === 'array') return schema.items ? [sample(schema.items)] : [];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return false;
  return schema.type === 'string' ? `text-${++drawn}` : {};
}

/** A copy of `base` with `value` at `path`; what stands above it is made as small as can be where it is not there. */
function planted(given: Schema, base: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  const schema = resolved(given);
  if (typeof key === 'number') return [planted(schema.items ?? {}, sample(schema.items ?? {}), rest, value)];
  const members = base as Readonly<Record<string, unknown>>;
  const member = schema.properties?.[key] ?? {};
  return { ...members, [key]: planted(member, members[key] ?? sample(member), rest, value) };
}
