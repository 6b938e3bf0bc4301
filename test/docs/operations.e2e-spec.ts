/** The table of operations in docs/api.md is that of the service: what there is, who may call it, what it refuses. */
import { readFileSync } from 'node:fs';
import { ModulesContainer } from '@nestjs/core';
import { OPERATION } from '../../src/http/operation/operation.decorator.js';
import type { Operation } from '../../src/http/operation/operation.js';
import { startTestApp } from '../support/test-app.js';

interface Row {
  readonly id: string;
  readonly call: string;
  readonly right: string;
  readonly ifMatch: boolean;
}

const ROW = /^\| `(\w+)`( ≡)? \| `([A-Z]+ \/\S+)` \| (\w+) \|(.*)\|$/gm;
const page = readFileSync('docs/api.md', 'utf8');
const rows = [...page.matchAll(ROW)];

interface Described {
  readonly paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
}

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as Described;
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ call: `${method.toUpperCase()} ${path}`, ...operation })),
);

const byId = (a: { id: string }, b: { id: string }): number => a.id.localeCompare(b.id);

test('it names every operation with its call, its right and whether it takes If-Match', async () => {
  const service = await startTestApp();
  const declared = declaredOperations(service.app.get(ModulesContainer));
  await service.close();
  const expected = described.map(({ call, operationId }): Row => {
    const { right = '', ifMatch = false } = declared.get(operationId) ?? {};
    return { id: operationId, call, right, ifMatch };
  });
  const listed = rows.map(([, id = '', mark, call = '', right = '']): Row => {
    return { id, call, right, ifMatch: mark !== undefined };
  });
  expect(listed.sort(byId)).toEqual(expected.sort(byId));
});

test('it names only codes that exist, with a status that the operation documents', () => {
  const statuses = statusesOfCodes();
  for (const [, id, , , , refuses = ''] of rows) {
    const documented = described.find(({ operationId }) => operationId === id)?.responses ?? {};
    for (const [, code = ''] of refuses.matchAll(/`(\w+)`/g)) {
      const status = statuses.get(code)?.split('/') ?? [];
      // 401, 403, 413 and 429 go out under `default` where the contract does not list them.
      const possible = Object.keys(documented).concat('401', '403', '413', '429');
      expect({ id, code, documented: status.some((one) => possible.includes(one)) }).toEqual({
        id,
        code,
        documented: true,
      });
    }
  }
});

function statusesOfCodes(): Map<string, string> {
  const errors = readFileSync('docs/errors.md', 'utf8');
  return new Map(
    [...errors.matchAll(/^\| `(\w+)` \| ([\d/]+) \|/gm)].map(([, code = '', status = '']) => [code, status]),
  );
}

function declaredOperations(modules: ModulesContainer): Map<string, Operation> {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  const handlers = controllers.flatMap(({ metatype }) => {
    const prototype = metatype?.prototype as Record<string, unknown> | undefined;
    return prototype ? Object.getOwnPropertyNames(prototype).map((name) => prototype[name]) : [];
  });
  const operations = handlers.flatMap((handler) => {
    const operation: unknown = typeof handler === 'function' ? Reflect.getMetadata(OPERATION, handler) : undefined;
    return operation === undefined ? [] : [operation as Operation];
  });
  return new Map(operations.map((operation) => [operation.id, operation]));
}
