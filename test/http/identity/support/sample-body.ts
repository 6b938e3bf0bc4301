/** The least body that an operation takes, made from its schema in `openapi.json`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface OperationObject {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

const document = JSON.parse(readFileSync(join(__dirname, '../../../../openapi.json'), 'utf8')) as Document;

/** What an operation asks for beyond its schema. */
const FURTHER: Readonly<Record<string, object>> = {
  reportAgentTaskRunProgress: { log: ['a line'] },
  createBridge: { endpoint_url: 'https://chat.example/hook' },
  updateBridge: { enabled: true },
  createTaskBridgeNotificationSubscription: { peer_id: 'a peer' },
};

/** Required members alone; undefined where the operation takes no body or is not documented. */
export function sampleBody(operationId: string): object | undefined {
  const schema = bodySchema(operationId);
  return schema && { ...(sampleOf(schema) as object), ...FURTHER[operationId] };
}

function bodySchema(operationId: string): Schema | undefined {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const body = operations.find((operation) => operation.operationId === operationId)?.requestBody;
  const schema = body && Object.values(body.content)[0]?.schema;
  return schema?.$ref === undefined ? schema : document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
}

function sampleOf(schema: Schema): unknown {
  if (schema.$ref !== undefined)
    return sampleOf(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]),
      );
    case 'array':
      return [sampleOf(schema.items ?? {})];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return schema.format === 'date-time' ? '2099-01-01T00:00:00Z' : 'sample';
  }
}
