import { DataSource } from 'typeorm';
import { EventLog } from '../../../src/ledger/log/event-log.js';
import { Lane } from '../../../src/ledger/lane/lane.js';
import { claimedRun } from '../support/claimed-run.js';
import { type CallAnswer, type SessionsApp, startSessionsApp } from '../support/sessions-app.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown;

interface Session {
  readonly session_id: string;
  readonly state: string;
  readonly last_seen_at: string;
  readonly stop_reason?: string;
}

let service: SessionsApp;

beforeAll(async () => {
  service = await startSessionsApp({
    keys: {
      bot: { ref: 'bot', role: 'agent' },
      other: { ref: 'other-bot', role: 'agent' },
      ops: { ref: 'ops', role: 'operator' },
      viewer: { ref: 'eye', role: 'viewer' },
      bound: { ref: 'bound-bot', role: 'agent', workspaceId: 'ws-main' },
    },
  });
  await service.call('POST', '/api/workspaces', { body: { id: 'ws-main', name: 'Main', path: '/srv/main' } });
  await service.call('POST', '/api/workspaces', { body: { id: 'ws-side', name: 'Side' } });
});

afterAll(() => service.close());

const key = (name: string) => ({ 'x-api-key': name });

function sessionOf(answer: CallAnswer): Session {
  return (answer.body as { session: Session }).session;
}

async function register(body: object = {}, headers: Record<string, string> = {}): Promise<Session> {
  const answer = await service.call('POST', '/api/agent/sessions', {
    body: { agent_name: 'builder', ...body },
    headers,
  });
  expect(answer).toMatchObject({ status: 201 });
  return sessionOf(answer);
}

/** As if the session had been registered an hour ago. */
async function age(sessionId: string): Promise<void> {
  const text = "UPDATE agent_sessions SET created_at = created_at - interval '1 hour' WHERE session_id = $1";
  await service.dataSource.query(text, [sessionId]);
}

const stop = (id: string, body?: object, headers?: Record<string, string>) =>
  service.call('POST', `/api/agent/sessions/${id}/stop`, { body, headers });

