import { DataSource } from 'typeorm';
import { EventLog } from '../../../src/ledger/log/event-log.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { type ErrorAnswer, newAgent, refused, wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import { type KeyedService, startKeyedService } from '../support/keyed-service.js';

interface Key {
  readonly id: string;
  readonly label: string;
  readonly role: string;
  readonly created_at: string;
  readonly last_used_at?: string;
  readonly expires_at?: string;
  readonly disabled_at?: string;
  readonly workspace_id?: string;
}
type NewKey = Key & { readonly secret: string };

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const SECRET = /^tl_[A-Za-z0-9_-]{43}$/;

let service: KeyedService;
let admin: Api;

beforeAll(async () => {
  service = await startKeyedService();
  admin = service.admin;
});

afterAll(() => service.close());

const create = async (body: object = {}, api = admin): Promise<NewKey> =>
  (await wanted<{ key: NewKey }>(api.post('/api/keys', { label: 'made', role: 'viewer', ...body }), 201)).key;
const get = async (id: string): Promise<Key> => (await wanted<{ key: Key }>(admin.get(`/api/keys/${id}`), 200)).key;
const rotate = async (id: string, body?: object): Promise<NewKey> =>
  (await wanted<{ key: NewKey }>(admin.post(`/api/keys/${id}/rotate`, body), 200)).key;
const statusOf = async (secret: string): Promise<number> =>
  (await service.holding(secret).get<ErrorAnswer>('/api/tasks')).status;
const workspace = async (name: string): Promise<string> =>
  (await wanted<{ workspace: { id: string } }>(admin.post('/api/workspaces', { name }), 201)).workspace.id;

/** All that the database holds of a key. */
async function everythingKept(id: string): Promise<string> {
  const tables = ['events', 'streams', 'api_keys', 'api_key_uses', 'api_key_webhook_secrets'];
  const rows = tables.map((table) => `SELECT row_to_json(t)::text AS kept FROM ${table} t`).join(' UNION ALL ');
  const found = await service.app
    .get(DataSource)
    .query<{ kept: string }[]>(`SELECT kept FROM (${rows}) r WHERE strpos(kept, $1) > 0`, [id]);
  return found.map(({ kept }) => kept).join('\n');
}

