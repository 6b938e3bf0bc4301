import type { CreateTask } from '../../src/client/types.js';
import { type Agent, detailOf, makePlace, type Place, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { call, called, worked } from './support/called-run.js';

let service: TestApp;
let place: Place;
let agent: Agent;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
  agent = await place.agent();
});

const ready = async (more: Partial<CreateTask> = {}) => (await place.task(more)).id;
const metadataOf = async (runId: string) => (await runDetailOf(service.api, runId)).run.metadata;
const requestOf = async (runId: string) => ((await metadataOf(runId)) as { run_request: unknown }).run_request;
const DEFAULTS = { prompt: 'A task', response_format: 'text', wait_for_completion: false, use_cached_workflow: false };

describe('a called run', () => {
  it('has what it is asked for in its metadata, which its worker sees', async () => {
    const metadata = {
      run_defaults: { model: 'of the task', webhook_url: 'https://a.example.com/', provider: 'nobody' },
    };
    const task = await ready({ description: 'Count them.', metadata });
    const run = await called(service, task, { options: { model: 'mine', json_schema: { type: 'object' } } });
    const asked = {
      ...{ prompt: 'Count them.', model: 'mine', webhook_url: 'https://a.example.com/' },
      ...{ response_format: 'json', json_schema: { type: 'object' } },
      ...{ wait_for_completion: false, use_cached_workflow: false },
    };
    expect(await metadataOf(run.id)).toEqual({ run_request: asked });
    expect((await agent.claim()).run).toMatchObject({ id: run.id, metadata: { run_request: asked } });
    expect(run).toMatchObject({
      ...{ budget_exempt: true, result_check: 'json_schema', request_hash: expect.any(String) as string },
      webhook: { url: 'https://a.example.com/', front: 'c', principal: 'ann' },
      origin: { kind: 'http', ref: 'compat.c.run' },
    });
    const [, enqueued] = await timelineOf(service.api, task);
    expect(enqueued).toMatchObject({ event_type: 'task.run_enqueued', payload: { budget_exempt: true, attempt: 1 } });
  });

  it('is frozen: a later change of the task is for later runs', async () => {
    const task = await ready({ metadata: { run_defaults: { model: 'one' } } });
    const first = await called(service, task);
    const metadata = { run_defaults: { model: 'two' } };
    await wanted(service.api.patch(`/api/tasks/${task}`, { metadata, description: 'Anew' }), 200);
    await worked(agent, first.id);
    const second = await called(service, task);
    expect(await requestOf(first.id)).toEqual({ ...DEFAULTS, model: 'one' });
    expect(await requestOf(second.id)).toEqual({ ...DEFAULTS, model: 'two', prompt: 'Anew' });
  });

  it('has a default schema that can be read, and does without another', async () => {
    const withSchema = (json_schema: unknown) => ready({ metadata: { run_defaults: { json_schema } } });
    const good = await called(service, await withSchema('{ "type": "object" }'));
    expect(await requestOf(good.id)).toEqual({ ...DEFAULTS, response_format: 'json', json_schema: { type: 'object' } });
    expect(good.result_check).toBe('json_schema');
    for (const bad of [7, 'no schema', { type: 'nothing' }, { $ref: 'https://a.example.com/schema' }]) {
      const run = await called(service, await withSchema(bad));
      expect(await requestOf(run.id)).toEqual(DEFAULTS);
      expect(run.result_check).toBeUndefined();
    }
    const text = await called(service, await withSchema({ type: 'object' }), { options: { response_format: 'text' } });
    expect(await requestOf(text.id)).toEqual(DEFAULTS);
  });

  it('says whether its caller waits', async () => {
    const task = await ready({ metadata: { run_defaults: { wait_for_completion: true } } });
    const { result } = await call(service, task, { idempotency_key: 'k' });
    expect(result).toMatchObject({ wait: true, replayed: false });
    const again = await call(service, task, { idempotency_key: 'k', options: { wait_for_completion: false } });
    expect(again.result).toMatchObject({ wait: false, replayed: true, run: { id: result.run.id } });
  });

  it('tells nobody where its webhook is empty, whatever the task says', async () => {
    const task = await ready({ metadata: { run_defaults: { webhook_url: 'https://a.example.com/' } } });
    expect((await called(service, task, { options: { webhook_url: '' } })).webhook).toBe('none');
  });

  it('knows its limit of time', async () => {
    const run = await called(service, await ready(), { front: 'd', options: { session_timeout: 60 } });
    expect(run.session_timeout).toBe(60);
    expect(await requestOf(run.id)).toMatchObject({ session_timeout: 60 });
  });
});