describe('registerAgentSession', () => {
  it('answers 201 with an active session and the defaults', async () => {
    const answer = await service.call('POST', '/api/agent/sessions', { body: { agent_name: ' builder ' } });
    expect(answer.status).toBe(201);
    expect(answer.headers['x-ledger-position']).toMatch(/^\d+$/);
    const session = sessionOf(answer);
    expect(session).toEqual({
      session_id: expect.stringMatching(/^sess-[0-9a-f]{16}$/) as unknown,
      agent_name: 'builder',
      state: 'active',
      created_at: TIME,
      updated_at: TIME,
      last_seen_at: TIME,
      ttl_seconds: 300,
    });
  });

  it('keeps everything that is said of it', async () => {
    const said = {
      session_id: 'sess-mine',
      agent_name: 'builder',
      name: 'Builder one',
      channel: 'build',
      provider: 'acme',
      model: 'm-1',
      capabilities: ['gpu', 'rust'],
      ttl_seconds: 10,
    };
    const session = await register({ ...said, capabilities: ['gpu', 'rust', 'gpu'], workspace: 'MAIN' });
    expect(session).toMatchObject({ ...said, workspace_id: 'ws-main' });
    expect(sessionOf(await service.call('GET', '/api/agent/sessions/sess-mine'))).toEqual(session);
  });

  it.each(['ws-main', 'main', '/srv/main'])('takes %s as workspace', async (workspace) => {
    expect(await register({ workspace })).toMatchObject({ workspace_id: 'ws-main' });
  });

  it('answers 409 for an id that is or was in use, and lets one of two equal ids win', async () => {
    const body = { agent_name: 'builder', session_id: 'sess-twice' };
    const calls = [1, 2, 3].map(() => service.call('POST', '/api/agent/sessions', { body }));
    expect((await Promise.all(calls)).map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    await stop('sess-twice');
    expect((await service.call('POST', '/api/agent/sessions', { body })).status).toBe(409);
  });

  it('answers 404 for an unknown workspace', async () => {
    const body = { agent_name: 'builder', workspace: 'nowhere' };
    expect(await service.call('POST', '/api/agent/sessions', { body })).toMatchObject({
      status: 404,
      body: { error: 'workspace nowhere not found' },
    });
  });

  it.each([
    [{}, 'agent_name is required'],
    [{ agent_name: ' ' }, 'agent_name is required'],
    [{ agent_name: 'x'.repeat(129) }, 'agent_name must be at most 128'],
    [{ agent_name: 'a\nb' }, 'agent_name must be free of control characters'],
    [{ agent_name: 'a', name: 'x'.repeat(129) }, 'name must be at most 128'],
    [{ agent_name: 'a', provider: 'x'.repeat(129) }, 'provider must be at most 128'],
    [{ agent_name: 'a', model: 'x'.repeat(129) }, 'model must be at most 128'],
    [{ agent_name: 'a', channel: 'Not A Channel' }, 'channel must be'],
    [{ agent_name: 'a', ttl_seconds: 9 }, 'ttl_seconds must be between 10 and 86400'],
    [{ agent_name: 'a', ttl_seconds: 86_401 }, 'ttl_seconds must be between 10 and 86400'],
    [{ agent_name: 'a', capabilities: ['a b'] }, 'capabilities item 0 must be'],
    [{ agent_name: 'a', capabilities: ['a,b'] }, 'capabilities item 0 must be'],
    [{ agent_name: 'a', capabilities: [' '] }, 'capabilities item 0 must not be blank'],
    [{ agent_name: 'a', capabilities: ['x'.repeat(129)] }, 'capabilities item 0 must be at most 128 bytes'],
    [
      { agent_name: 'a', capabilities: Array.from({ length: 101 }, (_, i) => `c${i}`) },
      'capabilities must have at most',
    ],
    [{ agent_name: 'a', session_id: 'a b' }, 'session_id must be'],
  ])('answers 422 for %j', async (body, words) => {
    const answer = await service.call('POST', '/api/agent/sessions', { body });
    const error = expect.stringContaining(`register_agent_session.${words}`) as unknown;
    expect(answer).toMatchObject({ status: 422, body: { error } });
  });

  it.each([
    undefined,
    [],
    { agent_name: 5 },
    { agent_name: 'a', ttl_seconds: 10.5 },
    { agent_name: 'a', capabilities: 'x' },
  ])('answers 400 for a body of %j', async (body) => {
    expect((await service.call('POST', '/api/agent/sessions', { body })).status).toBe(400);
  });

  it('answers 403 to a viewer', async () => {
    const answer = await service.call('POST', '/api/agent/sessions', {
      body: { agent_name: 'a' },
      headers: key('viewer'),
    });
    expect(answer.status).toBe(403);
  });

  it('registers for a bound key in its workspace only', async () => {
    expect(await register({ workspace: 'Main' }, key('bound'))).toMatchObject({ workspace_id: 'ws-main' });
    const silent = await service.call('POST', '/api/agent/sessions', {
      body: { agent_name: 'a' },
      headers: key('bound'),
    });
    expect(silent).toMatchObject({
      status: 403,
      body: { error: expect.stringContaining('must name it in workspace') as string },
    });
    const body = { agent_name: 'a', workspace: 'Side' };
    const foreign = await service.call('POST', '/api/agent/sessions', { body, headers: key('bound') });
    expect(foreign).toMatchObject({ status: 404, body: { error: 'workspace Side not found' } });
  });
});

describe('getAgentSession', () => {
  it('answers 404 for an id that nobody registered', async () => {
    expect(await service.call('GET', '/api/agent/sessions/sess-none')).toMatchObject({
      status: 404,
      body: { error: 'agent session sess-none not found' },
    });
  });

  it('shows a bound key what its workspace holds and nothing else', async () => {
    const here = await register({ workspace: 'ws-main' });
    const there = await register({ workspace: 'ws-side' });
    const get = async (id: string) =>
      (await service.call('GET', `/api/agent/sessions/${id}`, { headers: key('bound') })).status;
    expect([await get(here.session_id), await get(there.session_id)]).toEqual([200, 404]);
  });
});

describe('listAgentSessions', () => {
  const idsOf = ({ body }: CallAnswer) =>
    (body as { sessions: Session[] }).sessions.map(({ session_id }) => session_id);

  it('answers newest first, page by page', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.unshift((await register({ agent_name: 'pager' })).session_id);
    const first = await service.call('GET', '/api/agent/sessions?agent_name=pager&limit=2');
    expect(idsOf(first)).toEqual(made.slice(0, 2));
    const cursor = String(first.headers['x-next-cursor']);
    const rest = await service.call('GET', `/api/agent/sessions?agent_name=pager&limit=3&cursor=${cursor}`);
    expect(idsOf(rest)).toEqual(made.slice(2));
    expect(rest.headers).not.toHaveProperty('x-next-cursor');
  });

  it('filters by state, workspace and agent name, all of which must hold', async () => {
    const active = await register({ agent_name: 'filtered', workspace: 'main' });
    const gone = await register({ agent_name: 'filtered', workspace: 'main' });
    const elsewhere = await register({ agent_name: 'filtered', workspace: 'side' });
    await stop(gone.session_id);
    const list = async (query: string) => idsOf(await service.call('GET', `/api/agent/sessions?${query}`));
    expect(await list('agent_name=filtered&state=STOPPED')).toEqual([gone.session_id]);
    expect(await list('agent_name=filtered&workspace=MAIN&state=active')).toEqual([active.session_id]);
    expect(await list('agent_name=filtered&workspace=ws-side')).toEqual([elsewhere.session_id]);
    expect(await list('agent_name=nobody')).toEqual([]);
    const bound = await service.call('GET', '/api/agent/sessions?agent_name=filtered', { headers: key('bound') });
    expect(idsOf(bound)).toEqual([gone.session_id, active.session_id]);
  });

  it.each(['state=asleep', 'limit=-1', 'limit=1.5', 'cursor=nonsense'])('answers 422 to %s', async (query) => {
    expect((await service.call('GET', `/api/agent/sessions?${query}`)).status).toBe(422);
  });

  it('answers 404 for an unknown workspace, and for a foreign one', async () => {
    expect((await service.call('GET', '/api/agent/sessions?workspace=nowhere')).status).toBe(404);
    const foreign = await service.call('GET', '/api/agent/sessions?workspace=side', { headers: key('bound') });
    expect(foreign.status).toBe(404);
  });
});

