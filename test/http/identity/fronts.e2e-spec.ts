/** Whom the compatibility fronts let in, and how they take bodies (`http.md` 11.1, 11.3, 16), before there is any task. */
import type { Principal } from '../../../src/http/identity/caller.js';
import { type SampleApp, startSampleApp } from '../support/sample-app.js';
import { FrontController } from './support/front-controller.js';

const KEYED = {
  a: {
    method: 'POST',
    url: '/v1beta/tasks/x/regenerate',
    header: 'authorization',
    wrap: (key: string) => `Bearer ${key}`,
  },
  b: { method: 'GET', url: '/api/v1/task', header: 'apikey', wrap: (key: string) => key },
  d: { method: 'POST', url: '/tasks/x/runs', header: 'x-api-key', wrap: (key: string) => key },
} as const;
type Keyed = keyof typeof KEYED;
const LETTERS = Object.keys(KEYED) as Keyed[];
const C = '/api/numbers/007/runs';

const person: Principal = { ref: 'ann', role: 'operator', keyId: 'key-1' };
let service: SampleApp;

beforeAll(async () => {
  service = await startSampleApp({ withKeys: true, controllers: [FrontController] });
  for (const letter of LETTERS) service.keys.principals.set(`only-${letter}`, { ...person, fronts: [letter] });
  service.keys.principals.set('all', { ...person, fronts: ['a', 'b', 'c', 'd'] });
  service.keys.principals.set('none', person);
  service.keys.principals.set('viewer', { ...person, role: 'viewer', fronts: ['a', 'b', 'd'] });
  service.sessions.sessions.set('sess-1', { session_id: 'sess-1', agent_name: 'ada', state: 'active' } as never);
});

afterAll(() => service.app.close());

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
}

async function send(method: 'GET' | 'POST', url: string, { headers = {}, payload }: Sent = {}) {
  const answer = await service.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>(), headers: answer.headers };
}

const keyHeader = (letter: Keyed, key: string) => ({ [KEYED[letter].header]: KEYED[letter].wrap(key) });
const call = (letter: Keyed, sent?: Sent) => send(KEYED[letter].method, KEYED[letter].url, sent);

describe.each(LETTERS)('front %s', (letter) => {
  it('takes its key from its header, as the person that the key stands for', async () => {
    const { status, body } = await call(letter, { headers: keyHeader(letter, `only-${letter}`) });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { by: 'human:ann', origin: `http:compat.${letter}.do` },
    });
  });

  it('does not look at agent headers', async () => {
    const agent = { 'x-agh-session-id': 'sess-9', 'x-agh-agent': 'nobody' };
    const { status, body } = await call(letter, { headers: { ...agent, ...keyHeader(letter, 'all') } });
    expect({ status, body }).toMatchObject({ status: 200, body: { by: 'human:ann' } });
  });

  const others = LETTERS.filter((other) => other !== letter);
  const wrong: readonly (readonly [what: string, headers: Readonly<Record<string, string>>])[] = [
    ['no key', {}],
    ['a blank key', keyHeader(letter, ' ')],
    ['an unknown key', keyHeader(letter, 'nobody-has-it')],
    ['a key for no front', keyHeader(letter, 'none')],
    ...others.map((other) => [`a key of front ${other}`, keyHeader(letter, `only-${other}`)] as const),
    ...others.map((other) => [`its key where front ${other} has one`, keyHeader(other, 'all')] as const),
  ];

  it.each(wrong)('answers %s with 401 and nothing else', async (_, headers) => {
    const answer = await call(letter, { headers, payload: '{' });
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 401, body: { error: 'unauthorized' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });
});

describe('the key of front a', () => {
  it.each(['bearer all', 'BEARER  all', ' Bearer\tall '])('is taken from %j', async (authorization) => {
    expect((await call('a', { headers: { authorization } })).status).toBe(200);
  });

  it.each(['all', 'Basic all', 'Bearer', 'Bearer all more'])('is not taken from %j', async (authorization) => {
    expect((await call('a', { headers: { authorization } })).status).toBe(401);
  });
});

it.each([
  ['a', 403],
  ['b', 200],
  ['d', 403],
] as const)('a reader is answered by front %s with %d', async (letter, status) => {
  expect((await call(letter, { headers: keyHeader(letter, 'viewer') })).status).toBe(status);
});

describe('front c', () => {
  it('takes native callers: people without a key where none is needed, and agents', async () => {
    expect((await send('POST', C)).body).toMatchObject({
      number: '007',
      by: 'human:local-user',
      origin: 'http:compat.c.do',
    });
    const headers = { 'x-agh-session-id': 'sess-1', 'x-agh-agent': 'ada' };
    expect((await send('POST', C, { headers })).body).toMatchObject({ by: 'agent_session:sess-1' });
    const unknown = { 'x-agh-session-id': 'sess-9', 'x-agh-agent': 'ada' };
    expect(await send('POST', C, { headers: unknown })).toMatchObject({ status: 401 });
  });

  it.each(['task-1', '-7', '7.5', '12345678901234567', '7x'])('leaves %s to the native operation', async (id) => {
    expect((await send('POST', `/api/numbers/${id}/runs`)).body).toEqual({ native: id });
  });
});

describe.each([
  ['c', C, {}],
  ['d', KEYED.d.url, keyHeader('d', 'all')],
] as const)('the body of front %s', (_letter, url, headers) => {
  it.each(['{', '[]', '"text"', '1', 'null', '{"prompt":1}', '{"count":"5"}', '{"count":1.5}', '{"count":0}', '\xff'])(
    '%j is refused with 422',
    async (payload) => {
      const { status, body } = await send('POST', url, { headers, payload });
      expect({ status, body }).toMatchObject({ status: 422, body: { error: expect.any(String) as string } });
    },
  );

  it('that is not UTF-8 is refused with 422', async () => {
    const answer = await service.app.inject({ method: 'POST', url, headers, payload: Buffer.from([0x7b, 0xff, 0x7d]) });
    expect(answer.statusCode).toBe(422);
  });

  it.each(['', '  ', '{}', '{"unknown":[1],"prompt":null}'])('%j is nothing at all', async (payload) => {
    const { status, body } = await send('POST', url, { headers, payload });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('prompt');
    expect(body).not.toHaveProperty('unknown');
  });

  it.each(['text/plain', 'application/xml', 'nonsense'])('is JSON whatever %s says', async (type) => {
    const sent = { headers: { ...headers, 'content-type': type }, payload: '{"prompt":"do"}' };
    expect(await send('POST', url, sent)).toMatchObject({ status: 200, body: { prompt: 'do' } });
  });

  it('over 4 MiB is 413', async () => {
    const payload = JSON.stringify({ prompt: 'x'.repeat(4_194_304) });
    expect(await send('POST', url, { headers, payload })).toMatchObject({ status: 413 });
  });
});

it('front a reads no body', async () => {
  expect((await call('a', { headers: keyHeader('a', 'all'), payload: '{' })).status).toBe(200);
});

it.each(['/tasks/x', '/tasks/x/nothing', '/v1beta/nothing', '/v1beta/tasks/x/y/z', '/api/v1/nothing'])(
  'where no operation is below a front, %s is the 404 of everywhere',
  async (url) => {
    expect(await send('GET', url)).toMatchObject({ status: 404, body: { error: 'not found' } });
  },
);

it('what the fronts answer is kept nowhere', async () => {
  for (const letter of LETTERS) expect((await call(letter)).headers['cache-control']).toBe('no-store');
});
