import { DataSource } from 'typeorm';
import { detailOf, makePlace, newTask, type Place, refused, wanted } from '../support/place.js';
import { needsAttention } from '../runs/support/force.js';
import { operated } from '../runs/support/operate.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { deleteTask } from '../tasks/support/graph.js';
import {
  DEFAULT,
  deleteProfile,
  getProfile,
  profileEvents,
  profileOf,
  putProfile,
  stored,
  ZERO_TIME,
} from './support/profiles.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const rows = (taskId: string) =>
  service.app.get(DataSource).query<object[]>('SELECT * FROM execution_profiles WHERE task_id = $1', [taskId]);
const put = (taskId: string, body: unknown) => putProfile(service.api, taskId, body);

describe('the execution profile of a task', () => {
  it('is the default with zero times where none is stored', async () => {
    const { id } = await newTask(service.api);
    const nothing = { task_id: id, ...DEFAULT, created_at: ZERO_TIME, updated_at: ZERO_TIME };
    expect(await profileOf(service.api, id)).toEqual(nothing);
    expect(await rows(id)).toEqual([]);
  });

  it('of no task is 404, whatever is done to it', async () => {
    await refused(getProfile(service.api, 'task-0'), 404, 'task-0');
    await refused(put('task-0', { worker: { mode: 'nonsense' } }), 404, 'task-0');
    await refused(deleteProfile(service.api, 'task-0'), 404, 'task-0');
    const task = await place.task();
    await stored(service.api, task.id, {});
    await wanted(deleteTask(service.api, task.id), 204);
    await refused(getProfile(service.api, task.id), 404, task.id);
    await refused(put(task.id, {}), 404, task.id);
    await refused(deleteProfile(service.api, task.id), 404, task.id);
    expect(await rows(task.id)).toEqual([]);
  });

  it('needs an id in the path', async () => {
    await refused(getProfile(service.api, '%20'), 422, 'id');
    await refused(put('%20', {}), 400, 'id');
    await refused(deleteProfile(service.api, '%20'), 400, 'id');
  });
});

