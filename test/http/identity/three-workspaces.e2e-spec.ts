/**
 * Whatever keys of three workspaces do, none of them ever gets an id or a text of another: in no answer, no header, no
 * list, no stream. The operations come from the route table, so that new ones take part without anybody's doing.
 */
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import type { ResourceKind } from '../../../src/http/identity/resource-kinds.js';
import type { ApiAnswer, Api } from '../../support/contract.js';
import { type KeyedService, startKeyedService } from '../../access/support/keyed-service.js';
import { enqueue, makePlace, newAgent, wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import { bodyMembers, sampleBody } from './support/sample-body.js';
import { type OperationRoute, readRouteTable } from './support/route-table.js';

jest.setTimeout(120_000);

const WORKSPACES = [0, 1, 2] as const;
const ID = /\b(?:task|run|sess|key|ws|evt)-[0-9a-f]{16}\b/g;
/** Members that hold people's words, and so the mark of the workspace that wrote them. */
const WORDS = new Set([
  'title',
  'description',
  'name',
  'label',
  'reason',
  'error',
  'principal_ref',
  'agent_name',
  'log',
]);

interface Tenant {
  readonly mark: string;
  readonly workspaceId: string;
  readonly api: Api;
  /** The session that its agent calls are made with. */
  agent: { session_id: string; agent_name: string };
  /** All that its stream ever said. */
  streamed: string;
}

/** One random call. */
interface Step {
  readonly tenant: number;
  readonly asAgent: boolean;
  readonly route: number;
  readonly picks: readonly number[];
}

let service: KeyedService;
let routes: OperationRoute[];
let tenants: Tenant[];
/** Who has which id. */
const owners = new Map<string, Tenant>();
const known = new Map<ResourceKind, string[]>();
const stop = new AbortController();
const streams: Promise<void>[] = [];

beforeAll(async () => {
  service = await startKeyedService();
  const { operations } = await readRouteTable();
  routes = operations.filter(({ method, operation }) => method !== 'HEAD' && operation.id !== 'streamTask');
  tenants = await Promise.all(WORKSPACES.map(makeTenant));
  const [tasks = [], runs = []] = [known.get('task'), known.get('run')];
  known.set('held_run', runs);
  // What only a caller of all workspaces can do: tasks that wait for those of the others.
  for (const [i, task] of tasks.entries()) {
    const depends_on_task_id = tasks[(i + 1) % tasks.length] ?? '';
    const answer = await service.admin.post(`/api/tasks/${task}/dependencies`, { depends_on_task_id });
    expect([200, 201, 409, 422]).toContain(answer.status);
  }
});

afterAll(async () => {
  stop.abort();
  await Promise.allSettled(streams);
  await service.close();
});

async function makeTenant(n: number): Promise<Tenant> {
  const mark = `mark-of-${'abc'[n] ?? ''}${n}`;
  const place = await makePlace(service.admin);
  await wanted(service.admin.patch(`/api/workspaces/${place.workspaceId}`, { name: `${mark} itself` }), 200);
  const { api } = await service.key({ role: 'admin', label: `${mark} admin`, workspace: place.workspaceId });
  const { session } = await newAgent(api, { agent_name: mark, workspace: place.workspaceId });
  const tenant: Tenant = { mark, workspaceId: place.workspaceId, api, agent: session, streamed: '' };
  const spare = await service.key({ role: 'viewer', label: `${mark} spare`, workspace: place.workspaceId });
  const { task } = await place.queued({ title: `${mark} one`, identifier: `${mark}-1` });
  const second = await place.task({ title: `${mark} two`, description: `${mark} text` });
  const run = await enqueue(service.admin, second.id, { metadata: { note: mark } });
  own(tenant, 'workspace', place.workspaceId);
  own(tenant, 'session', session.session_id);
  own(tenant, 'key', spare.id);
  for (const id of [task.id, second.id]) own(tenant, 'task', id);
  own(tenant, 'run', run.id);
  streams.push(follow(tenant, task.id));
  return tenant;
}

function own(tenant: Tenant, kind: ResourceKind, id: string): void {
  owners.set(id, tenant);
  const ids = known.get(kind) ?? [];
  known.set(kind, ids);
  ids.push(id);
}

async function follow(tenant: Tenant, taskId: string): Promise<void> {
  const frames = tenant.api.stream(`/api/tasks/${taskId}/stream`, { signal: stop.signal });
  try {
    for await (const frame of frames) tenant.streamed += JSON.stringify(frame);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}

function tenantOf({ tenant }: Step): Tenant {
  const found = tenants[tenant];
  if (!found) throw new Error(`there is no tenant ${tenant}`);
  return found;
}

function routeOf({ route }: Step): OperationRoute {
  const found = routes[route % routes.length];
  if (!found) throw new Error('there are no routes');
  return found;
}

/** Makes the call of a step, with ids and references of any workspace, and what was sent by it. */
async function take(step: Step): Promise<{ route: OperationRoute; sent: string; answer: ApiAnswer<unknown> }> {
  const tenant = tenantOf(step);
  const route = routeOf(step);
  const { method, operation, kinds } = route;
  let used = 0;
  const pick = <T>(items: readonly T[] = []): T =>
    items[(step.picks[used++ % step.picks.length] ?? 0) % items.length] as T;
  const path = route.url.replaceAll(/:(\w+)/g, (_, name: string) => pick(known.get(kinds[name] ?? 'task')));
  const sample = sampleBody(operation.id);
  const body = sample && { ...sample, ...memberValues(operation.id, tenant, pick) };
  const query: Record<string, string> =
    method === 'GET' ? { workspace: pick(['', pick(known.get('workspace'))]), query: pick(['', 'mark']) } : {};
  const agent = operation.caller === 'agent' || (step.asAgent && operation.caller !== 'anonymous');
  const caller = agent ? tenant.api.as(tenant.agent) : tenant.api;
  const verb = method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete';
  const answer = await (verb === 'get' || verb === 'delete'
    ? caller[verb]<unknown>(path, { query })
    : caller[verb]<unknown>(path, body, { query }));
  return { route, sent: JSON.stringify([path, body, query]), answer };
}

function memberValues(id: string, tenant: Tenant, pick: <T>(items?: readonly T[]) => T): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of bodyMembers(id)) {
    if (WORDS.has(name)) values[name] = name === 'log' ? [tenant.mark] : tenant.mark;
    else if (name === 'workspace') values.workspace = pick([tenant.workspaceId, pick(known.get('workspace'))]);
    else if (name === 'scope') values.scope = pick(['workspace', 'workspace', 'global']);
    else if (name.endsWith('task_id')) values[name] = pick(known.get('task'));
    else if (name === 'metadata' || name === 'result') values[name] = { note: tenant.mark };
  }
  return values;
}

