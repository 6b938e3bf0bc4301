/** Making and finding web tasks on their front, and what becomes of them when their view is rebuilt (`http.md` 12). */
import { ledgerRegistry } from '../../../src/cli/ledger-registry.js';
import { rebuild } from '../../../src/ledger/followers/rebuild/rebuild.js';
import { rebuildables } from '../../../src/ledger/followers/rebuild/units.js';
import type { KeyedService } from '../../access/support/keyed-service.js';
import { newAgent, refused, wanted } from '../../support/place.js';
import {
  FOUND,
  generated,
  INPUT,
  makeWebPlace,
  OTHER_SECRET,
  OUTPUT,
  SECRET,
  startWebService,
  UNAUTHORIZED,
  WEBSITE,
  type WebPlace,
  type WebTask,
  type WebTaskAnswer,
} from './support.js';

let service: KeyedService;
let place: WebPlace;

beforeAll(async () => {
  service = await startWebService();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makeWebPlace(service);
});

const BODY = { display_name: 'Milk', task: 'Buy two litres of milk', website: WEBSITE };
const create = (body: unknown, api = place.api): Promise<WebTaskAnswer> => api.post('/v1beta/tasks', body);
const made = (more: object = {}) => wanted<WebTask>(create({ ...BODY, ...more }), 200);
const list = (query = '', api = place.api) => api.get<{ tasks: WebTask[] }>(`/v1beta/tasks${query}`);
const listed = async (query = '') => (await wanted<{ tasks: WebTask[] }>(list(query), 200)).tasks;

describe('creating a web task', () => {
  it('queues the run that generates its schemas with it', async () => {
    const task = await made();
    expect(task).toEqual({
      id: task.id,
      current_state: 'not_ready',
      display_name: 'Milk',
      task: 'Buy two litres of milk',
      website: WEBSITE,
      input_schema: null,
      output_schema: null,
      creation_auto_generate_schemas: true,
      created_at: task.created_at,
      updated_at: task.created_at,
      required_secrets: [],
      creation_secrets: [],
      secret_bindings: {},
    });
    const agent = await place.generator();
    const { run } = await agent.claim();
    expect(run.metadata).toMatchObject({ purpose: 'schema_generation', instructions: 'Buy two litres of milk' });
    await wanted(agent.does('complete', run.id, { result: FOUND }), 200);
    expect(await place.get(task.id)).toMatchObject({ current_state: 'ready', ...FOUND });
  });

  it('keeps what the caller says of schemas and secrets', async () => {
    const said = {
      creation_auto_generate_schemas: false,
      input_schema: JSON.parse(INPUT) as object,
      output_schema: `${OUTPUT} `,
      required_secrets: [{ name: 'shop' }, { name: 'mail', type: 'login', requires_totp: true }],
      creation_secrets: [{ secret_uuid: SECRET.toUpperCase(), description: 'the shop' }, { secret_uuid: OTHER_SECRET }],
      secret_bindings: { shop: SECRET },
    };
    const task = await made(said);
    expect(task).toMatchObject({
      current_state: 'waiting_for_manual_completion',
      creation_auto_generate_schemas: false,
      input_schema: INPUT,
      output_schema: `${OUTPUT} `,
      required_secrets: [
        { name: 'shop', type: 'login', requires_totp: false },
        { name: 'mail', type: 'login', requires_totp: true },
      ],
      creation_secrets: [
        { secret_uuid: SECRET, description: 'the shop' },
        { secret_uuid: OTHER_SECRET, description: '' },
      ],
    });
    expect(task.secret_bindings).toEqual({ shop: SECRET });
    const bound = await made({ ...said, secret_bindings: { shop: SECRET, mail: OTHER_SECRET } });
    expect(bound).toMatchObject({ current_state: 'ready' });
    expect((await (await place.generator()).claimNext()).status).toBe(204);
  });

  it("makes a task of the key's workspace, else a global one of the key's principal", async () => {
    const { api } = await service.key({ role: 'operator', label: 'unbound', fronts: ['a'] });
    const { status, body } = await create({ ...BODY, creation_auto_generate_schemas: false }, api);
    expect({ status, body }).toMatchObject({ status: 200 });
    const { task } = await wanted<{ task: object }>(service.admin.get(`/api/tasks/${body.id}`), 200);
    expect(task).toMatchObject({ task: { scope: 'global', created_by: { kind: 'human', ref: 'unbound' } } });
    const bound = await made();
    const native = await wanted<{ task: object }>(service.admin.get(`/api/tasks/${bound.id}`), 200);
    expect(native.task).toMatchObject({
      task: { workspace_id: place.workspaceId, origin: { ref: 'compat.a.create' } },
    });
  });

  it('refuses what it cannot read, names the member and makes nothing: 422', async () => {
    const wrong: readonly [unknown, string][] = [
      ['{"display_name":', 'body'],
      ['[]', 'body'],
      [{ task: 'x', website: WEBSITE }, 'display_name'],
      [{ ...BODY, task: ' ' }, 'task'],
      [{ ...BODY, website: 'shop.example.com' }, 'website'],
      [{ ...BODY, website: 'https://ann:secret@example.com/' }, 'website'],
      [{ ...BODY, website: `https://example.com/${'a'.repeat(2083)}` }, 'website'],
      [{ ...BODY, creation_auto_generate_schemas: 'yes' }, 'creation_auto_generate_schemas'],
      [{ ...BODY, input_schema: 7 }, 'input_schema'],
      [{ ...BODY, input_schema: { type: 'array' } }, 'input_schema'],
      [{ ...BODY, input_schema: '{"type":' }, 'input_schema'],
      [{ ...BODY, output_schema: { type: 'nonsense' } }, 'output_schema'],
      [{ ...BODY, output_schema: { $ref: 'https://example.com/schema' } }, 'output_schema'],
      [{ ...BODY, required_secrets: [{ name: 'a', type: 'card' }] }, 'required_secrets'],
      [{ ...BODY, required_secrets: [{ name: 'a' }, { name: 'a' }] }, 'required_secrets'],
      [{ ...BODY, creation_secrets: [{ secret_uuid: 'a' }] }, 'creation_secrets'],
      [{ ...BODY, secret_bindings: { a: SECRET } }, 'secret_bindings'],
      [{ ...BODY, secret_bindings: ['a'] }, 'secret_bindings'],
    ];
    for (const [body, name] of wrong) await refused(create(body), 422, name);
    await refused(create(''), 422, 'body');
    const long = { ...BODY, input_schema: { type: 'object', title: 'a'.repeat(9_000) } };
    const { status } = await create({ ...long, output_schema: long.input_schema });
    expect(status).toBe(413);
    expect(await listed()).toEqual([]);
  });

  it('asks for a key of the front, and one that may write', async () => {
    const { status, body } = await create('{', service.admin);
    expect({ status, body }).toEqual({ status: 401, body: UNAUTHORIZED });
    const { api } = await service.key({ role: 'viewer', fronts: ['a'], workspace: place.workspaceId });
    expect((await create(BODY, api)).status).toBe(403);
  });
});