describe('PUT', () => {
  it('stores what it is given in its normal form, which is answered and read from then on', async () => {
    const task = await place.task();
    const answer = await put(task.id, {
      task_id: ` ${task.id} `,
      coordinator: { mode: 'GUIDED', guidance: ' go on ', agent_name: 'lead' },
      worker: {
        mode: ' Select ',
        agent_name: 'ada',
        provider: 'p',
        model: 'm',
        allowed_agent_names: ['bob', 'ada', ' bob', ''],
        required_capabilities: ['ts', 'sql', 'ts'],
      },
      review: { agent_name: 'eve', allowed_peer_ids: ['b', 'a'], preferred_capabilities: [] },
      participants: { allowed_channel_ids: ['z', 'y'] },
      sandbox: { mode: 'Ref', sandbox_ref: 'box' },
      runtime: { mode: 'EVIDENCE' },
      created_at: 'nonsense',
      updated_at: 7,
    });
    expect(answer.status).toBe(200);
    const { profile } = answer.body;
    const [event] = await profileEvents(service.api, task.id);
    expect(profile).toEqual({
      task_id: task.id,
      coordinator: { mode: 'guided', guidance: 'go on', agent_name: 'lead' },
      worker: {
        mode: 'select',
        agent_name: 'ada',
        provider: 'p',
        model: 'm',
        allowed_agent_names: ['ada', 'bob'],
        required_capabilities: ['sql', 'ts'],
      },
      review: { agent_name: 'eve', allowed_peer_ids: ['a', 'b'] },
      participants: { allowed_channel_ids: ['y', 'z'] },
      sandbox: { mode: 'ref', sandbox_ref: 'box' },
      runtime: { mode: 'evidence' },
      created_at: event?.timestamp,
      updated_at: event?.timestamp,
    });
    expect(await profileOf(service.api, task.id)).toEqual(profile);
    expect(Number(answer.headers.get('x-ledger-position'))).toBeGreaterThanOrEqual(event?.sequence ?? 0);
    expect(event).toMatchObject({
      event_type: 'task.execution_profile_updated',
      actor: { kind: 'human', ref: 'local-user' },
      origin: { kind: 'http', ref: 'tasks.set_profile' },
      payload: { task_id: task.id, coordinator_mode: 'guided', worker_mode: 'select', sandbox_mode: 'ref' },
    });
    expect(event).not.toHaveProperty('run');
  });

  it('replaces the whole: {} is all defaults, and what is left out returns to its default', async () => {
    const { id, updated_at } = await place.task();
    const first = await stored(service.api, id, { worker: { agent_name: 'ada' }, review: { model: 'm' } });
    const second = await stored(service.api, id, {});
    expect(second).toEqual({
      ...{ task_id: id, ...DEFAULT, created_at: first.created_at },
      updated_at: expect.any(String) as string,
    });
    expect(second.updated_at >= first.updated_at).toBe(true);
    expect(await profileOf(service.api, id)).toEqual(second);
    expect((await detailOf(service.api, id)).task.updated_at).toBe(updated_at);
  });

  it('takes back what GET has answered, the default included', async () => {
    const { id } = await place.task();
    const { created_at: _made, updated_at: _changed, ...plain } = await profileOf(service.api, id);
    expect(await stored(service.api, id, await profileOf(service.api, id))).toMatchObject(plain);
  });

  it('keeps since when there is a profile, and is an event every time', async () => {
    const { id } = await place.task();
    const [first, second] = [await stored(service.api, id, {}), await stored(service.api, id, {})];
    expect(second.created_at).toBe(first.created_at);
    const events = await profileEvents(service.api, id);
    expect(events.map(({ timestamp }) => timestamp)).toEqual([first.updated_at, second.updated_at]);
  });

  it('refuses what is no profile with 400, and stores nothing', async () => {
    const { id } = await place.task();
    const bodies: [unknown, string][] = [
      ['', 'body'],
      ['{', 'JSON'],
      ['[]', 'object'],
      [{ task_id: 'task-0' }, 'task_id'],
      [{ worker: [] }, 'worker must be an object'],
      [{ worker: { mode: 1 } }, 'worker.mode must be a string'],
      [{ worker: { mode: 'any' } }, 'worker.mode must be one of'],
      [{ review: { allowed_peer_ids: 'a' } }, 'allowed_peer_ids must be an array of strings'],
      [{ review: { allowed_peer_ids: [1] } }, 'allowed_peer_ids[0] must be a string'],
      [{ coordinator: { guidance: 'g'.repeat(8193) } }, 'guidance must be at most 8192 bytes'],
      [{ worker: { agent_name: 'ada', allowed_agent_names: ['bob'] } }, 'worker.agent_name'],
      [{ sandbox: { mode: 'ref' } }, 'sandbox_ref is required'],
      [{ sandbox: { mode: 'none', sandbox_ref: 'a' } }, 'sandbox_ref must be empty'],
      [{ worker: { agent_name: 'a'.repeat(257) } }, 'worker.agent_name must be at most 256 bytes'],
      [{ review: { allowed_peer_ids: Array.from({ length: 257 }, () => 'a') } }, 'must have at most 256 items'],
      [{ worker: { agent_name: 'a\u0000' } }, 'NUL'],
    ];
    for (const [body, words] of bodies) await refused(put(id, body), 400, words);
    expect(await profileOf(service.api, id)).toMatchObject({ created_at: ZERO_TIME });
    expect(await profileEvents(service.api, id)).toEqual([]);
  });

  it('asks for the task of the body before the task of the path is looked for', async () => {
    await refused(put('task-0', { task_id: 'task-1' }), 400, 'task_id');
    const { id } = await place.task();
    await refused(put(id, { task_id: `${id} and more` }), 400, 'task_id');
  });

  it('takes guidance and agent names that are just short enough', async () => {
    const { id } = await place.task();
    await stored(service.api, id, {
      coordinator: { guidance: 'é'.repeat(4096) },
      worker: { agent_name: 'a'.repeat(256) },
    });
  });

  it('is 409 while a run is claimed or running, before anything that is wrong with the fields', async () => {
    const { task, run } = await place.queued();
    await stored(service.api, task.id, {});
    const agent = await place.agent();
    await agent.claim();
    for (const body of [{}, { worker: { mode: 'nonsense' } }, { coordinator: { guidance: 'g'.repeat(8193) } }]) {
      await refused(put(task.id, body), 409, run.id);
    }
    await refused(put(task.id, '{'), 400, '');
    await refused(put(task.id, { worker: 1 }), 400, 'worker must be an object');
    await refused(put(task.id, { task_id: 'task-0' }), 400, 'task_id');
    await operated(agent.api, 'start', run.id, { idempotency_key: 'k' });
    await refused(put(task.id, {}), 409, run.id);
    await wanted(agent.does('complete', run.id), 200);
    await stored(service.api, task.id, { runtime: { mode: 'evidence' } });
  });

  it('is possible while a run is queued, and while one needs attention', async () => {
    const { task, run } = await place.queued();
    await stored(service.api, task.id, {});
    await needsAttention(service, run);
    await stored(service.api, task.id, {});
  });

  it('reads If-Match', async () => {
    const { id } = await place.task();
    const { latest_event_seq: seq } = (await detailOf(service.api, id)).task;
    const matching = (expected: string) => service.api.with({ 'if-match': expected });
    const wrong = { worker: { mode: 'nonsense' } };
    await refused(putProfile(matching('"0"'), id, wrong), 412, id);
    await stored(matching(`"${seq}"`), id, {});
    await refused(putProfile(matching(`"${seq}"`), id, {}), 412, id);
    await refused(deleteProfile(matching(`"${seq}"`), id), 412, id);
    await wanted(deleteProfile(matching('*'), id), 204);
    await refused(putProfile(matching('nonsense'), id, {}), 400, 'If-Match');
  });

  it('masks lease credentials in guidance, and refuses them elsewhere', async () => {
    const { id } = await place.task();
    const token = `agh_claim_${'a'.repeat(40)}`;
    const { coordinator } = await stored(service.api, id, { coordinator: { guidance: `use ${token}` } });
    expect(coordinator.guidance).not.toContain(token);
    await refused(put(id, { worker: { agent_name: token } }), 400, 'credentials');
  });
});

