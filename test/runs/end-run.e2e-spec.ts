/** Completing and failing a run as an operator does, without a lease (`runs.md` 3.13, 3.14). */
import { EventLog } from '../../src/ledger/log/event-log.js';
import { detailOf, makePlace, type Place, refused, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { DataSource } from 'typeorm';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { attach, ledTo, operate, operated, sessionOf } from './support/operate.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const last = async (taskId: string) => (await timelineOf(service.api, taskId)).at(-1);
const runOf = async (id: string) => (await runDetailOf(service.api, id)).run;
const commandOf = async (stream: string) =>
  (await new EventLog(service.app.get(DataSource)).newestOfStream(stream, 1))[0]?.commandId;

describe('completing', () => {
  it('ends run and task with the result, and the session in the same commit', async () => {
    const running = await ledTo('running', service.api, place, {}, { metadata: { a: 1 } });
    const result = { words: 3, list: [null, 'ü'] };
    const answer = await operate(service.api, 'complete', running.id, { result });
    const event = await last(running.task_id);
    expect(answer.body.run).toEqual({ ...running, status: 'completed', result, ended_at: event?.timestamp });
    expect(await runOf(running.id)).toEqual(answer.body.run);
    expect(event).toMatchObject({ event_type: 'task.run_completed', origin: { ref: 'tasks.complete_run' } });
    expect(event?.payload).toEqual({ status: 'completed', task_status: 'completed', result });
    const { task } = await detailOf(service.api, running.task_id);
    expect(task).toMatchObject({ status: 'completed', closed_at: event?.timestamp });
    expect(task).not.toHaveProperty('current_run_id');
    expect(await sessionOf(service.api, running.session_id)).toMatchObject({
      state: 'stopped',
      stop_reason: 'completed',
    });
    expect(await commandOf(`session:${running.session_id ?? ''}`)).toBe(await commandOf(`task:${running.task_id}`));
  });

  it.each([undefined, {}, { result: null }])('with the body %j has no result', async (body) => {
    const { id, task_id } = await ledTo('running', service.api, place);
    await wanted(service.api.post(`/api/task-runs/${id}/complete`, body), 200);
    expect(await runOf(id)).not.toHaveProperty('result');
    expect((await last(task_id))?.payload).toEqual({ status: 'completed', task_status: 'completed' });
  });

  it('takes a result of exactly 65,536 bytes end to end', async () => {
    const { id, task_id } = await ledTo('running', service.api, place);
    const result = 'x'.repeat(65_534);
    await operated(service.api, 'complete', id, { result });
    expect((await last(task_id))?.payload).toMatchObject({ result });
  });

  it('queues the tasks that waited for it and asked for that', async () => {
    const running = await ledTo('running', service.api, place);
    const dependent = await place.task({ auto_enqueue_on_ready: true });
    const path = `/api/tasks/${dependent.id}/dependencies`;
    await wanted(service.api.post(path, { depends_on_task_id: running.task_id }), 200);
    await operated(service.api, 'complete', running.id);
    const { task, runs = [] } = await detailOf(service.api, dependent.id);
    expect([task.status, runs.map(({ status }) => status)]).toEqual(['ready', ['queued']]);
    expect(runs[0]).toMatchObject({ attempt: 1 });
  });
});

describe('failing', () => {
  it('keeps the error, its metadata in the event alone, and stops the session', async () => {
    const running = await ledTo('running', service.api, place, {}, { metadata: { kept: true } });
    const body = { error: ' it broke: agh_claim_abc ', metadata: { code: 7 } };
    const { run } = (await operate(service.api, 'fail', running.id, body)).body;
    const event = await last(running.task_id);
    const error = 'it broke: agh_claim_[REDACTED]';
    expect(run).toEqual({ ...running, status: 'failed', error, ended_at: event?.timestamp });
    expect(run).not.toHaveProperty('failure_kind');
    expect(event).toMatchObject({ event_type: 'task.run_failed', origin: { ref: 'tasks.fail_run' } });
    expect(event?.payload).toEqual({ status: 'failed', task_status: 'ready', error, metadata: { code: 7 } });
    expect(await sessionOf(service.api, running.session_id)).toMatchObject({ state: 'stopped', stop_reason: 'failed' });
    expect((await detailOf(service.api, running.task_id)).task.status).toBe('ready');
  });

  it('of a run that is starting is possible too, and of the last attempt fails the task', async () => {
    const { id, task_id } = await ledTo('claimed', service.api, place, { max_attempts: 1 });
    const { session } = await place.agent();
    await wanted(attach(service.api, id, session.session_id), 200);
    await operated(service.api, 'fail', id);
    expect((await detailOf(service.api, task_id)).task.status).toBe('failed');
    expect(await sessionOf(service.api, session.session_id)).toMatchObject({ state: 'stopped' });
  });

  it('takes metadata of exactly 65,536 bytes', async () => {
    const { id } = await ledTo('running', service.api, place);
    await operated(service.api, 'fail', id, { error: 'e', metadata: 'x'.repeat(65_534) });
  });
});

describe.each(['complete', 'fail'] as const)('%s', (verb) => {
  it('is no failure when the session has ended by itself', async () => {
    const { id, session_id = '' } = await ledTo('running', service.api, place);
    await wanted(service.api.post(`/api/agent/sessions/${session_id}/stop`, { reason: 'done' }), 200);
    await operated(service.api, verb, id);
    expect(await sessionOf(service.api, session_id)).toMatchObject({ state: 'stopped', stop_reason: 'done' });
  });

  it('lets the session of another run alone', async () => {
    const [one, other] = [await ledTo('running', service.api, place), await ledTo('running', service.api, place)];
    await operated(service.api, verb, one.id);
    expect(await sessionOf(service.api, other.session_id)).toMatchObject({ state: 'active' });
    expect(await runOf(other.id)).toEqual(other);
  });

  it('is the word of the lease’s holder alone, while it lasts and after', async () => {
    await place.queued();
    const agent = await place.agent();
    const { run } = await agent.claim();
    await refused(operate(service.api, verb, run.id), 409, 'only its holder');
    await operated(agent.api, 'start', run.id, { idempotency_key: 'k' });
    await refused(operate(agent.api, verb, run.id), 409, 'only its holder');
    await wanted(agent.does('complete', run.id), 200);
    await refused(operate(service.api, verb, run.id), 409, 'only its holder');
  });

  it.each(['complete', 'fail', 'cancel'] as const)('is so after %s of a run under a lease', async (end) => {
    await place.queued();
    const agent = await place.agent();
    const { run } = await agent.claim();
    await wanted<unknown>(end === 'cancel' ? operate(service.api, end, run.id) : agent.does(end, run.id), 200);
    await refused(operate(service.api, verb, run.id), 409, 'only its holder');
  });

  it('a second time is refused', async () => {
    const { id } = await ledTo('running', service.api, place);
    await operated(service.api, verb, id);
    const before = await runOf(id);
    await refused(operate(service.api, verb, id), 409, 'task: invalid status transition: ');
    expect(await runOf(id)).toEqual(before);
  });
});