describe('a call', () => {
  it('of a task that was completed or failed runs it again, twenty times and with three attempts', async () => {
    const task = await ready({ max_attempts: 3 });
    for (let n = 1; n <= 20; n++) {
      const run = await called(service, task);
      expect(run.attempt).toBe(n);
      await agent.claim();
      await wanted(agent.does(n % 2 === 0 ? 'complete' : 'fail', run.id), 200);
    }
    expect((await detailOf(service.api, task)).runs).toHaveLength(20);
  });

  it('of a blocked or unapproved task waits with it', async () => {
    const blocker = await ready();
    const blocked = await ready();
    await wanted(service.api.post(`/api/tasks/${blocked}/dependencies`, { depends_on_task_id: blocker }), 200);
    const unapproved = await ready({ approval_policy: 'manual' });
    for (const task of [blocked, unapproved]) expect((await called(service, task)).status).toBe('queued');
    expect((await agent.claimNext()).status).toBe(204);
    await worked(agent, (await called(service, blocker)).id);
    expect((await agent.claim()).run.task_id).toBe(blocked);
  });

  it('is refused where the task cannot run', async () => {
    const draft = await ready({ draft: true });
    const canceled = await ready();
    await wanted(service.api.post(`/api/tasks/${canceled}/cancel`), 200);
    for (const task of [draft, canceled]) {
      await expect(call(service, task)).rejects.toMatchObject({ code: 'task_not_executable' });
    }
    const deleted = await ready();
    await wanted(service.api.delete(`/api/tasks/${deleted}`), 204);
    for (const task of [deleted, 'task-0000000000000000']) {
      await expect(call(service, task)).rejects.toMatchObject({ code: 'task_not_found' });
    }
  });

  it('is refused while a run is open', async () => {
    const task = await ready();
    await called(service, task);
    await expect(call(service, task)).rejects.toMatchObject({ code: 'open_run_exists' });
  });

  it('contradicting itself is refused', async () => {
    const options = { response_format: 'text', json_schema: true } as const;
    await expect(call(service, await ready(), { options })).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('is refused where its options are too large, a description that they take over included', async () => {
    const large = 'x'.repeat(16_300);
    const task = await ready({ description: large });
    await expect(call(service, task)).rejects.toMatchObject({ code: 'payload_too_large' });
    const options = { prompt: 'short', model: 'm'.repeat(256) };
    expect(await requestOf((await called(service, task, { options })).id)).toMatchObject(options);
  });

  it('made twice at once queues one run', async () => {
    for (let n = 0; n < 5; n++) {
      const task = await ready();
      const answers = await Promise.allSettled([call(service, task), call(service, task)]);
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'open_run_exists' },
      });
    }
  });
});

describe('a call that is repeated with its key', () => {
  it('is answered with its run, whatever has become of run and task', async () => {
    const task = await ready();
    const first = await call(service, task, { idempotency_key: 'k' });
    expect(first.result.run.idempotency_key).toBe('k');
    const same = { task: { id: task }, run: { id: first.result.run.id }, replayed: true };
    expect((await call(service, task, { idempotency_key: 'k' })).result).toMatchObject(same);
    await worked(agent, first.result.run.id);
    const other = { idempotency_key: 'k', options: { prompt: 'something else' } };
    expect((await call(service, task, other)).result).toMatchObject({ ...same, run: { status: 'completed' } });
    expect((await detailOf(service.api, task)).runs).toHaveLength(1);
  });

  it('is answered with its run after the task was canceled', async () => {
    const task = await ready();
    const { id } = await called(service, task, { idempotency_key: 'k' });
    await wanted(service.api.post(`/api/tasks/${task}/cancel`), 200);
    expect(await called(service, task, { idempotency_key: 'k' })).toMatchObject({ id, status: 'canceled' });
  });

  it('at the same moment queues one run', async () => {
    const task = await ready();
    const answers = await Promise.all([1, 2, 3].map(() => call(service, task, { idempotency_key: 'k' })));
    expect(new Set(answers.map(({ result }) => result.run.id)).size).toBe(1);
    expect(answers.map(({ result }) => result.replayed).sort()).toEqual([false, true, true]);
  });

  it('is refused where the key made a run of another task', async () => {
    await call(service, await ready(), { idempotency_key: 'k' });
    const again = call(service, await ready(), { idempotency_key: 'k' });
    await expect(again).rejects.toMatchObject({ code: 'idempotency_key_bound' });
  });
});
