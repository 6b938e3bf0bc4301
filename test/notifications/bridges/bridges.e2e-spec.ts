import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Bridge } from '../../../src/client/types.js';
import { TellBridgeFailing, TellBridgeRecovered } from '../../../src/notifications/commands/tell-bridge.js';
import { BridgeSecrets } from '../../../src/notifications/views/bridge-secrets.js';
import { type KeyedService, type KeyHolder, startKeyedService } from '../../access/support/keyed-service.js';
import { testContext } from '../../sessions/support/claimed-run.js';
import { makePlace, newTask, type Place, refused, wanted } from '../../support/place.js';
import {
  type BridgeAnswer,
  bridgeBody,
  deleteSubscription,
  newBridge,
  newSecret,
  storyOfStream,
  subscribed,
} from '../support/bridges.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const time = expect.stringMatching(TIME) as unknown;

let service: KeyedService;
let place: Place;
let bound: KeyHolder;

beforeAll(async () => {
  service = await startKeyedService();
  place = await makePlace(service.admin);
  bound = await service.key({ role: 'operator', label: 'bound', workspace: place.workspaceId });
});

afterAll(() => service.close());

const api = () => service.admin;
const create = (body: unknown): BridgeAnswer => api().post('/api/bridges', body);
const get = (id: string, by = api()): BridgeAnswer => by.get(`/api/bridges/${id}`);
const update = (id: string, body: unknown, by = api()): BridgeAnswer => by.patch(`/api/bridges/${id}`, body);
const remove = (id: string, by = api()) => by.delete(`/api/bridges/${id}`);

async function updated(id: string, body: unknown): Promise<Bridge> {
  return (await wanted<{ bridge: Bridge }>(update(id, body), 200)).bridge;
}

async function statusOf(id: string): Promise<string> {
  return (await wanted<{ bridge: Bridge }>(get(id), 200)).bridge.status;
}

async function names(query = '', by = api()): Promise<string[]> {
  const { bridges } = await wanted<{ bridges: Bridge[] }>(by.get(`/api/bridges${query}`), 200);
  return bridges.map(({ name }) => name);
}

async function secretInForce(id: string): Promise<string | undefined> {
  const [row] = await service.app
    .get(DataSource)
    .query<{ secret_id: string | null }[]>('SELECT secret_id FROM bridges WHERE id = $1', [id]);
  const secretId = row?.secret_id;
  return secretId === undefined || secretId === null ? undefined : service.app.get(BridgeSecrets).of(secretId);
}

async function secretsKept(id: string): Promise<number> {
  const rows = await service.app
    .get(DataSource)
    .query<object[]>('SELECT FROM bridge_secrets WHERE bridge_id = $1', [id]);
  return rows.length;
}

