/** A key that is bound to a workspace: what lies elsewhere is to it as if it were not there. */
import { type KeyedService, startKeyedService } from '../../access/support/keyed-service.js';
import type { Api } from '../../support/contract.js';
import { type Agent, newTask, type Place, refused, wanted } from '../../support/place.js';
import { type OperationRoute, readRouteTable, type RouteTable } from './support/route-table.js';
import { absentThings, callRoute, makeTwoWorkspaces, nameOf, type Things } from './support/two-workspaces.js';

let service: KeyedService;
let table: RouteTable;
let there: Place;
let here: Place;
let foreign: Things;
let bound: Api;
let agent: Agent;
let words: readonly string[];

beforeAll(async () => {
  [service, table] = await Promise.all([startKeyedService(), readRouteTable()]);
  ({ here, there, foreign, bound, agent, words } = await makeTwoWorkspaces(service));
});

afterAll(() => service.close());

/** Does not end: what it brings is looked at below. */
const EVENTS = '/api/stream';

const call = (route: OperationRoute, ids: Things) => callRoute(route, { bound, agent }, ids);

/** HEAD is answered by the handler of GET; its answers have no text to compare. */
const operations = (): OperationRoute[] => table.operations.filter(({ method }) => method !== 'HEAD');

describe('an id of another workspace', () => {
  it('is answered exactly like one that names nothing, by every operation', async () => {
    const placed = operations().filter(
      ({ operation, parameters }) => operation.bound === undefined && parameters.length > 0,
    );
    expect(placed.length).toBeGreaterThan(15);
    for (const route of placed) {
      const absent = absentThings(route);
      const [unknown, hidden] = [await call(route, absent), await call(route, foreign)];
      const disguised = Object.entries(absent).reduce(
        (text, [kind, id]) =>
          text.replaceAll(new RegExp(`\\b${foreign[kind as keyof Things] ?? 'missing'}\\b`, 'g'), id),
        hidden.text,
      );
      expect([nameOf(route), hidden.status, disguised]).toEqual([nameOf(route), unknown.status, unknown.text]);
      const statuses = Object.values(route.kinds).includes('held_run') ? [403, 409] : [404];
      expect([nameOf(route), statuses]).toEqual([nameOf(route), expect.arrayContaining([hidden.status])]);
    }
  });

  it('has an example for each kind that a path names', () => {
    const kinds = new Set(table.operations.flatMap(({ kinds: of }) => Object.values(of)));
    expect([...kinds].filter((kind) => foreign[kind] === undefined)).toEqual([]);
  });

  it('is not told apart by what else is wrong with the request', async () => {
    for (const id of [there.workspaceId, 'ws-none']) {
      expect((await bound.patch(`/api/workspaces/${id}`, {})).status).toBe(404);
      expect((await bound.patch(`/api/workspaces/${id}`, { name: '' })).status).toBe(422);
    }
  });

  it('is no workspace for a body or a query', async () => {
    for (const workspace of [there.workspaceId, 'nowhere']) {
      const missing = `workspace ${workspace}`;
      await refused(bound.post('/api/tasks', { scope: 'workspace', workspace, title: 'a' }), 404, missing);
      await refused(bound.get('/api/tasks', { query: { workspace } }), 404, missing);
      await refused(bound.get(EVENTS, { query: { workspace } }), 404, missing);
      await refused(bound.post('/api/agent/sessions', { agent_name: 'a', workspace }), 404, missing);
      await refused(bound.get('/api/agent/sessions', { query: { workspace } }), 404, missing);
      await refused(bound.post('/api/keys', { label: 'a', role: 'viewer', workspace }), 404, missing);
    }
  });

  it('is no session to call as', async () => {
    for (const session_id of [foreign.session ?? '', 'sess-none']) {
      const caller = bound.as({ session_id, agent_name: 'hidden-agent' });
      await refused(caller.get('/api/tasks'), 401, 'agent session is unknown', 'identity_stale');
    }
  });
});

