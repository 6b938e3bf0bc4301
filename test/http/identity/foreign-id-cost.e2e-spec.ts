/**
 * To a key that is bound to a workspace, an id of another one costs the same statements as one that names nothing, so
 * that not even the time of the answer tells them apart (`registries.md` 5). Statements, because times are chance.
 */
import { type KeyedService, startKeyedService } from '../../access/support/keyed-service.js';
import type { ApiAnswer } from '../../support/contract.js';
import { wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import { type OperationRoute, readRouteTable } from './support/route-table.js';
import { StatementCounter } from './support/statement-counter.js';
import { absentThings, callRoute, makeTwoWorkspaces, nameOf, type TwoWorkspaces } from './support/two-workspaces.js';

let service: KeyedService;
let routes: OperationRoute[];
let two: TwoWorkspaces;
let counter: StatementCounter;

beforeAll(async () => {
  const started = await Promise.all([startKeyedService(), readRouteTable()]);
  service = started[0];
  routes = started[1].operations.filter(({ method }) => method !== 'HEAD');
  two = await makeTwoWorkspaces(service);
  counter = new StatementCounter(service.app.getHttpServer());
});

afterAll(async () => {
  counter.stop();
  await service.close();
});

it('counts what a request sends to the database, and tells reads from commands', async () => {
  const task = await two.here.task();
  const read = await counter.of(() => two.bound.get(`/api/tasks/${task.id}`));
  const written = await counter.of(() => two.bound.patch(`/api/tasks/${task.id}`, { title: 'Changed' }));
  expect(read.length).toBeGreaterThan(0);
  expect(written.join('\n')).toMatch(/COMMIT/);
});

it('is the same work for every operation whose path names something', async () => {
  const placed = routes.filter(({ operation, parameters }) => operation.bound === undefined && parameters.length > 0);
  expect(placed.length).toBeGreaterThan(15);
  for (const route of placed) {
    // What is remembered of the caller itself.
    await callRoute(route, two, {});
    const unknown = await counter.of(() => callRoute(route, two, absentThings(route)));
    const foreign = await counter.of(() => callRoute(route, two, two.foreign));
    expect([nameOf(route), foreign]).toEqual([nameOf(route), unknown]);
    expect([nameOf(route), foreign.length]).not.toEqual([nameOf(route), 0]);
  }
});

const ENDPOINT = 'https://chat.example/hook';

type Reference = readonly [what: string, id: string, call: (id: string) => Promise<ApiAnswer<unknown>>];

/** Calls that name something in their body, query or headers. */
async function references(): Promise<readonly Reference[]> {
  const { bound, foreign, here } = two;
  const own = (await here.task()).id;
  const { task = '', workspace = '', session = '', review = '', bridge = '' } = foreign;
  const ended = (await here.queued()).run.id;
  await wanted(bound.post(`/api/task-runs/${ended}/cancel`), 200);
  const title = 'a';
  return [
    ['a workspace to list', workspace, (id) => bound.get('/api/tasks', { query: { workspace: id } })],
    [
      'a workspace to make a task in',
      workspace,
      (id) => bound.post('/api/tasks', { scope: 'workspace', workspace: id, title }),
    ],
    ['a workspace of sessions', workspace, (id) => bound.get('/api/agent/sessions', { query: { workspace: id } })],
    [
      'a workspace to register in',
      workspace,
      (id) => bound.post('/api/agent/sessions', { agent_name: 'a', workspace: id }),
    ],
    ['a workspace of a key', workspace, (id) => bound.post('/api/keys', { label: 'a', role: 'viewer', workspace: id })],
    ['a workspace of bridges', workspace, (id) => bound.get('/api/bridges', { query: { workspace: id } })],
    [
      'a workspace of a bridge',
      workspace,
      (id) => bound.post('/api/bridges', { name: 'a', scope: 'workspace', workspace: id, endpoint_url: ENDPOINT }),
    ],
    [
      'a bridge to subscribe to',
      bridge,
      (id) =>
        bound.post(`/api/tasks/${own}/notifications/bridges`, {
          bridge_instance_id: id,
          delivery_mode: 'reply',
          peer_id: 'a',
        }),
    ],
    ['a workspace to follow', workspace, (id) => bound.get('/api/stream', { query: { workspace: id } })],
    [
      'a workspace of a dashboard',
      workspace,
      (id) => bound.get('/api/observe/tasks/dashboard', { query: { scope: 'workspace', workspace: id } }),
    ],
    [
      'a workspace of an inbox',
      workspace,
      (id) => bound.get('/api/observe/tasks/inbox', { query: { scope: 'workspace', workspace: id } }),
    ],
    ['a parent to list', task, (id) => bound.get('/api/tasks', { query: { parent_task_id: id } })],
    ['a task to wait for', task, (id) => bound.post(`/api/tasks/${own}/dependencies`, { depends_on_task_id: id })],
    ['a parent of a review', review, (id) => bound.post(`/api/task-runs/${ended}/reviews`, { parent_review_id: id })],
    [
      'a session to call as',
      session,
      (id) => bound.as({ session_id: id, agent_name: 'hidden-agent' }).get('/api/tasks'),
    ],
  ];
}

it('is the same work where a body, a query or a header names something', async () => {
  for (const [what, id, call] of await references()) {
    await call(`${id.slice(0, -4)}gone`);
    const unknown = await counter.of(() => call(`${id.slice(0, -4)}none`));
    // The second time it may be remembered.
    for (const time of ['first', 'second']) {
      expect([what, time, await counter.of(() => call(id))]).toEqual([what, time, unknown]);
    }
  }
});

it('is the same work for a key that is missing, unknown, disabled or expired', async () => {
  const disabled = await service.key({ role: 'viewer' });
  await wanted(service.admin.delete(`/api/keys/${disabled.id}`), 204);
  const expired = await service.key({ role: 'viewer', expires_at: new Date(Date.now() + 2_000).toISOString() });
  await until('the key to expire', async () => (await expired.api.get('/api/tasks')).status === 401);
  const missing = await counter.of(() => wanted(service.api.get('/api/tasks'), 401));
  expect(missing).not.toEqual([]);
  for (const caller of [service.holding(`tl_${'x'.repeat(43)}`), service.holding('x'), disabled.api, expired.api]) {
    expect(await counter.of(() => wanted(caller.get('/api/tasks'), 401))).toEqual(missing);
  }
});
