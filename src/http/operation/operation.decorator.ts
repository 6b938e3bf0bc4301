import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { FRONT_KEY_HEADERS } from '../identity/front-key.js';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiSecurity } from '../openapi/decorators.js';
import { queryFields } from '../parsing/query-field.js';
import { responseDecorators } from './operation-responses.js';
import {
  isQuery,
  keyedFront,
  type Operation as OperationMetadata,
  type OperationOptions,
  type SuccessResponse,
} from './operation.js';

/** Metadata key under which a handler carries its operation. */
export const OPERATION = 'taskledger:operation';

const AGENT_HEADERS = [
  { name: 'X-AGH-Session-ID', description: 'Id of the calling agent session' },
  { name: 'X-AGH-Agent', description: 'Agent name under which the session was registered' },
  { name: 'X-AGH-Workspace-ID', description: "Narrows to the session's workspace" },
];
const AT_LEAST_HEADER = {
  name: 'X-Ledger-At-Least',
  description: 'Log position that the answer must have seen; 412 when the log has not come to it within a second',
};

const IF_MATCH_HEADER = {
  name: 'If-Match',
  description: 'The quoted latest_event_seq that the task must still have, such as "42"; * is any. Else 412',
};

/**
 * Declares a handler to be an operation: who may call it, how its input is read, what it answers. Guards, the error
 * filter and the OpenAPI document all read this one declaration. A handler without it is never reached.
 */
export function Operation(options: OperationOptions): MethodDecorator {
  const successes: readonly SuccessResponse[] = isList(options.success) ? options.success : [options.success];
  return applyDecorators(
    SetMetadata(OPERATION, metadata(options)),
    HttpCode(successes[0]?.status ?? 200),
    ApiOperation({
      operationId: options.id,
      summary: options.summary,
      tags: [options.tag ?? options.action.split('.', 1)[0] ?? 'tasks'],
    }),
    ...securityDecorators(options),
    ...headerDecorators(options),
    ...inputDecorators(options),
    ...responseDecorators(successes, failuresOf(options)),
  );
}

/** The operation that a handler declares to be. */
export function operationOf(handler: object): OperationMetadata | undefined {
  return Reflect.getMetadata(OPERATION, handler) as OperationMetadata | undefined;
}

function metadata(options: OperationOptions): OperationMetadata {
  const {
    caller = 'human-or-agent',
    id,
    action,
    right,
    reads,
    bound,
    front,
    validationStatus,
    body,
    query,
    ifMatch,
  } = options;
  return { id, action, right, reads, caller, bound, front, validationStatus, body, query, ifMatch };
}

/** With that of the headers that the operation reads. */
function failuresOf(options: OperationOptions): readonly number[] {
  return options.ifMatch || isQuery(options) ? [...options.failures, 412] : options.failures;
}

/** Native callers may come without a key where the service runs without keys. */
function securityDecorators(options: OperationOptions): MethodDecorator[] {
  const front = keyedFront(options);
  return front ? [ApiSecurity(FRONT_KEY_HEADERS[front].scheme)] : [];
}

function headerDecorators(options: OperationOptions): MethodDecorator[] {
  const mandatory = options.caller === 'agent';
  const agent = options.caller === 'anonymous' || keyedFront(options) ? [] : AGENT_HEADERS;
  const headers = agent.map((header) => ({
    ...header,
    required: mandatory && header.name !== 'X-AGH-Workspace-ID',
    schema: { type: 'string' as const },
  }));
  const ifMatch = { ...IF_MATCH_HEADER, required: false, schema: { type: 'string' as const } };
  const position = { ...AT_LEAST_HEADER, required: false, schema: { type: 'integer' as const, format: 'int64' } };
  const own = [...(options.ifMatch ? [ifMatch] : []), ...(isQuery(options) ? [position] : [])];
  return [...headers, ...own].map((header) => ApiHeader(header));
}

function inputDecorators(options: OperationOptions): MethodDecorator[] {
  const body = options.body ? [ApiBody({ type: options.body.type, required: options.body.required })] : [];
  const query = options.query ? queryFields(options.query) : [];
  return [
    ...body,
    ...query.map(({ name, description, schema }) => ApiQuery({ name, required: false, description, schema })),
  ];
}

function isList(success: OperationOptions['success']): success is readonly SuccessResponse[] {
  return Array.isArray(success);
}
