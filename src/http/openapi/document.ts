/**
 * The OpenAPI document of the service, made from the operations that the application holds. Contract schemas are in it
 * also while no operation answers with them yet.
 */
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ANY_JSON } from '../schemas/properties.js';
import { CONTRACT_SCHEMAS } from '../schemas/index.js';

/** Version of the API, not of the software. */
const API_VERSION = '1.0.0';

const DESCRIPTION = [
  'Tasks for agents and people, with leases, dependencies, approvals and a complete history.',
  'Every failure answers `{error, diagnostic?}`; the codes are in docs/errors.md.',
].join(' ');

export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('taskledger')
    .setDescription(DESCRIPTION)
    .setVersion(API_VERSION)
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [...CONTRACT_SCHEMAS] });
  return withPlainSchemas({ ...document, paths: operationsOnly(document.paths) }) as OpenAPIObject;
}

/** Handlers that declare no operation (health, metrics) have no operation id of ours and are left out. */
function operationsOnly(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  return Object.fromEntries(Object.entries(paths).filter(([path]) => path.startsWith('/api/')));
}

/**
 * A copy with members in a stable order, "any JSON" members as empty schemas and references without the wrapping that
 * a described reference gets.
 */
function withPlainSchemas(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withPlainSchemas(item));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  if (members[ANY_JSON] === true) return members.description ? { description: members.description } : {};
  const names = Object.keys(members).filter((name) => members[name] !== undefined);
  if (KEEP_ORDER.has(key)) return Object.fromEntries(names.map((name) => [name, withPlainSchemas(members[name])]));
  return Object.fromEntries(names.sort().map((name) => [name, withPlainSchemas(members[name], name)]));
}

/** Objects whose members are shown in the order of declaration. */
const KEEP_ORDER = new Set(['properties']);
