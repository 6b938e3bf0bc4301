/**
 * The OpenAPI document of the service, made from the operations that the application holds. Contract schemas are in it
 * also while no operation answers with them yet.
 */
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { FRONT_KEY_HEADERS } from '../identity/front-key.js';
import { ANY_JSON } from '../schemas/properties.js';
import { CONTRACT_SCHEMAS } from '../schemas/index.js';
import { isApiPath } from '../transport/api-paths.js';
import { openApiLibrary } from './decorators.js';

/** Version of the API, not of the software. */
const API_VERSION = '1.0.0';

const DESCRIPTION = [
  'Tasks for agents and people, with leases, dependencies, approvals and a complete history.',
  'Every failure answers `{error, diagnostic?}`; the codes are in docs/errors.md.',
].join(' ');

export async function createOpenApiDocument(app: INestApplication): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await openApiLibrary();
  const config = new DocumentBuilder()
    .setTitle('taskledger')
    .setDescription(DESCRIPTION)
    .setVersion(API_VERSION)
    .addSecurity(FRONT_KEY_HEADERS.a.scheme, { type: 'http', scheme: 'bearer' })
    .addSecurity(FRONT_KEY_HEADERS.b.scheme, { type: 'apiKey', in: 'header', name: FRONT_KEY_HEADERS.b.header })
    .addSecurity(FRONT_KEY_HEADERS.d.scheme, { type: 'apiKey', in: 'header', name: FRONT_KEY_HEADERS.d.header })
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [...CONTRACT_SCHEMAS] });
  return withPlainSchemas({ ...document, paths: operationsOnly(document.paths) }) as OpenAPIObject;
}

/** Handlers that declare no operation (health, metrics) have no operation id of ours and are left out. */
function operationsOnly(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  return Object.fromEntries(
    Object.entries(paths)
      .filter(([path]) => isApiPath(path))
      .sort(([path, item], [other, its]) => (rank(path, item) < rank(other, its) ? -1 : 1)),
  );
}

/** By the alphabet; of two paths that differ in their ids alone, as the router does, the one that takes numbers first. */
function rank(path: string, item: OpenAPIObject['paths'][string]): string {
  const parameters = [item.get, item.post].flatMap((operation) => operation?.parameters ?? []);
  const numbers = parameters.filter((one) => 'in' in one && one.in === 'path' && isInteger(one.schema));
  return numbers.reduce((text, one) => ('name' in one ? text.replace(`{${one.name}}`, `{#${one.name}}`) : text), path);
}

function isInteger(schema: object | undefined): boolean {
  return schema !== undefined && 'type' in schema && schema.type === 'integer';
}

/**
 * A copy with members in a stable order, "any JSON" members as empty schemas and references without the wrapping that
 * a described reference gets.
 */
function withPlainSchemas(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withPlainSchemas(item));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  if (members[ANY_JSON] === true) {
    const { description, nullable } = members;
    return { ...(description ? { description } : {}), ...(nullable ? { nullable } : {}) };
  }
  const names = Object.keys(members).filter((name) => members[name] !== undefined);
  if (KEEP_ORDER.has(key)) return Object.fromEntries(names.map((name) => [name, withPlainSchemas(members[name])]));
  return Object.fromEntries(names.sort().map((name) => [name, withPlainSchemas(members[name], name)]));
}

/** Objects whose members are shown as they come. */
const KEEP_ORDER = new Set(['properties', 'paths']);