describe('a bound key', () => {
  it('is refused what is about more than one workspace', async () => {
    const closed = operations().filter(({ operation }) => operation.bound === 'refused');
    expect(closed.length).toBeGreaterThan(0);
    for (const route of closed) expect([nameOf(route), (await call(route, {})).status]).toEqual([nameOf(route), 403]);
  });

  it('finds nothing of other workspaces in any list', async () => {
    const lists = operations().filter(
      ({ operation, method, url, parameters }) =>
        operation.bound === 'filtered' && method === 'GET' && url !== EVENTS && parameters.length === 0,
    );
    expect(lists.length).toBeGreaterThan(3);
    for (const route of lists) {
      const { status, text } = await call(route, {});
      expect([nameOf(route), status]).toEqual([nameOf(route), 200]);
      for (const word of words)
        expect([nameOf(route), text]).toEqual([nameOf(route), expect.not.stringContaining(word)]);
    }
  });

  it('is refused what is global', async () => {
    const task = await newTask(service.admin);
    await refused(bound.post('/api/tasks', { scope: 'global', title: 'a' }), 403, 'bound to a workspace');
    await refused(bound.get(`/api/tasks/${task.id}`), 404, `task ${task.id} does not exist`);
    expect((await bound.get<{ tasks: unknown[] }>('/api/tasks?scope=global')).body.tasks).toEqual([]);
  });

  it('names its workspace where something is to be placed', async () => {
    await refused(bound.post('/api/agent/sessions', { agent_name: 'a' }), 403, 'must name it in workspace');
    await refused(bound.post('/api/keys', { label: 'a', role: 'viewer' }), 403, 'must name it in workspace');
    const workspace = here.workspaceId;
    await wanted(bound.post('/api/agent/sessions', { agent_name: 'a', workspace }), 201);
    await wanted(bound.post('/api/keys', { label: 'a', role: 'viewer', workspace }), 201);
    await wanted(bound.post('/api/tasks', { scope: 'workspace', workspace, title: 'a' }), 201);
  });

  it('does in its workspace what its role says, by id, name or path', async () => {
    const { task, run } = await here.queued({ title: 'Ours' });
    for (const path of [
      `/api/tasks/${task.id}`,
      `/api/tasks/${task.id}/runs`,
      `/api/tasks/${task.id}/timeline`,
      `/api/task-runs/${run.id}`,
      `/api/workspaces/${here.workspaceId}`,
      `/api/agent/sessions/${agent.session.session_id}`,
    ]) {
      expect([path, (await bound.get(path)).status]).toEqual([path, 200]);
    }
    expect((await bound.get<{ tasks: unknown[] }>('/api/tasks')).body.tasks.length).toBeGreaterThan(0);
    expect((await agent.claim()).run.id).toBe(run.id);
    expect((await agent.does('complete', run.id)).status).toBe(200);
  });

  it('as an admin has the keys of its workspace and no others', async () => {
    const { key } = await wanted<{ key: { id: string; secret: string } }>(
      bound.post('/api/keys', { label: 'ours', role: 'viewer', workspace: here.workspaceId }),
      201,
    );
    await wanted(bound.post(`/api/keys/${key.id}/rotate`), 200);
    await wanted(bound.delete(`/api/keys/${key.id}`), 204);
    const free = await service.key({ role: 'viewer' });
    await refused(bound.delete(`/api/keys/${free.id}`), 404, `key ${free.id} not found`);
    expect((await free.api.get('/api/tasks')).status).toBe(200);
  });

  it('follows its workspace alone, past and present', async () => {
    const seen: (string | undefined)[] = [];
    await here.task({ title: 'Seen' });
    const reading = (async () => {
      for await (const { timeline } of bound.stream(EVENTS)) {
        seen.push(timeline.task.workspace_id);
        if (timeline.task.title === 'Seen at last') return;
      }
    })();
    await there.task({ title: 'Hidden too' });
    await newTask(service.admin);
    await here.task({ title: 'Seen at last' });
    await reading;
    expect(new Set(seen)).toEqual(new Set([here.workspaceId]));
  });

  it('does not learn by a filter which session of another workspace did something in its own', async () => {
    const task = await here.task();
    const session = { session_id: foreign.session ?? '', agent_name: 'hidden-agent' };
    const path = `${EVENTS}?type=task.updated&after_sequence=${task.latest_event_seq}`;
    const byName = `${path}&actor=agent_session:${session.session_id}`;
    const stop = new AbortController();
    const told: string[] = [];
    const first = async (api: Api, followed: string): Promise<void> => {
      for await (const { timeline } of api.stream(followed, { signal: stop.signal })) {
        told.push(timeline.actor.ref);
        return;
      }
    };
    const silent = first(bound, byName).catch(() => undefined);
    const seen = [first(bound, path), first(service.admin, byName)];
    await wanted(service.admin.as(session).patch(`/api/tasks/${task.id}`, { title: 'By one elsewhere' }), 200);
    await Promise.all(seen);
    stop.abort();
    await silent;
    expect(told.sort()).toEqual(['hidden', session.session_id].sort());
  });

  it('reads events without what they say of other workspaces, also from a stream that others share', async () => {
    const task = await here.task();
    const stop = new AbortController();
    const first = async (api: Api): Promise<string> => {
      for await (const frame of api.stream(`/api/tasks/${task.id}/stream`, { signal: stop.signal })) {
        if (frame.type === 'task.dependency_added') return JSON.stringify(frame);
      }
      return '';
    };
    const readers = [first(service.admin), first(bound), first(service.admin), first(bound)];
    const depends_on_task_id = foreign.task ?? '';
    expect((await service.admin.post(`/api/tasks/${task.id}/dependencies`, { depends_on_task_id })).status).toBe(200);
    const frames = await Promise.all(readers);
    stop.abort();
    expect(frames.map((frame) => frame.includes(depends_on_task_id))).toEqual([true, false, true, false]);
    for (const path of ['', '/timeline']) {
      const { body } = await bound.get(`/api/tasks/${task.id}${path}`);
      expect(JSON.stringify(body)).toContain('task.dependency_added');
      expect(JSON.stringify(body)).not.toContain(depends_on_task_id);
    }
  });
});
