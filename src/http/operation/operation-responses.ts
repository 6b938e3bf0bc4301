import { ApiDefaultResponse, ApiExtraModels, ApiResponse, getSchemaPath } from '../openapi/decorators.js';
import { ErrorBody } from '../schemas/error-body.js';
import type { Class, SuccessResponse } from './operation.js';

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'Done, or nothing there',
  400: 'The request cannot be read or is not valid',
  401: 'Caller identity or key is missing or not valid',
  403: 'The caller may not do this',
  404: 'Not found',
  409: 'Conflict with the current state',
  412: 'Not in the state that a header asks for',
  413: 'Payload too large',
  422: 'A value is missing or not allowed',
  429: 'Rate limit exceeded',
  500: 'Internal server error',
  503: 'Service unavailable',
};

/** The documented answers of an operation, and `default`, under which the layer's own statuses go out. */
export function responseDecorators(
  successes: readonly SuccessResponse[],
  failures: readonly number[],
): MethodDecorator[] {
  return [
    ...successes.flatMap((success) => successDecorators(success)),
    ...failures.map((status) => ApiResponse({ status, description: describe(status), type: ErrorBody })),
    ApiDefaultResponse({ description: 'Any other failure', type: ErrorBody }),
  ];
}

function successDecorators(success: SuccessResponse): MethodDecorator[] {
  const { status, type } = success;
  const description = success.description ?? describe(status);
  if (type === undefined) return [ApiResponse({ status, description })];
  const models = typeof type === 'function' ? [type] : Object.values(type).map((member) => modelOf(member));
  const one = typeof type === 'function' ? { $ref: getSchemaPath(type) } : envelope(type);
  const schema = success.list ? { type: 'array' as const, items: one } : one;
  const content = { [success.mediaType ?? 'application/json']: { schema } };
  return [ApiExtraModels(...models), ApiResponse({ status, description, content })];
}

function envelope(members: Readonly<Record<string, Class | readonly [Class]>>) {
  const properties = Object.entries(members).map(([name, member]) => {
    const reference = { $ref: getSchemaPath(modelOf(member)) };
    return [name, isArrayOf(member) ? { type: 'array' as const, items: reference } : reference] as const;
  });
  return { type: 'object' as const, properties: Object.fromEntries(properties), required: Object.keys(members) };
}

function modelOf(member: Class | readonly [Class]): Class {
  return isArrayOf(member) ? member[0] : member;
}

function isArrayOf(member: Class | readonly [Class]): member is readonly [Class] {
  return Array.isArray(member);
}

function describe(status: number): string {
  return DESCRIPTIONS[status] ?? `Status ${status}`;
}
