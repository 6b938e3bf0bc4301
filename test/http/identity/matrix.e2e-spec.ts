/**
 * Who may call what: every route of the service with every kind of caller. The routes come from the router, the expected
 * status from what each operation declares, so that no route can be missed and none can open by accident.
 */
import { ROLES, type Role } from '../../../src/access/domain/vocabulary.js';
import { mayDo } from '../../../src/http/identity/rights.js';
import { type KeyedService, startKeyedService } from '../../access/support/keyed-service.js';
import { newAgent, wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import { ALL_FRONTS, everywhere, pathOf } from './support/route-path.js';
import { type OperationRoute, readRouteTable, type RouteTable } from './support/route-table.js';

/** Routes that anybody may call: health and metrics, which say nothing of anybody's tasks, and the documentation. */
const OPEN = /^(?:GET|HEAD) \/(?:health\/(?:live|ready)|metrics|openapi\.json|docs(?:\/.*)?)$/;

/** All test keys stand for one principal, so that one session serves them all. */
const PRINCIPAL = 'matrix';

let service: KeyedService;
let table: RouteTable;
let agent: Readonly<Record<string, string>>;
const keys = new Map<string, string>();

beforeAll(async () => {
  [service, table] = await Promise.all([startKeyedService(), readRouteTable()]);
  const holder = { principal_ref: PRINCIPAL, fronts: ALL_FRONTS };
  for (const role of ROLES) keys.set(role, (await service.key({ role, ...holder })).secret);
  keys.set('unknown key', `tl_${'x'.repeat(43)}`);
  const disabled = await service.key({ role: 'admin', ...holder });
  await wanted(service.admin.delete(`/api/keys/${disabled.id}`), 204);
  keys.set('disabled', disabled.secret);
  const expires_at = new Date(Date.now() + 2_000).toISOString();
  const expired = await service.key({ role: 'admin', ...holder, expires_at });
  await until('a key to expire', async () => (await expired.api.get('/api/tasks')).status === 401);
  keys.set('expired', expired.secret);
  const { session } = await newAgent(service.holding(keys.get('agent') ?? ''));
  agent = { 'x-agh-session-id': session.session_id, 'x-agh-agent': session.agent_name };
});

afterAll(() => service.close());

/** Ids that name nothing: what counts is how far a caller gets, not what it does there. */
async function call({ method, url, operation }: OperationRoute, caller: string): Promise<Response> {
  const secret = keys.get(caller);
  return fetch(service.url + pathOf(url, 'names-nothing'), {
    method,
    headers: {
      ...(operation.caller === 'agent' ? agent : {}),
      ...(secret === undefined ? {} : everywhere(secret)),
    },
  });
}

const nameOf = ({ method, url }: OperationRoute): string => `${method} ${url}`;

it('holds operations, which declare a right, and the few open routes', () => {
  expect(table.operations.length).toBeGreaterThan(30);
  expect(table.others.filter((route) => !OPEN.test(route))).toEqual([]);
  const rights = ['read', 'agent', 'write', 'admin'];
  expect(table.operations.filter(({ operation }) => !rights.includes(operation.right)).map(nameOf)).toEqual([]);
});

it('declares for every operation what keys that are bound to a workspace get', () => {
  const silent = table.operations.filter(
    ({ operation, parameters, kinds }) =>
      operation.bound === undefined && (parameters.length === 0 || !parameters.every((name) => name in kinds)),
  );
  expect(silent.map(nameOf)).toEqual([]);
});

it.each(['no key', 'unknown key', 'disabled', 'expired'])('refuses %s everywhere with 401', async (caller) => {
  const answers = await Promise.all(
    table.operations.map(async (route) => {
      const { status, headers } = await call(route, caller);
      return [nameOf(route), status, headers.get('www-authenticate')];
    }),
  );
  expect(answers).toEqual(table.operations.map((route) => [nameOf(route), 401, 'Bearer']));
});

it.each(ROLES)('lets the role %s do what its rights say, and nothing else', async (role: Role) => {
  const answers = await Promise.all(
    table.operations.map(async (route) => {
      const { status } = await call(route, role);
      return [nameOf(route), status === 401 || status === 403 ? status : 'let in'];
    }),
  );
  const expected = table.operations.map((route) => [
    nameOf(route),
    mayDo(role, route.operation.right) ? 'let in' : 403,
  ]);
  expect(answers).toEqual(expected);
});

it('gives the open routes to anybody, and no word of tenants in them', async () => {
  const { body } = await service.admin.post<{ workspace: { id: string } }>('/api/workspaces', {
    name: 'Tenant of metrics',
  });
  for (const path of ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs']) {
    const answer = await fetch(service.url + path);
    expect([path, answer.status]).toEqual([path, 200]);
    const text = await answer.text();
    for (const word of [body.workspace.id, 'Tenant of metrics', agent['x-agh-session-id'], PRINCIPAL]) {
      expect(text).not.toContain(word);
    }
  }
});
