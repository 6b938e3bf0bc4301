import { makePlace, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { pausesBy, type PauseVerb } from './support/pauses.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const { call, paused, resumed, eventsOf } = pausesBy(() => service.api);

describe('pauseTask and resumeTask refuse', () => {
  it.each([
    ['nothing', {}],
    ['an empty one', { reason: '' }],
    ['a blank one', { reason: ' \n' }],
    ['null, whatever else is wrong', { reason: null, metadata: { claim_token: 1 } }],
  ])('a pause whose reason is %s', async (_words, body) => {
    const task = await place.task();
    const answer = await call('pause', task.id, body);
    expect(answer).toMatchObject({
      status: 422,
      body: {
        diagnostic: {
          id: 'task.force.force_op_requires_reason',
          code: 'force_op_requires_reason',
          category: 'task',
          severity: 'error',
          title: 'Task pause requires a reason',
          data_freshness: 'live',
        },
      },
    });
    await refused(call('pause', 'task-0', body), 422, 'reason', 'force_op_requires_reason');
  });

  it.each(['completed', 'failed', 'canceled'] as const)('a pause of a task that is %s', async (status) => {
    const { task } = await place.queued({ max_attempts: 1 });
    if (status === 'canceled') await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    else {
      const agent = await place.agent();
      await wanted(agent.does(status === 'failed' ? 'fail' : 'complete', (await agent.claim()).run.id), 200);
    }
    expect(await call('pause', task.id, { reason: 'late' })).toMatchObject({
      status: 409,
      body: {
        diagnostic: {
          id: 'task.pause.task_run_already_terminal',
          code: 'task_run_already_terminal',
          severity: 'info',
          title: 'Task is already terminal',
          evidence: { task_id: task.id, task_status: status },
        },
      },
    });
    await resumed(task.id);
  });

  it.each<[PauseVerb, number, string, unknown]>([
    ['pause', 400, 'not valid JSON', '{'],
    ['pause', 400, 'body', ''],
    ['pause', 400, 'reason', { reason: 5 }],
    ['pause', 413, '16384', { reason: 'r', metadata: 'x'.repeat(16_383) }],
    ['pause', 422, 'metadata', { reason: 'r', metadata: { claim_token: 1 } }],
    ['pause', 422, 'reason', { reason: 'r'.repeat(4_097) }],
    ['resume', 400, 'not valid JSON', '{'],
    ['resume', 413, '16384', { metadata: 'x'.repeat(16_383) }],
    ['resume', 422, 'metadata', { metadata: { claim_token: 1 } }],
  ])('%s: %i: %s, case %#', async (verb, status, words, body) => {
    const task = await place.task();
    for (const id of [task.id, 'task-0']) await refused(call(verb, id, body as object), status, words);
    expect(await eventsOf(task.id)).toEqual([]);
  });

  it('unknown tasks', async () => {
    for (const verb of ['pause', 'resume'] as const) {
      await refused(call(verb, 'task-0', { reason: 'r' }), 404, 'task-0');
      await refused(call(verb, '%20', { reason: 'r' }), 422, 'id');
    }
  });

  it('a task that has moved on since it was read', async () => {
    const task = await place.task();
    await paused(task.id);
    const stale = service.api.with({ 'if-match': `"${task.latest_event_seq}"` });
    await refused(call('pause', task.id, { reason: 'r' }, stale), 412, task.id);
    await refused(call('resume', task.id, {}, stale), 412, task.id);
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    await refused(call('pause', task.id, { reason: 'r' }, stale), 412, task.id);
    await wanted(call('resume', task.id, {}, service.api.with({ 'if-match': '*' })), 200);
  });
});
