import type { LightMyRequestResponse } from 'fastify';
import { type SampleApp, startSampleApp } from './support/sample-app.js';

const AGENT = { 'x-agh-session-id': 'sess-1', 'x-agh-agent': 'ada' };
const MINIMAL = { scope: 'global', title: 'a title' };

interface Call {
  readonly headers?: Record<string, string>;
  readonly payload?: string | Buffer;
}

let sample: SampleApp;

async function send(method: string, url: string, call: Call = {}): Promise<LightMyRequestResponse> {
  return sample.app.inject({ method: method as 'GET', url, ...call });
}

const post = (url: string, body: unknown, headers?: Record<string, string>) =>
  send('POST', url, { payload: JSON.stringify(body), headers });

function error(response: LightMyRequestResponse): [number, string] {
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  return [response.statusCode, response.json<{ error: string }>().error];
}

beforeAll(async () => {
  sample = await startSampleApp();
  const session = { session_id: 'sess-1', agent_name: 'ada', workspace_id: 'ws-1', state: 'active', capabilities: [] };
  sample.sessions.sessions.set('sess-1', session);
});

afterAll(() => sample.app.close());

beforeEach(() => {
  sample.controller.reached.length = 0;
  sample.log.lines.length = 0;
});

describe('an operation', () => {
  it('reads its body whatever the media type says, and answers as declared', async () => {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', ';;;', '']) {
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
      const response = await post('/api/samples', { scope: ' Global ', title: ' hi ' }, headers);
      expect(response.statusCode).toBe(201);
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(response.json()).toEqual({
        body: { scope: 'global', title: 'hi' },
        context: {
          actor: { kind: 'human', ref: 'local-user' },
          origin: { kind: 'http', ref: 'samples.create' },
          correlationId: response.headers['x-request-id'],
        },
      });
    }
  });

  it('reports position and replay', async () => {
    const { headers } = await post('/api/samples', MINIMAL);
    expect(headers['x-ledger-position']).toBe('42');
    expect(headers['idempotency-replayed']).toBe('true');
  });

  it('reads the query and the position to wait for', async () => {
    const response = await send('GET', '/api/samples?limit=5&limit=x&status=READY&query=%20', {
      headers: { 'x-ledger-at-least': '7' },
    });
    expect(response.json()).toMatchObject({ query: { limit: 5, status: 'ready' }, atLeast: 7 });
  });

  it('reads If-Match where it declares to, and nowhere else', async () => {
    const update = (tag: string) => send('PATCH', '/api/samples/s1', { payload: '{}', headers: { 'if-match': tag } });
    expect((await update('"42"')).json()).toMatchObject({ ifMatch: [42] });
    expect((await update('*')).json()).toMatchObject({ ifMatch: '*' });
    expect(error(await update('42'))).toEqual([400, expect.stringContaining('If-Match must be')]);
    expect((await post('/api/samples', MINIMAL, { 'if-match': '42' })).statusCode).toBe(201);
  });

  it('gives path ids decoded and trimmed', async () => {
    expect((await send('GET', '/api/samples/%20a%2Fb%20')).json()).toEqual({ id: 'a/b' });
    expect((await send('GET', `/api/samples/${'x'.repeat(512)}`)).statusCode).toBe(200);
  });

  it('answers 204 without body and media type', async () => {
    const response = await send('POST', '/api/samples/none/claim', { headers: AGENT });
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(response.headers['content-type']).toBeUndefined();
  });
});

describe('an answer', () => {
  it('carries no raw claim token, wherever it comes from', async () => {
    const response = await send('GET', '/api/samples/agh_claim_0123');
    expect(response.json()).toEqual({ id: 'agh_claim_[REDACTED]' });
  });
});