describe('DELETE', () => {
  it('is 204 once, then 404, and the default applies again', async () => {
    const { id } = await place.task();
    await refused(deleteProfile(service.api, id), 404, 'execution profile');
    await stored(service.api, id, { worker: { agent_name: 'ada' } });
    expect((await deleteProfile(service.api, id)).status).toBe(204);
    expect(await profileOf(service.api, id)).toMatchObject({ ...DEFAULT, created_at: ZERO_TIME });
    await refused(deleteProfile(service.api, id), 404, 'execution profile');
    const events = await profileEvents(service.api, id);
    expect(events.at(-1)).toMatchObject({
      event_type: 'task.execution_profile_deleted',
      origin: { ref: 'tasks.delete_profile' },
      payload: { task_id: id },
    });
    expect(events).toHaveLength(2);
    expect(await rows(id)).toEqual([]);
  });

  it('is 409 while a run is at work, also where nothing is stored', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await refused(deleteProfile(service.api, task.id), 409, run.id);
    await wanted(agent.does('release', run.id, {}), 200);
    await stored(service.api, task.id, {});
    await agent.claim();
    await refused(deleteProfile(service.api, task.id), 409, run.id);
    await wanted(agent.does('fail', run.id), 200);
    await wanted(deleteProfile(service.api, task.id), 204);
  });
});

describe('what the operator refuses', () => {
  let strict: TestApp;

  beforeAll(async () => {
    const settings = {
      profileProviderOverride: 'refused',
      profileSandboxNone: 'refused',
      profileSandboxRef: 'refused',
    } as const;
    strict = await startTestApp({ settings });
  });

  afterAll(() => strict.close());

  it('is 400: providers, models, sandboxes', async () => {
    const { id } = await newTask(strict.api);
    const bodies: [object, string][] = [
      [{ worker: { provider: 'p' } }, 'worker.provider is not allowed'],
      [{ coordinator: { model: 'm' } }, 'coordinator.model is not allowed'],
      [{ review: { model: 'm' } }, 'review.model is not allowed'],
      [{ sandbox: { mode: 'none' } }, 'sandbox.mode none is not allowed'],
      [{ sandbox: { mode: 'ref', sandbox_ref: 'a' } }, 'sandbox.mode ref is not allowed'],
    ];
    for (const [body, words] of bodies) await refused(putProfile(strict.api, id, body), 400, words);
    await stored(strict.api, id, { worker: { agent_name: 'ada', provider: ' ' }, sandbox: { mode: 'inherit' } });
  });
});