/** Whatever an answer holds belongs to its caller, unless the caller said it itself. */
function inspect(tenant: Tenant, told: string, sent: string): void {
  for (const other of tenants) {
    if (other !== tenant && !sent.includes(other.mark)) expect(told).not.toContain(other.mark);
  }
  for (const [id] of told.matchAll(ID)) {
    const owner = owners.get(id);
    if (owner !== undefined && owner !== tenant && !sent.includes(id)) {
      throw new Error(`${tenant.mark} is told ${id} of ${owner.mark}: ${told}`);
    }
  }
}

/** What a call made belongs to whoever called. */
function learn(tenant: Tenant, { answer, route, sent }: Awaited<ReturnType<typeof take>>): void {
  if (answer.status >= 300 || answer.body === undefined) return;
  const told = JSON.stringify(answer.body);
  for (const [id] of told.matchAll(ID)) if (!owners.has(id) && !sent.includes(id)) owners.set(id, tenant);
  const { task, run, session } = answer.body as Record<
    string,
    { id?: string; session_id?: string; agent_name?: string }
  >;
  if (route.method !== 'POST') return;
  if (task?.id !== undefined) remember('task', task.id);
  if (run?.id !== undefined) remember('run', run.id);
  if (route.operation.id === 'registerAgentSession' && session?.session_id !== undefined) {
    remember('session', session.session_id);
    tenant.agent = { session_id: session.session_id, agent_name: session.agent_name ?? '' };
  }
}

function remember(kind: ResourceKind, id: string): void {
  const ids = known.get(kind);
  if (ids && !ids.includes(id)) ids.push(id);
}

const step: fc.Arbitrary<Step> = fc.record({
  tenant: fc.constantFrom(...WORKSPACES),
  asAgent: fc.boolean(),
  route: fc.nat({ max: 10_000 }),
  picks: fc.array(fc.nat({ max: 10_000 }), { minLength: 4, maxLength: 8 }),
});

it('keys of three workspaces never meet', async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 80, maxLength: 80 }), async (steps) => {
      for (const one of steps) {
        const tenant = tenantOf(one);
        const taken = await take(one);
        const { answer, sent, route } = taken;
        inspect(tenant, JSON.stringify([answer.body ?? null, [...answer.headers]]), sent);
        learn(tenant, taken);
        if (answer.status < 300) reached.add(route.operation.id);
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
  // The calls have to get somewhere, else nothing was shown.
  expect(reached.size).toBeGreaterThan(routes.length / 3);
});

it('lists count what is their own', async () => {
  for (const tenant of tenants) {
    const text = 'SELECT id FROM tasks WHERE workspace_id = $1 ORDER BY id';
    const rows = await service.app.get(DataSource).query<{ id: string }[]>(text, [tenant.workspaceId]);
    const { body } = await tenant.api.get<{ tasks: { id: string }[] }>('/api/tasks', {
      query: { include_drafts: true },
    });
    expect(body.tasks.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id));
  }
});

it('streams carry what is their own', async () => {
  for (const tenant of tenants) {
    await until('the stream to say something', () => tenant.streamed !== '');
    inspect(tenant, tenant.streamed, '');
  }
});