describe('heartbeatAgentSession', () => {
  it('answers with the session, seen now, and without an event', async () => {
    const { session_id } = await register();
    await age(session_id);
    const before = sessionOf(await service.call('GET', `/api/agent/sessions/${session_id}`));
    const log = new EventLog(service.app.get(DataSource));
    const head = await log.head();
    const answer = await service.call('POST', `/api/agent/sessions/${session_id}/heartbeat`);
    expect(answer.status).toBe(200);
    const { last_seen_at, ...after } = sessionOf(answer);
    expect({ ...after, last_seen_at: before.last_seen_at }).toEqual(before);
    expect(last_seen_at > before.last_seen_at).toBe(true);
    expect(await log.head()).toBe(head);
  });

  it('answers 409 when the session has stopped, 404 when there is none, 403 to another agent', async () => {
    const { session_id } = await register({}, key('bot'));
    const beat = (id: string, headers = {}) => service.call('POST', `/api/agent/sessions/${id}/heartbeat`, { headers });
    expect((await beat(session_id, key('bot'))).status).toBe(200);
    expect((await beat(session_id, key('ops'))).status).toBe(200);
    expect((await beat(session_id, key('other'))).status).toBe(403);
    await stop(session_id);
    expect(await beat(session_id)).toMatchObject({
      status: 409,
      body: { error: `task: conflict: agent session ${session_id} is stopped` },
    });
    expect((await beat('sess-none')).status).toBe(404);
  });
});