describe('failures', () => {
  it.each([
    ['GET', '/nowhere', 404, 'not found'],
    ['DELETE', '/api/samples', 404, 'not found'],
    ['GET', `/api/samples/${'x'.repeat(513)}`, 404, 'not found'],
    ['GET', '/api/samples/%zz', 400, 'task: malformed request: the path cannot be decoded'],
    ['GET', '/api/samples/%20', 400, 'task: validation failed: path id id is required'],
    ['GET', '/api/samples/%00', 400, 'task: validation failed: path id id must not contain NUL'],
    ['GET', '/api/samples?limit=-1', 422, 'task: validation failed: list_samples.limit must be at least 0'],
    [
      'GET',
      '/api/samples?include_drafts=yes',
      422,
      'task: validation failed: list_samples.include_drafts must be true or false',
    ],
    ['POST', '/api/samples/fail/no_such_code', 500, 'Internal Server Error'],
    ['POST', '/api/samples/fail/ledger_unavailable', 503, 'Service Unavailable'],
    [
      'POST',
      '/api/samples/fail/task_has_children',
      400,
      'task: validation failed: token=[REDACTED] and agh_claim_[REDACTED] went wrong',
    ],
  ])('%s %s', async (method, url, status, text) => {
    expect(error(await send(method, url))).toEqual([status, text]);
  });

  it('masks what nobody expected and logs it whole, without secrets, under the request id', async () => {
    const response = await send('POST', '/api/samples/fail/boom', { headers: { 'x-request-id': 'req.1' } });
    expect(error(response)).toEqual([500, 'Internal Server Error']);
    const logged = sample.log.lines.find(({ level }) => level === 'error');
    expect(logged?.message).toMatchObject({ request_id: 'req.1', msg: 'POST /api/samples/fail/:id answered 500' });
    const text = JSON.stringify(logged?.message);
    expect(text).toContain('boom with password=[REDACTED]');
    expect(text).toContain('sample-controller');
    expect(text).not.toContain('hunter2');
  });

  it('refuses a handler that declares no operation', async () => {
    expect((await post('/api/samples/undeclared', {})).statusCode).toBe(403);
    expect(sample.controller.reached).toEqual([]);
  });

  it.each([
    ['', 400, 'body is required'],
    ['{', 400, 'body is not valid JSON'],
    ['{"scope":"global","title":"t"} x', 400, 'body is not valid JSON'],
    ['[]', 400, 'body must be a JSON object'],
    ['{"scope":"global","title":1}', 400, 'create_sample.title must be a string'],
    [Buffer.from([0x7b, 0xff]), 400, 'body is not valid UTF-8'],
    ['null', 422, 'create_sample.scope is required'],
    ['{"scope":"global"}', 422, 'create_sample.title is required'],
    ['{"scope":"global","title":"t","metadata":{"claim_token":"agh_claim_x"}}', 422, 'create_sample.metadata must not'],
    [JSON.stringify({ ...MINIMAL, metadata: 'x'.repeat(63) }), 413, 'create_sample.metadata must be at most 64 bytes'],
  ])('body %p', async (payload, status, text) => {
    const [got, words] = error(await send('POST', '/api/samples', { payload }));
    expect([got, words]).toEqual([status, expect.stringContaining(text)]);
    expect(words).not.toContain('agh_claim_x');
    expect(sample.controller.reached).toEqual([]);
  });

  it('takes an empty body for {} where it is optional', async () => {
    expect((await send('POST', '/api/samples/s1/claim', { headers: AGENT })).statusCode).toBe(200);
    const required = await send('PATCH', '/api/samples/s1');
    expect(error(required)[0]).toBe(400);
  });
});

describe('order of refusals', () => {
  const broken = { headers: { 'x-agh-agent': 'ada', 'x-ledger-at-least': 'x' }, payload: '{' };

  it('is identity, path id, header, body syntax, rules', async () => {
    expect(error(await send('PATCH', '/api/samples/%20', broken))[1]).toContain('agent session id is required');
    const known = { ...broken, headers: { ...AGENT, 'x-ledger-at-least': 'x' } };
    expect(error(await send('PATCH', '/api/samples/%20', known))[1]).toContain('path id');
    expect(error(await send('PATCH', '/api/samples/s1', known))[1]).toContain('X-Ledger-At-Least');
    expect(error(await send('PATCH', '/api/samples/s1', { ...known, headers: AGENT }))[1]).toContain('not valid JSON');
    const rules = { headers: AGENT, payload: '{"title":"","network_channel":"!"}' };
    expect(error(await send('PATCH', '/api/samples/s1', rules))[1]).toContain('update_sample.title must not be blank');
  });

  it('puts the origin before everything, also before an unknown route', async () => {
    const headers = { origin: 'http://evil.example' };
    expect(error(await send('POST', '/nowhere', { ...broken, headers }))).toEqual([403, 'origin not allowed']);
  });
});

describe('origins', () => {
  it('lets the own page in and says so', async () => {
    const response = await send('GET', '/api/samples', {
      headers: { host: 'localhost:80', origin: 'http://localhost' },
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers['access-control-allow-origin']).toBe('http://localhost');
  });

  it.each([{ origin: 'null' }, { origin: 'http://localhost:81' }])('refuses %j', async (headers) => {
    const response = await send('GET', '/api/samples', { headers });
    expect(error(response)).toEqual([403, 'origin not allowed']);
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
    expect(response.headers.vary).toBe('Origin');
  });

  it('refuses a host name that is not loopback', async () => {
    expect(error(await send('GET', '/api/samples', { headers: { host: 'evil.example' } }))).toEqual([
      403,
      'host not allowed',
    ]);
  });

  it('answers OPTIONS of any path with 204', async () => {
    const response = await send('OPTIONS', '/anything', { headers: { origin: 'http://localhost:80' } });
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(response.headers['access-control-allow-methods']).toBe('GET, POST, PUT, PATCH, DELETE, OPTIONS');
    const allowed = String(response.headers['access-control-allow-headers']).split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['Content-Type', 'Last-Event-ID', 'Accept']));
    expect(allowed).toEqual(expect.arrayContaining(['X-AGH-Session-ID', 'X-AGH-Agent', 'X-AGH-Workspace-ID']));
    expect(allowed).toEqual(expect.arrayContaining(['Authorization', 'X-API-Key', 'apikey', 'Idempotency-Key']));
  });
});

