/** Regenerating the schemas of a web task (`http.md` 12): who may, when, and what comes of it. */
import { createHash } from 'node:crypto';
import type { KeyedService } from '../../access/support/keyed-service.js';
import { runIn } from '../../runs/support/force.js';
import { enqueue, makePlace, refused, timelineOf, wanted } from '../../support/place.js';
import {
  FOUND,
  generated,
  INPUT,
  makeWebPlace,
  OUTPUT,
  regenerate,
  runsOf,
  startWebService,
  UNAUTHORIZED,
  WEBSITE,
  type WebPlace,
  type WebTask,
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

const eventsOf = (taskId: string) => timelineOf(service.admin, taskId);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const NOBODY = '9f8b6c9e-1f0a-4a5e-8a50-0f5a3b2c1dff';

describe('a regeneration', () => {
  it('takes the schemas away and queues a run for new ones, as one change', async () => {
    const { id, uuid } = await place.webTask({}, { description: 'Buy two litres of milk' });
    const before = await generated(place, uuid);
    expect(before).toMatchObject({ current_state: 'ready', input_schema: INPUT, output_schema: OUTPUT });

    const { status, headers, body } = await place.regenerate(uuid);
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(body).toEqual({
      id: uuid,
      current_state: 'not_ready',
      display_name: 'Buy milk',
      task: 'Buy two litres of milk',
      website: WEBSITE,
      input_schema: null,
      output_schema: null,
      creation_auto_generate_schemas: true,
      created_at: before.created_at,
      updated_at: body.updated_at,
      required_secrets: [],
      creation_secrets: [],
      secret_bindings: {},
    });
    expect(body.updated_at >= before.updated_at).toBe(true);
    const [reset, queued] = (await eventsOf(id)).slice(-2);
    expect(Number(headers.get('x-ledger-position'))).toBeGreaterThanOrEqual(queued?.sequence ?? Infinity);
    expect(queued?.sequence).toBe((reset?.sequence ?? 0) + 1);
    expect(reset).toMatchObject({
      event_type: 'task.schemas_reset',
      actor: { kind: 'human', ref: 'web' },
      origin: { kind: 'http', ref: 'compat.a.regenerate' },
    });
    expect(reset?.payload).toEqual({
      previous_input_schema_sha256: sha256(INPUT),
      previous_output_schema_sha256: sha256(OUTPUT),
      requested_by: { kind: 'human', ref: 'web' },
    });
    expect(queued).toMatchObject({
      event_type: 'task.run_enqueued',
      payload: { purpose: 'schema_generation', budget_exempt: true },
    });
  });

  it('is done by a worker that can, who is told what of the task it needs', async () => {
    const required_secrets = [{ name: 'shop', requires_totp: true }];
    const { uuid } = await place.webTask({ required_secrets });
    await wanted(place.regenerate(uuid), 200);
    expect((await (await place.agent()).claimNext()).status).toBe(204);
    const agent = await place.generator();
    const { run } = await agent.claim();
    expect(run.metadata).toEqual({
      purpose: 'schema_generation',
      website: WEBSITE,
      instructions: 'Buy milk',
      secret_slots: [{ name: 'shop', type: 'login', requires_totp: true }],
    });
    expect(await place.get(uuid)).toMatchObject({ current_state: 'not_ready' });
    const { current_state } = await place.get(uuid);
    await wanted(agent.does('complete', run.id, { result: FOUND }), 200);
    expect(current_state).toBe('not_ready');
    expect(await place.get(uuid)).toMatchObject({
      current_state: 'waiting_for_manual_completion',
      input_schema: INPUT,
      output_schema: OUTPUT,
      required_secrets: [{ name: 'shop', type: 'login', requires_totp: true }],
    });
  });

  it('leaves the schemas of the caller where they are, with and without new ones', async () => {
    const { uuid } = await place.webTask({ creation_auto_generate_schemas: false, ...FOUND });
    expect(await place.get(uuid)).toMatchObject({ current_state: 'ready', creation_auto_generate_schemas: false });
    const { body } = await place.regenerate(uuid);
    expect(body).toMatchObject({ current_state: 'not_ready', input_schema: INPUT, output_schema: OUTPUT });
    const agent = await place.generator();
    await wanted(agent.does('complete', (await agent.claim()).run.id, { result: {} }), 200);
    expect(await place.get(uuid)).toMatchObject({ current_state: 'ready', input_schema: INPUT });
    expect(await generated(place, uuid, { output_schema: true })).toMatchObject({
      current_state: 'ready',
      input_schema: INPUT,
      output_schema: 'true',
    });
  });

  it('is one when two come at once, and nothing more while it is under way', async () => {
    const { id, uuid } = await place.webTask();
    const [one, two] = await Promise.all([place.regenerate(uuid), place.regenerate(uuid)]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(two.body).toEqual(one.body);
    expect(await runsOf(service, id)).toHaveLength(1);
    const events = await eventsOf(id);
    expect(events.map(({ event_type }) => event_type)).toEqual([
      'task.created',
      'task.schemas_reset',
      'task.run_enqueued',
    ]);
    const agent = await place.generator();
    await agent.claim();
    expect(await wanted<WebTask>(place.regenerate(uuid), 200)).toEqual(one.body);
    expect(await eventsOf(id)).toHaveLength(4);
  });

  it('does not look at its body', async () => {
    const { uuid } = await place.webTask();
    const { status } = await place.api.post(`/v1beta/tasks/${uuid}/regenerate`, '{"id":');
    expect(status).toBe(200);
  });

  it('takes the id in upper case', async () => {
    const { uuid } = await place.webTask();
    expect(await wanted<WebTask>(place.regenerate(uuid.toUpperCase()), 200)).toMatchObject({ id: uuid });
  });

  it('costs no attempt, however often', async () => {
    const { id, uuid } = await place.webTask({}, { max_attempts: 1 });
    for (let i = 0; i < 4; i++) expect((await generated(place, uuid)).current_state).toBe('ready');
    expect((await runsOf(service, id)).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  });
});

describe('a regeneration is refused', () => {
  it('without a key of the front in its header: 401', async () => {
    const { uuid } = await place.webTask();
    const path = `/v1beta/tasks/${uuid}/regenerate`;
    const other = await service.key({ role: 'operator', label: 'other', fronts: ['b', 'c', 'd'] });
    const own = await service.key({ role: 'operator', label: 'own', fronts: ['a'] });
    const callers = [service.api, service.admin, other.api, service.api.with({ 'x-api-key': own.secret })];
    for (const caller of callers) {
      const { status, headers, body } = await caller.post(path);
      expect({ status, body }).toEqual({ status: 401, body: UNAUTHORIZED });
      expect(headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await service.api.with({ authorization: `bEARER ${own.secret}` }).post(path)).status).toBe(404);
  });

  it('to a key that may only look: 403', async () => {
    const { uuid } = await place.webTask();
    const { api } = await service.key({ role: 'viewer', fronts: ['a'], workspace: place.workspaceId });
    expect((await api.get(`/v1beta/tasks/${uuid}`)).status).toBe(200);
    expect((await regenerate(api, uuid)).status).toBe(403);
  });

  it('for what is no UUID: 422, also before anything is known of the task', async () => {
    for (const id of ['7', 'task-1', '9f8b6c9e1f0a4a5e8a500f5a3b2c1d00', `${NOBODY}0`]) {
      await refused(place.regenerate(id), 422, 'UUID');
    }
    const { id } = await place.webTask();
    await refused(place.regenerate(id), 422, 'UUID');
  });

  it('for what is not there, what was deleted, and what is no web task: 404', async () => {
    await refused(place.regenerate(NOBODY), 404, `task ${NOBODY} does not exist`);
    const gone = await place.webTask();
    expect((await service.admin.delete(`/api/tasks/${gone.id}`)).status).toBe(204);
    await refused(place.regenerate(gone.uuid), 404, 'does not exist');
    const unreadable = [{ website: 'ftp://example.com' }, { required_secrets: [{}] }, { secret_bindings: [] }];
    for (const web of unreadable) {
      await refused(place.regenerate((await place.webTask(web)).uuid), 404, 'does not exist');
    }
    await refused(place.regenerate((await place.webTask({}, { metadata: {} })).uuid), 404, 'does not exist');
  });

  it('for the tasks of others, as if there were none: 404', async () => {
    const { uuid } = await place.webTask();
    const other = await makeWebPlace(service);
    await refused(other.regenerate(uuid), 404, `task ${uuid} does not exist`);
    const unbound = await service.key({ role: 'admin', label: 'somebody', fronts: ['a'] });
    await refused(regenerate(unbound.api, uuid), 404, `task ${uuid} does not exist`);
    expect((await unbound.api.get(`/v1beta/tasks/${uuid}`)).status).toBe(404);
  });

  it('while a run of the task itself is open: 409', async () => {
    const { id, uuid } = await place.webTask();
    await enqueue(service.admin, id);
    await refused(place.regenerate(uuid), 409, 'not finished', 'open_run_exists');
    await (await place.agent()).claim();
    await refused(place.regenerate(uuid), 409, 'not finished', 'open_run_exists');
    const native = { ...service, api: service.admin };
    const metadata = { web_task: { website: WEBSITE } };
    const waiting = await runIn('needs_attention', native, {
      ...place,
      queued: () => place.queued({ metadata }),
    });
    const task = await service.admin.get<unknown>(`/api/tasks/${waiting.task_id}`);
    const waitingUuid = task.headers.get('x-task-uuid') ?? '';
    await refused(place.regenerate(waitingUuid), 409, 'not finished', 'open_run_exists');
  });

  it('for a draft, a blocked and a canceled task: 409', async () => {
    const draft = await place.webTask({}, { draft: true });
    const unapproved = await place.webTask({}, { approval_policy: 'manual' });
    const waiting = await place.webTask();
    const edge = { depends_on_task_id: draft.id };
    await wanted(service.admin.post(`/api/tasks/${waiting.id}/dependencies`, edge), 200);
    const canceled = await place.webTask();
    await wanted(service.admin.post(`/api/tasks/${canceled.id}/cancel`), 200);
    for (const { uuid } of [draft, unapproved, waiting, canceled]) {
      await refused(place.regenerate(uuid), 409, 'cannot be regenerated', 'task_not_executable');
    }
    expect(await place.get(draft.uuid)).toMatchObject({ current_state: 'waiting_for_manual_completion' });
    expect(await place.get(unapproved.uuid)).toMatchObject({ current_state: 'waiting_for_manual_completion' });
    expect(await place.get(waiting.uuid)).toMatchObject({ current_state: 'not_ready' });
    expect(await place.get(canceled.uuid)).toMatchObject({
      current_state: 'failed',
      failure_info: { category: 'canceled', message: 'the task was canceled' },
    });
  });
});

describe('a key that is bound to nothing', () => {
  it('regenerates what its own principal made, wherever that is', async () => {
    const { workspaceId } = await makePlace(service.admin);
    const own = await service.key({ role: 'operator', label: 'maker', fronts: ['a'] });
    const web = { metadata: { web_task: { website: WEBSITE } } };
    const where = { scope: 'workspace', workspace: workspaceId, title: 'Mine' };
    const { headers } = await own.api.post('/api/tasks', { ...where, ...web });
    const uuid = headers.get('x-task-uuid') ?? '';
    expect((await regenerate(own.api, uuid)).status).toBe(200);
    const same = await service.key({ role: 'operator', label: 'again', principal_ref: 'maker', fronts: ['a'] });
    expect((await regenerate(same.api, uuid)).status).toBe(200);
  });
});