describe('finding web tasks', () => {
  it('is by UUID, in either case; other ids are 422, unknown and foreign ones 404', async () => {
    const task = await made();
    expect(await place.get(task.id.toUpperCase())).toEqual(task);
    expect((await service.admin.get(`/v1beta/tasks/${task.id}`)).body).toEqual(UNAUTHORIZED);
    await refused(place.api.get('/v1beta/tasks/7'), 422, 'UUID');
    await refused(place.api.get(`/v1beta/tasks/${SECRET}`), 404, 'does not exist');
    const other = await makeWebPlace(service);
    await refused(other.api.get(`/v1beta/tasks/${task.id}`), 404, 'does not exist');
  });

  it('lists them newest first, page by page, and nothing else', async () => {
    expect(await listed()).toEqual([]);
    await place.task();
    const other = await makeWebPlace(service);
    await other.webTask();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await place.webTask({}, { title: `Task ${i}` })).uuid);
    expect((await listed()).map(({ id }) => id)).toEqual(ids);
    const found: string[] = [];
    let query = '?limit=2';
    for (let page = 0; page < 3; page++) {
      const { headers, body } = await list(query);
      found.push(...body.tasks.map(({ id }) => id));
      query = `?limit=2&cursor=${headers.get('x-next-cursor') ?? ''}`;
    }
    expect(found).toEqual(ids);
    expect((await list('?limit=0')).headers.has('x-next-cursor')).toBe(false);
    expect(await listed('?limit=5&cursor=')).toHaveLength(5);
    await refused(list('?limit=-1'), 422, 'limit');
    await refused(list('?cursor=nonsense'), 422, 'cursor');
    expect((await list('', service.admin)).body).toEqual(UNAUTHORIZED);
  });

  it('lists to a key that is bound to nothing what its principal made', async () => {
    const { api } = await service.key({ role: 'operator', label: 'ann of the list', fronts: ['a'] });
    const { body } = await create({ ...BODY, creation_auto_generate_schemas: false }, api);
    await made();
    expect((await list('', api)).body.tasks).toEqual([body]);
  });
});

describe('a rebuild', () => {
  it('brings the same answers, byte for byte', async () => {
    const secret = { creation_secrets: [{ secret_uuid: SECRET, description: 'the shop' }] };
    const bound = { ...secret, secret_bindings: { shop: SECRET, mail: SECRET } };
    const ready = await made(bound);
    const agent = await place.generator();
    const slots = { ...FOUND, required_secrets: [{ name: 'shop' }] };
    await wanted(agent.does('complete', (await agent.claim()).run.id, { result: slots }), 200);
    await generated(place, (await place.webTask({ creation_auto_generate_schemas: false, ...FOUND })).uuid, {});
    const failing = await made();
    await wanted(agent.does('fail', (await agent.claim()).run.id, { error: 'no way in' }), 200);
    await made();
    await agent.claim();
    const gone = await place.webTask(bound);
    await wanted(service.admin.delete(`/api/tasks/${gone.id}`), 204);

    const texts = async () => {
      const answer = await fetch(`${service.url}/v1beta/tasks`, { headers: bearer });
      return answer.text();
    };
    const { secret: key } = await service.key({ role: 'viewer', fronts: ['a'], workspace: place.workspaceId });
    const bearer = { authorization: `Bearer ${key}` };
    const before = await texts();
    expect(before).toContain(ready.id);
    expect(before).toContain(failing.id);
    const registry = ledgerRegistry();
    for (const unit of rebuildables(registry)) await rebuild(unit, { url: service.database.url, registry });
    expect(await texts()).toBe(before);
    expect((await place.regenerate(failing.id)).body).toMatchObject({ current_state: 'not_ready' });
  });
});

describe('a worker without a workspace', () => {
  it('does not get the schema runs of one', async () => {
    await made();
    const agent = await newAgent(service.admin, { capabilities: ['schema.generate'] });
    const claim = await agent.claimNext();
    expect(claim.status).toBe(204);
  });
});
