/** The task run front, each line of `http.md` 15 but its session timeout. */
import type { KeyedService } from '../../access/support/keyed-service.js';
import { refused, wanted } from '../../support/place.js';
import {
  type CalledPlace,
  held,
  makeCalledPlace,
  runOf,
  startCalledService,
  type TaskRun,
} from '../support/called-runs.js';

let service: KeyedService;
/** The same ledger, but holds hardly at all. */
let brief: KeyedService;
let place: CalledPlace;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startCalledService();
  brief = await startCalledService({ holdMaxSeconds: 0.2, role: 'api' }, service.database);
});

afterAll(async () => {
  await brief.close();
  await service.close();
});

beforeEach(async () => {
  place = await makeCalledPlace(service);
});

const WAIT = { wait_for_completion: true };
const UNAUTHORIZED = { status: 401, body: { error: 'unauthorized' } };
const PENDING = { status: 'pending', result: null, is_done: false, is_successful: null };

describe('a call', () => {
  it('answers with every member, under the id of the task whatever it was called by', async () => {
    const task = await place.called();
    const asked = { prompt: 'do', provider: 'acme', auth_context_id: 'ctx-1', initial_url: 'https://example.com/a' };
    for (const id of [task.uuid, task.uuid.toUpperCase()]) {
      const { status, body } = await place.d({ id }, asked);
      const run = await runOf(service.api, task);
      expect({ status, body }).toEqual({ status: 200, body: { id: run.id, task_id: task.id, ...PENDING } });
      expect(run.metadata).toMatchObject({ run_request: asked });
      expect(run.origin).toEqual({ kind: 'http', ref: 'compat.d.run' });
      const agent = await place.agent();
      await wanted(agent.does('complete', (await agent.claim()).run.id, { result: { n: 1 } }), 200);
      const look = await place.keyed.get<TaskRun>(`/tasks/${id}/runs/${run.id}`);
      const success = { status: 'success', result: '{"n":1}', is_done: true, is_successful: true };
      expect(look).toMatchObject({ status: 200, body: { id: run.id, task_id: task.id, ...success } });
    }
  });

  it.each([
    [{}, { n: 1 }, '{"n":1}'],
    [{ response_format: 'Json' }, '{"n":1}', { n: 1 }],
    [{ json_schema: { type: 'object' } }, { n: 1 }, { n: 1 }],
    [{ response_format: 'text' }, { result: 'one' }, 'one'],
  ])('of %j has %j as %j', async (asked, result, shown) => {
    const task = await place.called();
    const answer = place.d(task, { ...asked, ...WAIT });
    await held(service, 1);
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id, { result }), 200);
    const success = { status: 'success', is_done: true, is_successful: true };
    expect((await answer).body).toMatchObject({ task_id: task.id, result: shown, ...success });
  });

  it('that waits fails with its run', async () => {
    const answer = place.d(await place.called(), WAIT);
    await held(service, 1);
    const agent = await place.agent();
    await wanted(agent.does('fail', (await agent.claim()).run.id), 200);
    const { body } = await answer;
    expect(body).toMatchObject({ status: 'failure', result: null, is_done: true, is_successful: false });
    expect(body).not.toHaveProperty('history');
  });

  it('answers how the run stands when that takes too long', async () => {
    const { id } = await place.called();
    const { secret } = await service.key({ role: 'agent', fronts: ['d'], workspace: place.workspaceId });
    const { status, body } = await brief.api.with({ 'x-api-key': secret }).post(`/tasks/${id}/runs`, WAIT);
    expect({ status, body }).toMatchObject({ status: 200, body: { task_id: id, ...PENDING } });
  });
});