describe('stopAgentSession', () => {
  it('stops, and answers the same when it is repeated', async () => {
    const { session_id } = await register();
    const first = await stop(session_id, { reason: 'work is done' });
    expect(first).toMatchObject({ status: 200, body: { session: { state: 'stopped', stop_reason: 'work is done' } } });
    const second = await stop(session_id, { reason: 'another reason' });
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(second.headers['x-ledger-position']).toBe(first.headers['x-ledger-position']);
  });

  it('needs no body and no reason', async () => {
    const { session_id } = await register();
    expect(sessionOf(await stop(session_id))).not.toHaveProperty('stop_reason');
  });

  it('stops once, however many ask at once', async () => {
    const { session_id } = await register();
    const answers = await Promise.all(['one', 'two', 'three'].map((reason) => stop(session_id, { reason })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => sessionOf(answer).stop_reason)).size).toBe(1);
  });

  it('answers 404 for none, 403 to another agent, 422 for a reason that is too long', async () => {
    const { session_id } = await register({}, key('bot'));
    expect((await stop('sess-none')).status).toBe(404);
    expect((await stop(session_id, {}, key('other'))).status).toBe(403);
    expect((await stop(session_id, { reason: 'x'.repeat(4_097) })).status).toBe(422);
    expect((await stop(session_id, {}, key('bot'))).status).toBe(200);
  });

  it('puts its leased run back into the queue in the same flush, by the caller', async () => {
    const { session_id } = await register();
    const { task_id, run_id } = await claimedRun(service.app.get(Lane), session_id, 'leased');
    await stop(session_id, { reason: 'enough' });
    const [row] = await service.dataSource.query<object[]>('SELECT status, session_id FROM runs WHERE id = $1', [
      run_id,
    ]);
    expect(row).toEqual({ status: 'queued', session_id: null });
    const [released] = await new EventLog(service.dataSource).newestOfStream(`task:${task_id}`, 1);
    const [stopped] = await new EventLog(service.dataSource).newestOfStream(`session:${session_id}`, 1);
    expect(released).toMatchObject({
      type: 'task.run_released',
      data: { run_id, session_id, reason: 'session_stopped', previous_status: 'claimed' },
      actor: { kind: 'human', ref: 'local-user' },
      origin: { kind: 'http', ref: 'sessions.stop' },
      commandId: stopped?.commandId,
    });
  });

  it('leaves a lease-less run where it is', async () => {
    const { session_id } = await register();
    const { run_id } = await claimedRun(service.app.get(Lane), session_id, 'lease-less');
    await stop(session_id);
    const [row] = await service.dataSource.query<object[]>('SELECT status, session_id FROM runs WHERE id = $1', [
      run_id,
    ]);
    expect(row).toEqual({ status: 'claimed', session_id });
  });
});

describe('the identity of an agent session', () => {
  const identity = (session_id: string, agent = 'builder') => ({
    'x-agh-session-id': session_id,
    'x-agh-agent': agent,
  });

  it('holds from its registration to its stop, at once in both cases', async () => {
    const { session_id } = await register();
    const headers = identity(session_id);
    expect((await service.call('GET', '/api/workspaces', { headers })).status).toBe(200);
    expect((await service.call('GET', '/api/workspaces', { headers: identity(session_id, 'impostor') })).status).toBe(
      401,
    );
    await stop(session_id);
    expect(await service.call('GET', '/api/workspaces', { headers })).toMatchObject({
      status: 401,
      body: { diagnostic: { code: 'identity_stale' } },
    });
    expect((await service.call('GET', '/api/workspaces', { headers: identity('sess-none') })).status).toBe(401);
  });

  it('is the actor of what the session does, and counts as seeing it', async () => {
    const session = await register();
    await age(session.session_id);
    const headers = identity(session.session_id);
    const made = await service.call('POST', '/api/agent/sessions', { body: { agent_name: 'child' }, headers });
    const [event] = await new EventLog(service.dataSource).newestOfStream(`session:${sessionOf(made).session_id}`, 1);
    expect(event).toMatchObject({ actor: { kind: 'agent_session', ref: session.session_id } });
    const seen = sessionOf(await service.call('GET', `/api/agent/sessions/${session.session_id}`));
    expect(seen.last_seen_at >= session.last_seen_at).toBe(true);
  });

  it('counts as seen by what is refused as well, but not by who only pretends to be it', async () => {
    const isSeenAfter = async (path: string, agent: string): Promise<boolean> => {
      const { session_id, last_seen_at } = await register();
      await age(session_id);
      const headers = identity(session_id, agent);
      expect((await service.call('GET', path, { headers })).status).toBeGreaterThanOrEqual(401);
      const seen = sessionOf(await service.call('GET', `/api/agent/sessions/${session_id}`));
      return seen.last_seen_at >= last_seen_at;
    };
    expect(await isSeenAfter('/api/workspaces/nowhere', 'builder')).toBe(true);
    expect(await isSeenAfter('/api/workspaces', 'impostor')).toBe(false);
  });

  it('is refused where its workspace is another one', async () => {
    const { session_id } = await register({ workspace: 'main' });
    const headers = { ...identity(session_id), 'x-agh-workspace-id': 'ws-side' };
    expect((await service.call('GET', '/api/workspaces', { headers })).status).toBe(403);
  });
});
