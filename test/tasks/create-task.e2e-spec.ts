import type { Task } from '../../src/client/types.js';
import { detailOf, makePlace, newAgent, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

const create = (body: unknown) => service.api.post<{ task: Task }>('/api/tasks', body);

describe('a created task', () => {
  it('has the defaults and nothing that is not set', async () => {
    const { status, headers, body } = await create({ scope: 'global', title: '  Write it down  ' });
    expect(status).toBe(201);
    const { task } = body;
    expect(task).toEqual({
      id: expect.stringMatching(/^task-[0-9a-f]{16}$/) as string,
      title: 'Write it down',
      scope: 'global',
      status: 'ready',
      priority: 'medium',
      max_attempts: 3,
      approval_policy: 'none',
      approval_state: 'not_required',
      created_by: { kind: 'human', ref: 'local-user' },
      origin: { kind: 'http', ref: 'tasks.create' },
      latest_event_seq: expect.any(Number) as number,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      updated_at: task.created_at,
    });
    expect(headers.get('x-ledger-position')).toBe(String(task.latest_event_seq));
    expect(headers.get('x-task-uuid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(headers.get('x-task-number'))).toBeGreaterThan(0);
    expect(headers.get('x-request-id')).toBeTruthy();
  });

  it('keeps all that was said, trimmed, enums in any case', async () => {
    const said = {
      scope: ' WORKSPACE ',
      workspace: ` ${place.workspaceId} `,
      title: ' t ',
      id: ' my.task_1:x-y ',
      identifier: ' T-1 ',
      description: ' at length ',
      network_channel: ' build_1 ',
      priority: ' URGENT ',
      max_attempts: 10,
      auto_enqueue_on_ready: true,
      approval_policy: 'Manual',
      owner: { kind: 'POOL', ref: ' builders ' },
      metadata: { a: [1, null, { b: 'ü' }] },
      created_by: { kind: 'daemon', ref: 'me' },
      origin: { kind: 'cli', ref: 'me' },
      status: 'completed',
      parent_task_id: 'task-0',
    };
    const { task } = await wanted<{ task: Task }>(create(said), 201);
    expect(task).toMatchObject({
      id: 'my.task_1:x-y',
      scope: 'workspace',
      workspace_id: place.workspaceId,
      title: 't',
      identifier: 'T-1',
      description: 'at length',
      network_channel: 'build_1',
      priority: 'urgent',
      max_attempts: 10,
      auto_enqueue_on_ready: true,
      approval_policy: 'manual',
      approval_state: 'pending',
      status: 'blocked',
      owner: { kind: 'pool', ref: 'builders' },
      metadata: { a: [1, null, { b: 'ü' }] },
      created_by: { kind: 'human', ref: 'local-user' },
      origin: { kind: 'http', ref: 'tasks.create' },
    });
    expect(task).not.toHaveProperty('parent_task_id');
    expect((await detailOf(service.api, task.id)).task).toEqual(task);
  });

  it.each([
    [{ draft: true }, 'draft', 'not_required', true],
    [{ draft: true, approval_policy: 'manual' }, 'draft', 'pending', true],
    [{ approval_policy: 'manual' }, 'blocked', 'pending', undefined],
  ])('%j is %s', async (more, status, approval_state, draft) => {
    const task = await newTask(service.api, more as object);
    expect({ ...task, draft: task.draft }).toMatchObject({ status, approval_state });
    expect(task.draft).toBe(draft);
  });

  it('takes null and blank for absent', async () => {
    const blank = { identifier: ' ', description: null, owner: null, metadata: null, priority: '', max_attempts: null };
    const task = await newTask(service.api, blank as object);
    expect(task).toMatchObject({ priority: 'medium', max_attempts: 3 });
    for (const member of ['identifier', 'description', 'owner', 'metadata']) expect(task).not.toHaveProperty(member);
  });

  it('is intent only: one event, no run, even when it asks for one', async () => {
    const task = await newTask(service.api, { auto_enqueue_on_ready: true, network_channel: 'build' });
    expect(await detailOf(service.api, task.id)).not.toHaveProperty('runs');
    const timeline = await timelineOf(service.api, task.id);
    expect(timeline).toMatchObject([
      {
        sequence: task.latest_event_seq,
        event_type: 'task.created',
        actor: task.created_by,
        origin: task.origin,
        payload: { scope: 'global', status: 'ready', network_channel: 'build' },
        timestamp: task.created_at,
      },
    ]);
    expect(timeline[0]?.payload).toEqual({ scope: 'global', status: 'ready', network_channel: 'build' });
  });

  it('is made again by the same request, unless it names its id', async () => {
    const body = { id: 'only-once', scope: 'global', title: 'first' };
    const first = await newTask(service.api, { title: 'twice' });
    expect((await newTask(service.api, { title: 'twice' })).id).not.toBe(first.id);
    await wanted(create(body), 201);
    await refused(create({ ...body, title: 'second' }), 409, 'only-once');
    const { task, events } = await detailOf(service.api, 'only-once');
    expect(task.title).toBe('first');
    expect(events).toHaveLength(1);
  });

  it('has one winner of a race for an id', async () => {
    const body = { id: 'raced', scope: 'global', title: 't' };
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => create(body)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });

  it('masks raw claim tokens in free text', async () => {
    const task = await newTask(service.api, { title: 'see agh_claim_abc', description: 'agh_claim_abc' });
    expect(task).toMatchObject({ title: 'see agh_claim_[REDACTED]', description: 'agh_claim_[REDACTED]' });
  });
});

describe('createTask refuses', () => {
  const ok = { scope: 'global', title: 't' };

  it.each<[number, string, unknown]>([
    [400, 'body is required', ''],
    [400, 'not valid JSON', '{"scope":'],
    [400, 'JSON object', '[]'],
    [400, 'create_task.title', { ...ok, title: 1 }],
    [400, 'create_task.max_attempts', { ...ok, max_attempts: 1.5 }],
    [400, 'create_task.max_attempts', { ...ok, max_attempts: '3' }],
    [400, 'create_task.draft', { ...ok, draft: 'yes' }],
    [400, 'create_task.owner', { ...ok, owner: 'ann' }],
    [422, 'create_task.', 'null'],
    [422, 'create_task.scope', { title: 't' }],
    [422, 'create_task.scope', { ...ok, scope: ' ' }],
    [422, 'create_task.scope', { ...ok, scope: 'world' }],
    [422, 'create_task.title', { scope: 'global' }],
    [422, 'create_task.title', { ...ok, title: '  ' }],
    [422, 'create_task.title', { ...ok, title: 'x'.repeat(1025) }],
    [422, 'create_task.identifier', { ...ok, identifier: 'x'.repeat(257) }],
    [422, 'create_task.description', { ...ok, description: 'ü'.repeat(32_769) }],
    [422, 'create_task.id', { ...ok, id: 'a b' }],
    [422, 'create_task.id', { ...ok, id: 'a/b' }],
    [422, 'create_task.id', { ...ok, id: 'x'.repeat(129) }],
    [422, 'create_task.id', { ...ok, id: '42' }],
    [422, 'create_task.id', { ...ok, id: '0b9f2d4e-6a3b-4e8c-9a42-3f1f3c1c0001' }],
    [422, 'create_task.priority', { ...ok, priority: 'huge' }],
    [422, 'create_task.max_attempts', { ...ok, max_attempts: 0 }],
    [422, 'create_task.max_attempts', { ...ok, max_attempts: 11 }],
    [422, 'create_task.max_attempts', { ...ok, max_attempts: -1 }],
    [422, 'create_task.approval_policy', { ...ok, approval_policy: 'always' }],
    [422, 'create_task.network_channel', { ...ok, network_channel: '-build' }],
    [422, 'create_task.network_channel', { ...ok, network_channel: 'x'.repeat(65) }],
    [422, 'create_task.owner', { ...ok, owner: {} }],
    [422, 'create_task.owner.ref', { ...ok, owner: { kind: 'human' } }],
    [422, 'create_task.owner.kind', { ...ok, owner: { kind: 'daemon', ref: 'x' } }],
    [422, 'create_task.metadata', { ...ok, metadata: { a: [{ ' Claim_Token ': 'x' }] } }],
    [422, 'create_task.metadata', { ...ok, metadata: ['agh_claim_abc'] }],
    [422, 'create_task.metadata', { ...ok, metadata: { a: '\u0000' } }],
    [422, 'create_task.workspace', { ...ok, workspace: 'somewhere' }],
    [422, 'create_task.workspace', { scope: 'workspace', title: 't' }],
    [404, 'nowhere', { scope: 'workspace', title: 't', workspace: 'nowhere' }],
  ])('%i: %s, case %#', async (status, words, body) => {
    await refused(create(body), status, words);
  });

  it('metadata over 16,384 bytes, and takes one of exactly that size', async () => {
    const metadata = { text: 'ü'.repeat(8_186) + 'x' };
    expect(Buffer.byteLength(JSON.stringify(metadata))).toBe(16_384);
    expect((await newTask(service.api, { metadata })).metadata).toEqual(metadata);
    await refused(create({ ...ok, metadata: { text: `${metadata.text}x` } }), 413, '16384 bytes');
  });

  it('descriptions and titles over their length only', async () => {
    const task = await newTask(service.api, { title: 'ü'.repeat(1024), description: 'ü'.repeat(32_768) });
    expect(task.description).toHaveLength(32_768);
  });

  it('a body over 4 MiB', async () => {
    const { status, body } = await service.api.post('/api/tasks', { ...ok, more: 'x'.repeat(4_194_304) });
    expect({ status, body }).toEqual({ status: 413, body: { error: 'request body too large' } });
  });

  it('a value before a missing workspace', async () => {
    await refused(create({ scope: 'workspace', workspace: 'nowhere', title: ' ' }), 422, 'create_task.title');
  });
});

describe('workspaces of tasks', () => {
  it('are found by id, name and path', async () => {
    const made = { name: 'By Path', path: '/srv/by-path' };
    const { workspace } = await wanted<{ workspace: { id: string } }>(service.api.post('/api/workspaces', made), 201);
    for (const ref of [workspace.id, 'By Path', '/srv/by-path']) {
      const task = await newTask(service.api, { scope: 'workspace', workspace: ref });
      expect(task.workspace_id).toBe(workspace.id);
    }
  });

  it('bind agents: their own, or global', async () => {
    const agent = await place.agent();
    const task = await newTask(agent.api, { scope: 'workspace', workspace: place.workspaceId });
    expect(task.created_by).toEqual({ kind: 'agent_session', ref: agent.session.session_id });
    expect(task.origin).toEqual({ kind: 'http', ref: 'tasks.create' });
    expect((await newTask(agent.api)).scope).toBe('global');
    const elsewhere = await makePlace(service.api);
    const foreign = { scope: 'workspace', title: 't', workspace: elsewhere.workspaceId };
    await refused(agent.api.post('/api/tasks', foreign), 403, '', 'identity_unauthorized');
    const homeless = await newAgent(service.api);
    await refused(homeless.api.post('/api/tasks', foreign), 403, '', 'identity_unauthorized');
  });
});