describe('headers', () => {
  it('takes over a usable request id and replaces others', async () => {
    const id = async (sent: string) =>
      (await send('GET', '/api/samples', { headers: { 'x-request-id': sent } })).headers['x-request-id'];
    expect(await id('Az09._:-')).toBe('Az09._:-');
    const secrets = ['agh_claim_0123', 'token:abc', 'my-password:abc'];
    for (const bad of ['a b', 'ä', 'x'.repeat(129), '', ...secrets]) expect(await id(bad)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('forbids guessing types and keeping API answers', async () => {
    const { headers } = await send('GET', '/api/samples');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  it('keeps answers out of foreign pages, failures and refusals as well', async () => {
    const foreign = { headers: { origin: 'http://evil.example' } };
    const answers = [
      await send('GET', '/api/samples'),
      await send('OPTIONS', '/api/samples'),
      await send('GET', '/nowhere'),
      await send('GET', '/api/samples/%zz'),
      await send('GET', '/openapi.json'),
      await send('POST', '/api/samples/fail/boom'),
      await send('GET', '/api/samples', foreign),
    ];
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        vary: 'Origin',
        'access-control-allow-headers': expect.stringContaining('Content-Type, Last-Event-ID, Accept') as string,
        'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
        'access-control-expose-headers': expect.stringContaining('Content-Type, Last-Event-ID') as string,
      });
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.server ?? headers['x-powered-by']).toBeUndefined();
    }
  });

  it('lets the documentation page run its own scripts only', async () => {
    const page = await send('GET', '/docs');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    // Nothing on the page would be stopped by that: no inline script, nothing from elsewhere.
    expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/);
    expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    for (const asset of ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-init.js']) {
      expect((await send('GET', `/docs/${asset}`)).statusCode).toBe(200);
    }
    expect(error(await send('GET', '/docs/nothing'))).toEqual([404, 'not found']);
  });

  it('serves the OpenAPI document', async () => {
    const { paths } = (await send('GET', '/openapi.json')).json<{ paths: object }>();
    expect(Object.keys(paths)).toContain('/api/samples/{id}');
  });
});

describe('the access log', () => {
  it('has one line per request, without values', async () => {
    await send('GET', '/api/samples/s3cret-id?query=s3cret', { headers: { ...AGENT, 'x-request-id': 'req-7' } });
    const lines = await sample.log.until(({ message }) => (message as { msg?: string }).msg === 'request');
    expect(lines).toEqual([
      {
        msg: 'request',
        method: 'GET',
        route: '/api/samples/:id',
        status: 200,
        ms: expect.any(Number) as number,
        bytes: Buffer.byteLength('{"id":"s3cret-id"}'),
        request_id: 'req-7',
        principal: 'local-user',
        role: 'admin',
        actor: 'agent_session:sess-1',
      },
    ]);
    expect(JSON.stringify(sample.log.lines)).not.toContain('s3cret');
  });

  it('tells refusals apart, and says nothing of paths that lead nowhere', async () => {
    await send('GET', '/s3cret', { headers: { 'x-request-id': 'nowhere' } });
    await send('GET', '/api/samples', { headers: { 'x-request-id': 'foreign', origin: 'null' } });
    const line = async (id: string) =>
      (await sample.log.until(({ message }) => (message as { request_id?: string }).request_id === id))[0];
    expect(await line('nowhere')).toMatchObject({ status: 404, route: undefined, principal: undefined });
    expect(await line('foreign')).toMatchObject({ status: 403, route: '/api/samples' });
    expect(JSON.stringify(sample.log.lines)).not.toContain('s3cret');
  });

  it.each([
    ['all', ['GET 200', 'GET 404']],
    ['failures', ['GET 404']],
    ['off', []],
  ] as const)('set to %s', async (accessLog, expected) => {
    const other = await startSampleApp({ settings: { accessLog } });
    for (const url of ['/api/samples', '/nowhere']) await other.app.inject({ method: 'GET', url });
    // An error is logged after the two, so it tells when their lines must be there.
    await other.app.inject({ method: 'POST', url: '/api/samples/fail/boom' });
    await other.log.until(({ level }) => level === 'error');
    const lines = other.log.lines.map(({ message }) => message as { msg?: string; method: string; status: number });
    const requests = lines.filter(({ msg, status }) => msg === 'request' && status < 500);
    expect(requests.map(({ method, status }) => `${method} ${status}`)).toEqual(expected);
    await other.app.close();
  });
});