describe('who calls', () => {
  it('needs a key in the header of the front, which is looked at before the body', async () => {
    const { id } = await place.called();
    const { secret } = await service.key({ role: 'agent', fronts: ['d'], workspace: place.workspaceId });
    const wrong: Readonly<Record<string, string>>[] = [
      {},
      { authorization: `Bearer ${secret}` },
      { apikey: secret },
      { 'x-api-key': 'nobody' },
    ];
    for (const headers of wrong) {
      expect(await service.api.post(`/tasks/${id}/runs`, '{', { headers })).toMatchObject(UNAUTHORIZED);
    }
  });

  it('needs a key of this front', async () => {
    const { secret } = await service.key({ role: 'admin', fronts: ['a', 'b', 'c'], workspace: place.workspaceId });
    const { id } = await place.called();
    const call = service.api.with({ 'x-api-key': secret });
    expect(await call.post(`/tasks/${id}/runs`)).toMatchObject(UNAUTHORIZED);
    expect(await call.get(`/tasks/${id}/runs/run-1`)).toMatchObject(UNAUTHORIZED);
  });

  it('does not see the tasks of others', async () => {
    const task = await place.called();
    const run = (await place.d(task)).body;
    const other = await makeCalledPlace(service);
    const unbound = service.api.with({ 'x-api-key': (await service.key({ role: 'admin', fronts: ['d'] })).secret });
    const unknown = await place.keyed.post('/tasks/task-0/runs');
    expect(unknown).toMatchObject({ status: 404, body: { error: 'task task-0 does not exist' } });
    for (const keyed of [other.keyed, unbound]) {
      await refused(keyed.post(`/tasks/${task.id}/runs`), 404, `task ${task.id} does not exist`);
      await refused(keyed.get(`/tasks/${task.id}/runs/${run.id}`), 404, `task ${task.id} does not exist`);
    }
  });

  it('may only look with a key that may only look', async () => {
    const task = await place.called();
    const run = (await place.d(task)).body;
    const viewer = await service.key({ role: 'viewer', fronts: ['d'], workspace: place.workspaceId });
    const call = service.api.with({ 'x-api-key': viewer.secret });
    await refused(call.post(`/tasks/${task.id}/runs`), 403, 'may not call');
    expect((await call.get(`/tasks/${task.id}/runs/${run.id}`)).status).toBe(200);
  });

  it('is no longer answered when its key is taken away while it waits', async () => {
    const task = await place.called();
    const { id, secret } = await service.key({ role: 'agent', fronts: ['d'], workspace: place.workspaceId });
    const answer = service.api.with({ 'x-api-key': secret }).post(`/tasks/${task.id}/runs`, WAIT);
    await held(service, 1);
    await wanted(service.admin.delete(`/api/keys/${id}`), 204);
    const { status, body, headers } = await answer;
    expect({ status, body }).toEqual(UNAUTHORIZED);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    await held(service, 0);
  });
});

describe('what is refused', () => {
  it.each([
    ['a blank prompt', { prompt: ' ' }],
    ['a URL of another kind', { initial_url: 'ftp://example.com/' }],
    ['a long provider', { provider: 'x'.repeat(257) }],
    ['no time at all', { session_timeout: 0 }],
    ['more than a day', { session_timeout: 86_401 }],
    ['a time as text', { session_timeout: '5' }],
    ['half a second', { session_timeout: 0.5 }],
    ['malformed JSON', '{"prompt":'],
  ])('%s: 422', async (_, body) => {
    expect((await place.d(await place.called(), body)).status).toBe(422);
  });

  it.each([
    ['a second', { session_timeout: 1 }],
    ['a day', { session_timeout: 86_400 }],
    ['any provider', { provider: 'OpenAI' }],
    ['nothing in place of everything', { session_timeout: null, initial_url: null, auth_context_id: null }],
  ])('but not %s', async (_, body) => {
    expect((await place.d(await place.called(), body)).status).toBe(200);
  });

  it('a second run while one is open: 409, a draft: 409, what does not fit: 413', async () => {
    const task = await place.called();
    await wanted(place.d(task), 200);
    await refused(place.d(task), 409, 'open run', 'open_run_exists');
    await refused(place.d(await place.called({ draft: true })), 409, 'draft', 'task_not_executable');
    expect((await place.d(await place.called(), { prompt: 'x'.repeat(20_000) })).status).toBe(413);
  });

  it('a run of another task, and a task that is gone', async () => {
    const [one, other] = [await place.called(), await place.called()];
    const run = (await place.d(one)).body;
    await refused(place.keyed.get(`/tasks/${other.id}/runs/${run.id}`), 404, `run ${run.id} does not exist`);
    await wanted(service.api.post(`/api/task-runs/${run.id}/cancel`), 200);
    await wanted(service.api.delete(`/api/tasks/${one.id}`), 204);
    await refused(place.d(one), 404, 'does not exist');
    await refused(place.keyed.get(`/tasks/${one.id}/runs/${run.id}`), 404, 'does not exist');
  });
});

it('the same key of idempotency is answered with the same run', async () => {
  const task = await place.called();
  const options = { headers: { 'idempotency-key': 'once' } };
  const first = await place.d(task, {}, options);
  expect(await place.d(task, {}, options)).toMatchObject({ status: 200, body: first.body });
});
