import type { LightMyRequestResponse } from 'fastify';
import { type SampleApp, type SampleOptions, startSampleApp } from './support/sample-app.js';

const SESSION = { session_id: 'sess-1', agent_name: 'ada', workspace_id: 'ws-1', state: 'active', capabilities: [] };
const AGENT = { 'x-agh-session-id': 'sess-1', 'x-agh-agent': 'ada' };

const apps: SampleApp[] = [];

async function start(options: SampleOptions = {}): Promise<SampleApp> {
  const sample = await startSampleApp(options);
  sample.sessions.sessions.set('sess-1', SESSION);
  apps.push(sample);
  return sample;
}

afterAll(() => Promise.all(apps.map(({ app }) => app.close())));

const list = (sample: SampleApp, headers: Record<string, string>) =>
  sample.app.inject({ method: 'GET', url: '/api/samples', headers });
const claim = (sample: SampleApp, headers: Record<string, string>) =>
  sample.app.inject({ method: 'POST', url: '/api/samples/s1/claim', headers });

const codeOf = (response: LightMyRequestResponse) =>
  response.json<{ diagnostic?: { code: string } }>().diagnostic?.code;
const actorOf = (response: LightMyRequestResponse) => response.json<{ caller: { actor: unknown } }>().caller.actor;