describe('createKey', () => {
  it('answers 201 with the key and its secret, by which it works at once', async () => {
    const answer = await admin.post<{ key: NewKey }>('/api/keys', { label: ' ci ', role: 'AGENT' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-ledger-position')).toMatch(/^\d+$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.key).toEqual({
      id: expect.stringMatching(/^key-[0-9a-f]{16}$/) as string,
      label: 'ci',
      role: 'agent',
      principal_ref: 'ci',
      created_at: TIME,
      secret: expect.stringMatching(SECRET) as string,
    });
    expect(await statusOf(answer.body.key.secret)).toBe(200);
  });

  it('keeps everything that is said of it, and the webhook secret to itself', async () => {
    const id = await workspace('Keys');
    const said = { label: 'all', role: 'operator', principal_ref: 'olga', fronts: ['a', 'd'] };
    const { secret, ...key } = await create({
      ...said,
      fronts: ['a', 'd', 'a'],
      workspace: 'KEYS',
      expires_at: '2099-01-01T01:00:00+01:00',
      webhook_secret: 'whsec_cGxhbnRlZC1oZXJl',
    });
    expect(key).toEqual({
      ...said,
      id: key.id,
      workspace_id: id,
      expires_at: '2099-01-01T00:00:00.000Z',
      created_at: TIME,
    });
    expect(await get(key.id)).toEqual(key);
    expect(secret).toMatch(SECRET);
  });

  it('records whom the key stands for as the actor', async () => {
    const { secret } = await create({ role: 'operator', principal_ref: 'olga' });
    const made = await wanted<{ task: { created_by: unknown } }>(
      service.holding(secret).post('/api/tasks', { scope: 'global', title: 'By key' }),
      201,
    );
    expect(made.task.created_by).toEqual({ kind: 'human', ref: 'olga' });
  });

  it('answers 404 for an unknown workspace', async () => {
    await refused(
      admin.post('/api/keys', { label: 'a', role: 'viewer', workspace: 'nowhere' }),
      404,
      'workspace nowhere not found',
    );
  });

  it.each([
    [{}, 'label is required'],
    [{ label: 'a' }, 'role is required'],
    [{ label: 'a', role: 'root' }, 'role must be one of viewer, agent, operator, admin'],
    [{ label: 'x'.repeat(129), role: 'viewer' }, 'label must be at most 128'],
    [{ label: 'a', role: 'viewer', principal_ref: 'x'.repeat(129) }, 'principal_ref must be at most 128'],
    [{ label: 'a', role: 'viewer', fronts: ['e'] }, 'fronts item 0 must be one of a, b, c, d'],
    [{ label: 'a', role: 'viewer', webhook_secret: 'x'.repeat(257) }, 'webhook_secret must be at most 256'],
    [{ label: 'a', role: 'viewer', webhook_secret: 'whsec_no base64' }, 'webhook_secret must be base64 after whsec_'],
    [{ label: 'a', role: 'viewer', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at must lie in the future'],
  ])('answers 422 for %j', async (body, words) => {
    await refused(admin.post('/api/keys', body), 422, `create_key.${words}`);
  });

  it.each(['', '[]', '{', '{"label":5,"role":"viewer"}', '{"label":"a","role":"viewer","expires_at":"tomorrow"}'])(
    'answers 400 for %s',
    async (body) => {
      expect((await admin.post('/api/keys', body)).status).toBe(400);
    },
  );

  it.each(['viewer', 'agent', 'operator'] as const)(
    'answers 403 to the role %s, as all key operations do',
    async (role) => {
      const { api, id } = await service.key({ role });
      const answers: Promise<ApiAnswer<unknown>>[] = [
        api.post('/api/keys', { label: 'a', role: 'viewer' }),
        api.get('/api/keys'),
        api.get(`/api/keys/${id}`),
        api.post(`/api/keys/${id}/rotate`),
        api.delete(`/api/keys/${id}`),
      ];
      for (const answer of answers) await refused(answer, 403, `role ${role} may not call`);
    },
  );
});

describe('reading keys', () => {
  it('shows neither secrets nor hashes, and the log holds hashes alone', async () => {
    const made = await create({ webhook_secret: 'whsec_cGxhbnRlZC10aGVyZQ==' });
    const { secret } = await rotate(made.id, { grace_seconds: 60 });
    const listed = await admin.get<{ keys: Key[] }>('/api/keys');
    const kept = await everythingKept(made.id);
    expect(kept).toContain('secret_hash');
    const all = kept + JSON.stringify([listed.body, await get(made.id)]);
    for (const planted of [made.secret, secret, 'whsec_cGxhbnRlZC10aGVyZQ==']) expect(all).not.toContain(planted);
    const shown = new Set(listed.body.keys.flatMap((key) => Object.keys(key)));
    expect([...shown].filter((name) => /secret|hash|former/.test(name))).toEqual([]);
  });

  it('lists newest first, page by page', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.unshift((await create({ label: `page ${i}` })).id);
    const first = await admin.get<{ keys: Key[] }>('/api/keys?limit=2');
    expect(first.body.keys.map(({ id }) => id)).toEqual(made.slice(0, 2));
    const cursor = first.headers.get('x-next-cursor') ?? '';
    const rest = await admin.get<{ keys: Key[] }>('/api/keys', { query: { limit: 3, cursor } });
    expect(rest.body.keys.map(({ id }) => id)).toEqual(made.slice(2));
  });

  it.each(['limit=-1', 'limit=x', 'cursor=nonsense'])('answers 422 to %s', async (query) => {
    expect((await admin.get(`/api/keys?${query}`)).status).toBe(422);
  });

  it('answers 404 for an id that no key has', async () => {
    await refused(admin.get('/api/keys/key-none'), 404, 'key key-none not found');
    await refused(admin.post('/api/keys/key-none/rotate'), 404, 'key key-none not found');
    await refused(admin.delete('/api/keys/key-none'), 404, 'key key-none not found');
  });

  it('says when a key was used last, without an event', async () => {
    const { id, secret } = await create();
    expect(await get(id)).not.toHaveProperty('last_used_at');
    const log = service.app.get(EventLog);
    const head = await log.head();
    for (let i = 0; i < 3; i++) await statusOf(secret);
    expect((await get(id)).last_used_at).toEqual(TIME);
    expect(await log.head()).toBe(head);
  });
});

describe('rotateKey', () => {
  it('gives a new secret; the old one stops at once', async () => {
    const { id, secret } = await create();
    const after = await rotate(id);
    expect(after).toMatchObject({ id, secret: expect.stringMatching(SECRET) as string });
    expect([await statusOf(secret), await statusOf(after.secret)]).toEqual([401, 200]);
  });

  it('lets the old one work for the grace, and no longer', async () => {
    const { id, secret } = await create();
    const after = await rotate(id, { grace_seconds: 1 });
    expect([await statusOf(secret), await statusOf(after.secret)]).toEqual([200, 200]);
    await until('the grace to be over', async () => (await statusOf(secret)) === 401);
    expect(await statusOf(after.secret)).toBe(200);
  });

  it('ends a grace early when it is rotated again without one', async () => {
    const { id, secret } = await create();
    const second = await rotate(id, { grace_seconds: 3_600 });
    const third = await rotate(id);
    expect([await statusOf(secret), await statusOf(second.secret), await statusOf(third.secret)]).toEqual([
      401, 401, 200,
    ]);
  });

  it('gives each of several at once a secret, of which the last one works', async () => {
    const { id } = await create();
    const secrets = (await Promise.all([1, 2, 3].map(() => rotate(id)))).map(({ secret }) => secret);
    expect(new Set(secrets).size).toBe(3);
    expect((await Promise.all(secrets.map(statusOf))).sort()).toEqual([200, 401, 401]);
  });

  it('is refused for a revoked key, and for a grace out of bounds', async () => {
    const { id } = await create();
    for (const grace_seconds of [-1, 86_401]) {
      await refused(admin.post(`/api/keys/${id}/rotate`, { grace_seconds }), 422, 'rotate_key.grace_seconds must be');
    }
    expect((await admin.post(`/api/keys/${id}/rotate`, { grace_seconds: 1.5 })).status).toBe(400);
    await wanted(admin.delete(`/api/keys/${id}`), 204);
    await refused(admin.post(`/api/keys/${id}/rotate`), 409, `key ${id} is revoked`);
  });
});

describe('deleteKey', () => {
  it('answers 204, the key stops at once and stays listed as revoked', async () => {
    const { id, secret } = await create();
    await wanted(admin.delete(`/api/keys/${id}`), 204);
    expect(await statusOf(secret)).toBe(401);
    expect((await get(id)).disabled_at).toEqual(TIME);
  });

  it('ends a secret in its grace as well', async () => {
    const { id, secret } = await create();
    await rotate(id, { grace_seconds: 3_600 });
    await wanted(admin.delete(`/api/keys/${id}`), 204);
    expect(await statusOf(secret)).toBe(401);
  });

  it('answers 204 to all who ask, and happens once', async () => {
    const { id } = await create();
    const answers = await Promise.all([1, 2, 3].map(() => admin.delete(`/api/keys/${id}`)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    const { disabled_at } = await get(id);
    await wanted(admin.delete(`/api/keys/${id}`), 204);
    expect((await get(id)).disabled_at).toBe(disabled_at);
    expect((await everythingKept(id)).match(/"key\.revoked"/g)).toHaveLength(1);
  });

  it('lets an admin revoke the very key it uses, after which it is nobody', async () => {
    const { api, id } = await service.key({ role: 'admin' });
    await wanted(api.delete(`/api/keys/${id}`), 204);
    expect((await api.delete(`/api/keys/${id}`)).status).toBe(401);
  });
});

describe('a key that is no longer valid', () => {
  it('is told nothing more than one that is missing or unknown', async () => {
    const dead = await create();
    await wanted(admin.delete(`/api/keys/${dead.id}`), 204);
    const over = await create({ expires_at: new Date(Date.now() + 2_000).toISOString() });
    await until('the key to expire', async () => (await statusOf(over.secret)) === 401);
    const unknown = `tl_${'x'.repeat(43)}`;
    const callers = [
      service.api,
      ...[unknown, dead.secret, over.secret, '', 'x'].map((secret) => service.holding(secret)),
    ];
    const answers = await Promise.all(callers.map((caller) => caller.get<ErrorAnswer>('/api/tasks')));
    for (const { status, headers, body } of answers) {
      expect([status, headers.get('www-authenticate'), body]).toEqual([401, 'Bearer', answers[0]?.body]);
    }
  });
});

describe('an agent session', () => {
  it('is called as by the principal that registered it alone, with any of its keys', async () => {
    const keyOf = async (principal_ref: string) => (await service.key({ role: 'agent', principal_ref })).api;
    const [mine, alsoMine, theirs] = [await keyOf('mine'), await keyOf('mine'), await keyOf('theirs')];
    const { session } = await newAgent(mine);
    const read = (api: Api) => api.as(session).get<ErrorAnswer>('/api/tasks');
    expect([(await read(mine)).status, (await read(alsoMine)).status]).toEqual([200, 200]);
    for (const other of [theirs, admin]) {
      await refused(read(other), 401, 'belongs to another caller', 'identity_mismatch');
    }
  });
});