describe('createBridge', () => {
  it('answers 201 with the bridge under a drawn id', async () => {
    const body = { name: '  Team chat  ', scope: 'global', endpoint_url: ' https://chat.example/hook?x=1 ' };
    const answer = await create(body);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-ledger-position')).toMatch(/^\d+$/);
    expect(answer.body).toEqual({
      bridge: {
        id: expect.stringMatching(/^brg-[0-9a-f]{16}$/) as unknown,
        name: 'Team chat',
        scope: 'global',
        endpoint_url: 'https://chat.example/hook?x=1',
        enabled: true,
        notification_suppress: false,
        status: 'ready',
        created_at: time,
        updated_at: time,
      },
    });
    expect((await get(answer.body.bridge.id)).body).toEqual(answer.body);
  });

  it('takes a workspace by id, name or path, disabled and suppressed', async () => {
    const bridge = await newBridge(api(), {
      scope: 'workspace',
      workspace: place.workspaceId,
      enabled: false,
      notification_suppress: true,
    });
    expect(bridge).toMatchObject({ workspace_id: place.workspaceId, status: 'disabled', notification_suppress: true });
  });

  it('answers 409 for a name that is taken anywhere, whatever its case', async () => {
    await newBridge(api(), { name: 'Straße', scope: 'workspace', workspace: place.workspaceId });
    await refused(create(bridgeBody({ name: 'STRASSE' })), 409, 'a bridge named STRASSE already exists');
  });

  it('lets exactly one of equal names win', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => create(bridgeBody({ name: 'Race' }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it.each([
    [{ name: undefined }, 'create_bridge.name is required'],
    [{ name: ' ' }, 'create_bridge.name is required'],
    [{ name: 'x'.repeat(129) }, 'create_bridge.name must be at most 128 characters'],
    [{ scope: undefined }, 'create_bridge.scope is required'],
    [{ scope: 'planet' }, 'create_bridge.scope must be one of global, workspace'],
    [{ scope: 'workspace' }, 'create_bridge.workspace is required for a workspace bridge'],
    [{ workspace: 'any' }, 'create_bridge.workspace must not be given for a global bridge'],
    [{ endpoint_url: undefined }, 'create_bridge.endpoint_url is required'],
    [{ endpoint_url: 'chat.example' }, 'create_bridge.endpoint_url must be an http or https URL'],
    [{ endpoint_url: 'ftp://chat.example/' }, 'create_bridge.endpoint_url must be an http or https URL'],
    [{ endpoint_url: 'https://user@chat.example/' }, 'without user and password'],
    [{ endpoint_url: 'https://:pw@chat.example/' }, 'without user and password'],
    [{ endpoint_url: `https://chat.example/${'x'.repeat(2_048)}` }, 'must be at most 2048 characters'],
    [{ endpoint_url: 'http://127.0.0.1:9/' }, 'create_bridge.endpoint_url: its address is not public'],
    [{ endpoint_url: 'http://0x7f.1/' }, 'its address is not public'],
    [{ endpoint_url: 'http://[::ffff:169.254.169.254]/' }, 'its address is not public'],
    [{ secret: 'hush' }, 'create_bridge.secret must be whsec_ followed by base64 of 24 to 64 bytes'],
  ])('answers 422 for %j', async (members, words) => {
    await refused(create({ ...bridgeBody(), ...members }), 422, words);
  });

  it.each([24, 25, 26, 27, 61, 62, 63, 64])('takes a secret of %d bytes', async (bytes) => {
    const secret = newSecret(bytes);
    const { id } = await newBridge(api(), { secret });
    expect(await secretInForce(id)).toBe(secret);
  });

  it.each([23, 65])('answers 422 for a secret of %d bytes', async (bytes) => {
    await refused(create(bridgeBody({ secret: newSecret(bytes) })), 422, 'create_bridge.secret must be whsec_');
  });

  it.each([undefined, '{', [], { enabled: 'yes' }, { name: 5 }, { secret: 5 }])(
    'answers 400 for a body of %j',
    async (body) => {
      expect((await create(body)).status).toBe(400);
    },
  );

  it('answers 404 for an unknown workspace', async () => {
    await refused(create(bridgeBody({ scope: 'workspace', workspace: 'nowhere' })), 404, 'nowhere');
  });

  it.each(['viewer', 'agent'] as const)('answers 403 to role %s', async (role) => {
    const { api: by } = await service.key({ role });
    expect((await by.post('/api/bridges', bridgeBody())).status).toBe(403);
  });

  it('answers 401 without a key', async () => {
    expect((await service.api.post('/api/bridges', bridgeBody())).status).toBe(401);
  });
});

describe('getBridge and listBridges', () => {
  it('answers 404 for what nobody created, 422 for a blank id', async () => {
    await refused(get('brg-none'), 404, 'bridge brg-none not found');
    expect((await get('%20')).status).toBe(422);
  });

  it('lists by name, filtered, page by page', async () => {
    const there = await makePlace(api());
    const scope = { scope: 'workspace', workspace: there.workspaceId } as const;
    await newBridge(api(), { name: 'p-b', ...scope });
    await newBridge(api(), { name: 'P-a', ...scope });
    await newBridge(api(), { name: 'p-C', ...scope, enabled: false });
    const of = `?workspace=${there.workspaceId}`;
    expect(await names(of)).toEqual(['P-a', 'p-b', 'p-C']);
    expect(await names(`${of}&status=disabled`)).toEqual(['p-C']);
    expect(await names(`${of}&scope=workspace&status=READY`)).toEqual(['P-a', 'p-b']);
    expect(await names(`?scope=global`)).not.toContain('p-b');
    const first = await api().get<{ bridges: Bridge[] }>(`/api/bridges${of}&limit=2`);
    expect(first.body.bridges.map(({ name }) => name)).toEqual(['P-a', 'p-b']);
    const next = first.headers.get('x-next-cursor') ?? '';
    const second = await api().get<{ bridges: Bridge[] }>(`/api/bridges${of}&limit=2&cursor=${next}`);
    expect(second.body.bridges.map(({ name }) => name)).toEqual(['p-C']);
    expect(second.headers.get('x-next-cursor')).toBeNull();
  });

  it.each(['status=broken', 'scope=planet', 'limit=-1', 'limit=x', 'cursor=abc', 'scope=workspace'])(
    'answers 422 for %s',
    async (query) => {
      expect((await api().get(`/api/bridges?${query}`)).status).toBe(422);
    },
  );

  it('answers 404 for an unknown workspace', async () => {
    expect((await api().get('/api/bridges?workspace=nowhere')).status).toBe(404);
  });
});

describe('updateBridge', () => {
  it('changes what is given and keeps the rest', async () => {
    const before = await newBridge(api());
    const after = await updated(before.id, { endpoint_url: 'http://other.example/', notification_suppress: true });
    expect(after).toEqual({
      ...before,
      endpoint_url: 'http://other.example/',
      notification_suppress: true,
      updated_at: time,
    });
    expect((await updated(before.id, { enabled: false })).status).toBe('disabled');
    expect((await updated(before.id, { enabled: true, name: `${before.name} 2` })).status).toBe('ready');
  });

  it('appends nothing when all stays as it is', async () => {
    const bridge = await newBridge(api());
    expect(await updated(bridge.id, { name: bridge.name, enabled: true })).toEqual(bridge);
    expect(await storyOfStream(service, `bridge:${bridge.id}`)).toHaveLength(1);
  });

  it('lets names go round', async () => {
    const [a, b] = [await newBridge(api(), { name: 'round a' }), await newBridge(api(), { name: 'round b' })];
    await refused(update(a.id, { name: 'ROUND B' }), 409, 'a bridge named ROUND B already exists');
    await updated(b.id, { name: 'round c' });
    expect(await updated(a.id, { name: 'ROUND B' })).toMatchObject({ name: 'ROUND B' });
    expect(await updated(a.id, { name: 'Round b' })).toMatchObject({ name: 'Round b' });
  });

  it.each([
    [{}, 'update_bridge must have at least one field'],
    [{ scope: 'workspace' }, 'update_bridge must have at least one field'],
    [{ name: ' ' }, 'update_bridge.name must not be blank'],
    [{ endpoint_url: '' }, 'update_bridge.endpoint_url must'],
    [{ endpoint_url: 'http://10.0.0.1/' }, 'update_bridge.endpoint_url: its address is not public'],
    [{ secret: 'hush' }, 'update_bridge.secret must be'],
  ])('answers 422 for %j', async (body, words) => {
    await refused(update((await newBridge(api())).id, body), 422, words);
  });

  it('answers 404 for an unknown one, 400 for no body, 403 to a viewer', async () => {
    await refused(update('brg-none', { enabled: false }), 404, 'bridge brg-none not found');
    const { id } = await newBridge(api());
    expect((await update(id, undefined)).status).toBe(400);
    const viewer = await service.key({ role: 'viewer' });
    expect((await update(id, { enabled: false }, viewer.api)).status).toBe(403);
  });
});

describe('the secret', () => {
  it('is replaced, taken away, and gone with the bridge', async () => {
    const [one, two] = [newSecret(), newSecret()];
    const { id } = await newBridge(api(), { secret: one });
    expect(await secretInForce(id)).toBe(one);
    await updated(id, { secret: two });
    expect(await secretInForce(id)).toBe(two);
    expect(await secretsKept(id)).toBe(1);
    await updated(id, { enabled: false });
    expect(await secretInForce(id)).toBe(two);
    await updated(id, { secret: ' ' });
    expect(await secretInForce(id)).toBeUndefined();
    expect(await secretsKept(id)).toBe(0);
    await updated(id, { secret: one });
    expect((await remove(id)).status).toBe(204);
    expect(await secretsKept(id)).toBe(0);
  });

  it('stays as it was when the command is refused', async () => {
    const taken = await newBridge(api());
    const secret = newSecret();
    const { id } = await newBridge(api(), { secret });
    await refused(update(id, { name: taken.name, secret: newSecret() }), 409, 'already exists');
    expect(await secretInForce(id)).toBe(secret);
    expect(await secretsKept(id)).toBe(1);
    await refused(create(bridgeBody({ name: taken.name, secret: newSecret() })), 409, 'already exists');
    await refused(update('brg-none', { secret: newSecret() }), 404, 'not found');
    const stray = await service.app
      .get(DataSource)
      .query<object[]>(
        'SELECT FROM bridge_secrets s WHERE NOT EXISTS (SELECT FROM bridges b WHERE b.secret_id = s.id)',
      );
    expect(stray).toEqual([]);
  });

  it('is one of those given, whichever of two came last', async () => {
    const secrets = [newSecret(), newSecret(), newSecret()];
    const { id } = await newBridge(api());
    await Promise.all(secrets.map((secret) => updated(id, { secret })));
    expect(secrets).toContain(await secretInForce(id));
    expect(await secretsKept(id)).toBe(1);
  });

  it('is in no answer, no event, no table and no log', async () => {
    const secret = newSecret();
    const answer = await create(bridgeBody({ secret }));
    const { id } = answer.body.bridge;
    const others = [await update(id, { secret }), await get(id), await update(id, { secret: `${secret}!` })];
    const listed = await api().get('/api/bridges');
    const said = JSON.stringify([answer.body, ...others.map(({ body }) => body), listed.body]);
    const told = JSON.stringify([service.log.warnings, service.log.errors]);
    const key = secret.slice('whsec_'.length, -2);
    expect(said + told).not.toContain(key);
    const source = service.app.get(DataSource);
    for (const table of ['events', 'streams', 'bridges', 'bridge_secrets']) {
      const [row] = await source.query<{ found: number }[]>(
        `SELECT count(*)::int AS found FROM ${table} t WHERE strpos(t::text, $1) > 0`,
        [key],
      );
      expect({ table, ...row }).toEqual({ table, found: 0 });
    }
  });
});

describe('status', () => {
  const failing = (id: string) =>
    service.app
      .get(CommandBus)
      .execute(new TellBridgeFailing({ id, failures: 10, last_error: 'https://chat.example: timed out' }, testContext));
  const recovered = (id: string) => service.app.get(CommandBus).execute(new TellBridgeRecovered(id, testContext));

  it('is error while deliveries fail, until one succeeds', async () => {
    const { id } = await newBridge(api());
    expect((await failing(id)).result).toBe(true);
    expect((await failing(id)).result).toBe(false);
    expect(await statusOf(id)).toBe('error');
    expect((await recovered(id)).result).toBe(true);
    expect((await recovered(id)).result).toBe(false);
    expect(await statusOf(id)).toBe('ready');
    const story = await storyOfStream(service, `bridge:${id}`);
    expect(story.map(({ type }) => type)).toEqual(['bridge.created', 'bridge.failing', 'bridge.recovered']);
  });

  it('is ready again after any update', async () => {
    const { id } = await newBridge(api());
    await failing(id);
    expect(await updated(id, { enabled: true })).toMatchObject({ status: 'ready' });
    await failing(id);
    expect(await statusOf(id)).toBe('error');
  });

  it('is disabled, whatever is told of deliveries', async () => {
    const { id } = await newBridge(api(), { enabled: false });
    expect((await failing(id)).result).toBe(false);
    expect(await statusOf(id)).toBe('disabled');
    expect((await failing('brg-none')).result).toBe(false);
  });
});

describe('deleteBridge', () => {
  it('answers 204, then 404, and gives the name free', async () => {
    const { id, name } = await newBridge(api());
    const answer = await remove(id);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('x-ledger-position')).toMatch(/^\d+$/);
    await refused(remove(id), 404, `bridge ${id} not found`);
    await refused(get(id), 404, `bridge ${id} not found`);
    await refused(update(id, { enabled: false }), 404, `bridge ${id} not found`);
    await newBridge(api(), { name });
  });

  it('answers 409 while subscriptions use it', async () => {
    const { id } = await newBridge(api());
    const task = await newTask(api());
    const { subscription_id } = await subscribed(api(), task.id, { bridge_instance_id: id });
    await subscribed(api(), task.id, { bridge_instance_id: id });
    await refused(remove(id), 409, `2 subscriptions use bridge ${id}`);
    await deleteSubscription(api(), task.id, subscription_id);
    await refused(remove(id), 409, `1 subscription uses bridge ${id}`);
    expect((await api().delete(`/api/tasks/${task.id}`)).status).toBe(204);
    expect((await remove(id)).status).toBe(204);
  });

  it('follows subscriptions from bridge to bridge', async () => {
    const [from, to] = [await newBridge(api()), await newBridge(api())];
    const task = await newTask(api());
    const { subscription_id } = await subscribed(api(), task.id, { bridge_instance_id: from.id });
    await refused(remove(from.id), 409, 'uses');
    await subscribed(api(), task.id, { subscription_id, bridge_instance_id: to.id });
    expect((await remove(from.id)).status).toBe(204);
    await refused(remove(to.id), 409, 'uses');
  });

  it('never leaves a subscription without its bridge, whoever comes first', async () => {
    const task = await newTask(api());
    for (let round = 0; round < 20; round++) {
      const { id } = await newBridge(api());
      const body = { bridge_instance_id: id, delivery_mode: 'direct-send', peer_id: 'peer' };
      const [subscription, deletion] = await Promise.all([
        api().post(`/api/tasks/${task.id}/notifications/bridges`, body),
        remove(id),
      ]);
      expect([
        [201, 409],
        [404, 204],
      ]).toContainEqual([subscription.status, deletion.status]);
    }
  });

  it('answers 403 to an agent', async () => {
    const { api: by } = await service.key({ role: 'agent' });
    expect((await remove((await newBridge(api())).id, by)).status).toBe(403);
  });
});

describe('a key that is bound to a workspace', () => {
  it('makes and changes bridges there', async () => {
    const body = bridgeBody({ scope: 'workspace', workspace: place.workspaceId });
    const { bridge } = await wanted<{ bridge: Bridge }>(bound.api.post('/api/bridges', body), 201);
    expect((await update(bridge.id, { enabled: false }, bound.api)).status).toBe(200);
    expect(await names('', bound.api)).toContain(bridge.name);
    expect((await remove(bridge.id, bound.api)).status).toBe(204);
  });

  it('knows of no other', async () => {
    const there = await makePlace(api());
    const scope = { scope: 'workspace', workspace: there.workspaceId } as const;
    for (const other of [await newBridge(api()), await newBridge(api(), scope)]) {
      const words = `bridge ${other.id} not found`;
      await refused(get(other.id, bound.api), 404, words);
      await refused(update(other.id, { enabled: false }, bound.api), 404, words);
      await refused(update(other.id, {}, bound.api), 404, words);
      await refused(remove(other.id, bound.api), 404, words);
      expect(await names('', bound.api)).not.toContain(other.name);
    }
    expect(await names('?scope=global', bound.api)).toEqual([]);
    await refused(bound.api.get(`/api/bridges?workspace=${there.workspaceId}`), 404, there.workspaceId);
    await refused(bound.api.post('/api/bridges', bridgeBody(scope)), 404, there.workspaceId);
    await refused(bound.api.post('/api/bridges', bridgeBody()), 403, 'global');
  });
});