describe('identity without keys', () => {
  let sample: SampleApp;

  beforeAll(async () => {
    sample = await start();
    sample.sessions.sessions.set('sess-2', { ...SESSION, session_id: 'sess-2', state: 'stopped' });
    sample.sessions.sessions.set('sess-3', { ...SESSION, session_id: 'sess-other' });
    sample.sessions.sessions.set('sess-4', { ...SESSION, session_id: 'sess-4', workspace_id: undefined });
    sample.sessions.sessions.set('sess-5', { ...SESSION, session_id: 'sess-5', workspace_id: 'ws-2' });
  });

  it.each<Record<string, string>>([
    {},
    { 'x-agh-session-id': ' ', 'x-agh-agent': '' },
    { 'x-agh-workspace-id': 'ws-9' },
  ])('%j is the local operator', async (headers) => {
    expect(actorOf(await list(sample, headers))).toEqual({ kind: 'human', ref: 'local-user' });
  });

  it.each<Record<string, string>>([
    AGENT,
    { ...AGENT, 'x-agh-workspace-id': 'ws-1' },
    { 'x-agh-session-id': ' sess-1 ', 'x-agh-agent': ' ada ' },
  ])('%j is the agent session', async (headers) => {
    sample.sessions.noted.length = 0;
    expect(actorOf(await list(sample, headers))).toEqual({ kind: 'agent_session', ref: 'sess-1' });
    expect(sample.sessions.noted).toEqual(['sess-1']);
  });

  it.each<[Record<string, string>, number, string]>([
    [{ 'x-agh-agent': 'ada' }, 401, 'identity_required'],
    [{ 'x-agh-session-id': 'sess-1' }, 401, 'identity_required'],
    [{ ...AGENT, 'x-agh-session-id': 'sess-9' }, 401, 'identity_stale'],
    [{ ...AGENT, 'x-agh-session-id': 'sess-2' }, 401, 'identity_stale'],
    [{ ...AGENT, 'x-agh-session-id': 'sess-3' }, 401, 'identity_mismatch'],
    [{ ...AGENT, 'x-agh-agent': 'Ada' }, 401, 'identity_mismatch'],
    [{ ...AGENT, 'x-agh-workspace-id': 'ws-2' }, 403, 'identity_unauthorized'],
    [{ ...AGENT, 'x-agh-session-id': 'sess-4', 'x-agh-workspace-id': 'ws-1' }, 403, 'identity_unauthorized'],
  ])('%j is refused with %d %s', async (headers, status, code) => {
    sample.sessions.noted.length = 0;
    for (const response of [await list(sample, headers), await claim(sample, headers)]) {
      expect([response.statusCode, codeOf(response)]).toEqual([status, code]);
      expect(response.headers['www-authenticate']).toBeUndefined();
    }
    expect(sample.sessions.noted).toEqual([]);
  });

  it('asks agent operations for both headers', async () => {
    expect(codeOf(await claim(sample, {}))).toBe('identity_required');
    const response = await claim(sample, AGENT);
    expect(response.json()).toMatchObject({
      context: { actor: { kind: 'agent_session', ref: 'sess-1' }, origin: { kind: 'http', ref: 'agent.sample.next' } },
    });
  });

  it('refuses a workspace of the request that is not the one of the session', async () => {
    for (const id of ['sess-4', 'sess-5']) {
      const response = await claim(sample, { ...AGENT, 'x-agh-session-id': id });
      expect([response.statusCode, codeOf(response)]).toEqual([403, 'identity_unauthorized']);
    }
  });

  it('never reads agent headers where the caller is anonymous', async () => {
    const headers = { 'x-agh-session-id': 'nonsense', 'x-agh-workspace-id': 'ws-9' };
    const response = await sample.app.inject({ method: 'PUT', url: '/api/samples/anonymous', headers });
    expect(response.json()).toEqual({ actor: { kind: 'human', ref: 'local-user' } });
  });

  it('is 503 when the look-up fails, and says why in the log only', async () => {
    const broken = await start();
    broken.sessions.broken = true;
    const response = await list(broken, AGENT);
    expect([response.statusCode, codeOf(response)]).toEqual([503, 'identity_lookup_unavailable']);
    expect(response.json()).toMatchObject({ error: 'Service Unavailable' });
    expect(response.body).not.toContain('out of reach');
    expect(JSON.stringify(broken.log.lines)).toContain('out of reach');
  });

  it('is 503 without diagnostic when there is no registry', async () => {
    const bare = await start({ withSessions: false });
    const response = await list(bare, AGENT);
    expect([response.statusCode, response.json()]).toEqual([503, { error: 'Service Unavailable' }]);
    expect((await list(bare, {})).statusCode).toBe(200);
  });

  it('refuses an unknown key even where none is needed', async () => {
    const sent: Record<string, string>[] = [
      { authorization: 'Bearer tl_x' },
      { 'x-api-key': 'tl_x' },
      { authorization: 'Basic eDp5' },
    ];
    for (const headers of sent) {
      const response = await list(sample, headers);
      expect([response.statusCode, response.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    }
  });
});

describe('identity with keys', () => {
  let sample: SampleApp;

  beforeAll(async () => {
    sample = await start({ settings: { auth: 'keys', host: '0.0.0.0' }, withKeys: true });
    sample.keys.principals.set('tl_viewer', { ref: 'vera', role: 'viewer' });
    sample.keys.principals.set('tl_agent', { ref: 'otto', role: 'agent' });
    sample.keys.principals.set('tl_operator', { ref: 'olga', role: 'operator' });
    sample.sessions.sessions.set('sess-1', { ...SESSION, principal_ref: 'otto' });
  });

  it('answers a missing and an unknown key alike', async () => {
    const missing = await list(sample, {});
    const unknown = await list(sample, { authorization: 'Bearer tl_none' });
    expect([missing.statusCode, missing.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(unknown.statusCode).toBe(401);
    expect(unknown.json()).toEqual(missing.json());
  });

  it.each<Record<string, string>>([
    { authorization: 'Bearer tl_viewer' },
    { authorization: 'bearer  tl_viewer' },
    { 'x-api-key': ' tl_viewer ' },
  ])('%j is the principal of the key', async (headers) => {
    expect(actorOf(await list(sample, headers))).toEqual({ kind: 'human', ref: 'vera' });
  });

  it.each<Record<string, string>>([
    { authorization: 'tl_viewer' },
    { authorization: 'Basic tl_viewer' },
    { authorization: 'Bearer tl_viewer tl_viewer' },
    { apikey: 'tl_viewer' },
    { cookie: 'x-api-key=tl_viewer' },
  ])('%j is no key, and no query is', async (headers) => {
    expect((await list(sample, headers)).statusCode).toBe(401);
    const url = '/api/samples?x-api-key=tl_viewer&access_token=tl_viewer';
    expect((await sample.app.inject({ method: 'GET', url, headers })).statusCode).toBe(401);
  });

  it.each([
    ['tl_viewer', 'POST', '/api/samples', 403],
    ['tl_agent', 'POST', '/api/samples', 403],
    ['tl_operator', 'POST', '/api/samples', 201],
    ['tl_viewer', 'GET', '/api/samples', 200],
  ] as const)('%s %s %s answers %d', async (key, method, url, status) => {
    const payload = JSON.stringify({ scope: 'global', title: 't' });
    const response = await sample.app.inject({ method, url, headers: { 'x-api-key': key }, payload });
    expect(response.statusCode).toBe(status);
  });

  it('refuses a role before it reads what is sent', async () => {
    const headers = { 'x-api-key': 'tl_viewer', 'x-ledger-at-least': 'x' };
    const response = await sample.app.inject({ method: 'PATCH', url: '/api/samples/%20', headers, payload: '{' });
    expect(response.json()).toEqual({ error: 'task: permission denied: role viewer may not call updateSample' });
  });

  it('accepts a session only from the principal that registered it', async () => {
    expect((await claim(sample, { ...AGENT, 'x-api-key': 'tl_agent' })).statusCode).toBe(200);
    const foreign = await claim(sample, { ...AGENT, 'x-api-key': 'tl_operator' });
    expect([foreign.statusCode, codeOf(foreign)]).toEqual([401, 'identity_mismatch']);
  });

  it('accepts hosts that are not loopback', async () => {
    expect((await list(sample, { host: 'tasks.example', 'x-api-key': 'tl_viewer' })).statusCode).toBe(200);
  });

  it('denies everything while no key can be valid', async () => {
    const closed = await start({ settings: { auth: 'keys' } });
    const sent: Record<string, string>[] = [{}, { 'x-api-key': 'tl_viewer' }, AGENT];
    for (const headers of sent) {
      expect((await list(closed, headers)).statusCode).toBe(401);
    }
  });
});
