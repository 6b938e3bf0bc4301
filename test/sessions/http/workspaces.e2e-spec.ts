import { Lane } from '../../../src/ledger/lane/lane.js';
import { makeTask } from '../support/claimed-run.js';
import { type SessionsApp, startSessionsApp } from '../support/sessions-app.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const OPERATOR = { ref: 'ops', role: 'operator' } as const;

let service: SessionsApp;

beforeAll(async () => {
  service = await startSessionsApp({
    keys: {
      bound: { ...OPERATOR, workspaceId: 'ws-bound' },
      agent: { ref: 'bot', role: 'agent' },
      viewer: { ref: 'eye', role: 'viewer' },
    },
  });
});

afterAll(() => service.close());

const key = (name: string) => ({ 'x-api-key': name });

async function create(body: object): Promise<{ id: string; updated_at: string; created_at: string }> {
  const answer = await service.call('POST', '/api/workspaces', { body });
  expect(answer).toMatchObject({ status: 201 });
  return (answer.body as { workspace: { id: string; updated_at: string; created_at: string } }).workspace;
}

describe('createWorkspace', () => {
  it('answers 201 with the workspace under a drawn id', async () => {
    const answer = await service.call('POST', '/api/workspaces', { body: { name: '  Main  ', path: '/srv/main' } });
    expect(answer.status).toBe(201);
    expect(answer.headers['x-ledger-position']).toMatch(/^\d+$/);
    expect(answer.body).toEqual({
      workspace: {
        id: expect.stringMatching(/^ws-[0-9a-f]{16}$/) as unknown,
        name: 'Main',
        path: '/srv/main',
        created_at: expect.stringMatching(TIME) as unknown,
        updated_at: expect.stringMatching(TIME) as unknown,
      },
    });
  });

  it('takes a given id and needs no path', async () => {
    expect(await create({ id: 'my-workspace', name: 'Mine', path: null })).not.toHaveProperty('path');
  });

  it.each([
    ['id', { id: 'dup', name: 'Another' }],
    ['name', { name: 'DUPlicate' }],
    ['path', { name: 'Third', path: '/dup' }],
  ])('answers 409 for a %s that is taken', async (_what, body) => {
    await service.call('POST', '/api/workspaces', { body: { id: 'dup', name: 'Duplicate', path: '/dup' } });
    const answer = await service.call('POST', '/api/workspaces', { body });
    expect(answer).toMatchObject({ status: 409, body: { error: expect.stringMatching(/already exists$/) as unknown } });
  });

  it('lets exactly one of two equal names win', async () => {
    const body = { name: 'Race' };
    const answers = await Promise.all([1, 2, 3, 4].map(() => service.call('POST', '/api/workspaces', { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it.each([
    [{}, 'create_workspace.name is required'],
    [{ name: ' ' }, 'create_workspace.name is required'],
    [{ name: 'x'.repeat(129) }, 'create_workspace.name must be at most 128 characters'],
    [{ name: 'x', path: 'relative/path' }, 'create_workspace.path must be an absolute path'],
    [{ name: 'x', path: `/${'x'.repeat(512)}` }, 'create_workspace.path must be at most 512 characters'],
    [{ name: 'x', id: 'a b' }, 'create_workspace.id must be'],
    [{ name: 'a\u0000b' }, 'create_workspace.name must not contain NUL'],
  ])('answers 422 for %j', async (body, words) => {
    const answer = await service.call('POST', '/api/workspaces', { body });
    expect(answer).toMatchObject({ status: 422, body: { error: expect.stringContaining(words) as unknown } });
  });

  it.each([{ name: 5 }, undefined])('answers 400 for a body of %j', async (body) => {
    expect((await service.call('POST', '/api/workspaces', { body })).status).toBe(400);
  });

  it.each(['viewer', 'agent', 'bound'])('answers 403 to a key of kind %s', async (name) => {
    const answer = await service.call('POST', '/api/workspaces', { body: { name: 'No' }, headers: key(name) });
    expect(answer.status).toBe(403);
  });
});

describe('getWorkspace', () => {
  it('finds by id, then name, then path', async () => {
    await create({ id: 'first', name: 'By name', path: '/by/path' });
    await create({ id: 'second', name: 'first', path: '/second' });
    await create({ id: 'third', name: '/by/path' });
    const idOf = async (reference: string) => {
      const { body } = await service.call('GET', `/api/workspaces/${encodeURIComponent(reference)}`);
      return (body as { workspace: { id: string } }).workspace.id;
    };
    expect(await idOf('first')).toBe('first');
    expect(await idOf('FIRST')).toBe('second');
    expect(await idOf('by NAME')).toBe('first');
    expect(await idOf('/by/path')).toBe('third');
    expect(await idOf('/second')).toBe('second');
  });

  it('answers 404 for what nobody created, 422 for a blank reference', async () => {
    expect(await service.call('GET', '/api/workspaces/nowhere')).toMatchObject({
      status: 404,
      body: { error: 'workspace nowhere not found' },
    });
    expect((await service.call('GET', '/api/workspaces/%20')).status).toBe(422);
  });

  it('shows a bound key its own workspace only', async () => {
    await create({ id: 'ws-bound', name: 'Bound' });
    expect((await service.call('GET', '/api/workspaces/BOUND', { headers: key('bound') })).status).toBe(200);
    expect((await service.call('GET', '/api/workspaces/first', { headers: key('bound') })).status).toBe(404);
    const { body } = await service.call('GET', '/api/workspaces', { headers: key('bound') });
    expect((body as { workspaces: { id: string }[] }).workspaces.map(({ id }) => id)).toEqual(['ws-bound']);
  });
});

describe('a workspace that a body or a query names', () => {
  it('is found by id, then name, then path', async () => {
    await create({ id: 'one', name: 'One by name', path: '/one/path' });
    await create({ id: 'two', name: 'one', path: '/two/path' });
    await create({ id: 'three', name: '/one/path' });
    for (const [workspace, id] of [
      ['one', 'one'],
      ['ONE', 'two'],
      ['one BY name', 'one'],
      ['/one/path', 'three'],
      ['/two/path', 'two'],
    ] as const) {
      const made = await service.call('POST', '/api/agent/sessions', { body: { agent_name: 'a', workspace } });
      const { session } = made.body as { session: { session_id: string; workspace_id: string } };
      expect([workspace, session.workspace_id]).toEqual([workspace, id]);
      const listed = await service.call('GET', `/api/agent/sessions?workspace=${encodeURIComponent(workspace)}`);
      expect(listed.body).toMatchObject({ sessions: expect.arrayContaining([session]) as unknown });
    }
  });
});

describe('listWorkspaces', () => {
  it('pages by name without regard to case', async () => {
    await create({ name: 'zz-B' });
    await create({ name: 'ZZ-a' });
    await create({ name: 'zz-C' });
    const names: string[] = [];
    let cursor = '';
    do {
      const { body, headers } = await service.call('GET', `/api/workspaces?limit=2&cursor=${cursor}`);
      names.push(...(body as { workspaces: { name: string }[] }).workspaces.map(({ name }) => name));
      cursor = (headers['x-next-cursor'] as string | undefined) ?? '';
    } while (cursor !== '');
    expect(names).toEqual([...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    expect(names.slice(-3)).toEqual(['ZZ-a', 'zz-B', 'zz-C']);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(['limit=-1', 'limit=x', 'cursor=nonsense', `cursor=${Buffer.from('["a","b"]').toString('base64url')}`])(
    'answers 422 to %s',
    async (query) => {
      expect((await service.call('GET', `/api/workspaces?${query}`)).status).toBe(422);
    },
  );
});

describe('updateWorkspace', () => {
  it('changes what is given and frees what it gave up', async () => {
    const { id, created_at } = await create({ name: 'Old', path: '/old' });
    const answer = await service.call('PATCH', `/api/workspaces/${id}`, { body: { name: 'New', path: '' } });
    expect(answer).toMatchObject({ status: 200, body: { workspace: { id, name: 'New', created_at } } });
    expect((answer.body as { workspace: object }).workspace).not.toHaveProperty('path');
    await create({ name: 'old', path: '/old' });
    expect((await service.call('GET', '/api/workspaces/new')).status).toBe(200);
  });

  it('answers 200 and records nothing where nothing changes', async () => {
    const before = await create({ name: 'Same', path: '/same' });
    const head = await service.dataSource.query<object[]>('SELECT max(position) FROM events');
    const answer = await service.call('PATCH', `/api/workspaces/${before.id}`, {
      body: { name: 'Same', path: '/same' },
    });
    expect(answer).toMatchObject({ status: 200, body: { workspace: before } });
    expect(await service.dataSource.query<object[]>('SELECT max(position) FROM events')).toEqual(head);
  });

  it('lets two workspaces change names in turn, requested at once', async () => {
    const one = await create({ name: 'Swap one' });
    const two = await create({ name: 'Swap two' });
    const rename = (id: string, name: string) => service.call('PATCH', `/api/workspaces/${id}`, { body: { name } });
    const answers = await Promise.all([
      rename(one.id, 'Swap three'),
      rename(two.id, 'Swap one'),
      rename(one.id, 'Swap two'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await service.call('GET', '/api/workspaces/swap%20two')).body).toMatchObject({ workspace: { id: one.id } });
  });

  it.each([
    [{}, 'update_workspace must have name or path'],
    [{ name: null }, 'update_workspace must have name or path'],
    [{ name: ' ' }, 'update_workspace.name must not be blank'],
    [{ path: 'relative' }, 'update_workspace.path must be an absolute path'],
  ])('answers 422 for %j', async (body, words) => {
    const answer = await service.call('PATCH', '/api/workspaces/whatever', { body });
    expect(answer).toMatchObject({ status: 422, body: { error: expect.stringContaining(words) as unknown } });
  });

  it('answers 409 for a name that is taken, 404 for an unknown or a foreign workspace', async () => {
    const { id } = await create({ name: 'Wants another name' });
    await create({ name: 'Has the name' });
    expect((await service.call('PATCH', `/api/workspaces/${id}`, { body: { name: 'has the NAME' } })).status).toBe(409);
    expect((await service.call('PATCH', '/api/workspaces/nowhere', { body: { name: 'x' } })).status).toBe(404);
    const foreign = await service.call('PATCH', `/api/workspaces/${id}`, {
      body: { name: 'x' },
      headers: key('bound'),
    });
    expect(foreign).toMatchObject({ status: 404, body: { error: `workspace ${id} not found` } });
  });
});

describe('deleteWorkspace', () => {
  it('answers 204; name and path are free again, the id never', async () => {
    const { id } = await create({ name: 'Gone', path: '/gone' });
    const answer = await service.call('DELETE', `/api/workspaces/${id}`);
    expect(answer).toMatchObject({ status: 204, body: undefined });
    expect(answer.headers['x-ledger-position']).toMatch(/^\d+$/);
    expect((await service.call('GET', `/api/workspaces/${id}`)).status).toBe(404);
    expect((await service.call('DELETE', `/api/workspaces/${id}`)).status).toBe(404);
    await create({ name: 'gone', path: '/gone' });
    const again = await service.call('POST', '/api/workspaces', { body: { id, name: 'Other' } });
    expect(again.status).toBe(409);
  });

  it('answers 409 while it holds tasks', async () => {
    const { id } = await create({ name: 'Holds a task' });
    await makeTask(service.app.get(Lane), id);
    expect(await service.call('DELETE', `/api/workspaces/${id}`)).toMatchObject({
      status: 409,
      body: { error: `task: conflict: workspace ${id} holds 1 task` },
    });
    expect((await service.call('GET', `/api/workspaces/${id}`)).status).toBe(200);
  });

  it('answers 404 for a foreign workspace, 403 to a viewer', async () => {
    const { id } = await create({ name: 'Not yours' });
    expect((await service.call('DELETE', `/api/workspaces/${id}`, { headers: key('bound') })).status).toBe(404);
    expect((await service.call('DELETE', `/api/workspaces/${id}`, { headers: key('viewer') })).status).toBe(403);
  });
});
