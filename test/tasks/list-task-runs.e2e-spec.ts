import type { Run } from '../../src/client/types.js';
import { type Agent, enqueue, makePlace, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;
let agent: Agent;
let taskId: string;
/** Ids of three runs, oldest first: failed, completed, queued. */
const made: string[] = [];

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
  agent = await place.agent();
  taskId = (await place.task({ max_attempts: 10 })).id;
  for (const verb of ['fail', 'complete', 'none'] as const) {
    made.push((await enqueue(service.api, taskId, { metadata: { verb } })).id);
    if (verb === 'none') continue;
    const { run } = await agent.claim();
    await wanted(agent.does(verb, run.id, verb === 'fail' ? { error: 'it broke' } : { result: { ok: true } }), 200);
  }
});

afterAll(() => service.close());

const list = (query: Record<string, string | number> = {}) =>
  service.api.get<{ runs: Run[] }>(`/api/tasks/${taskId}/runs`, { query });
const found = async (query: Record<string, string | number> = {}) => (await list(query)).body.runs.map(({ id }) => id);

describe('the runs of a task', () => {
  it('come newest first, in full', async () => {
    const { runs } = (await list()).body;
    expect(runs.map(({ id, attempt, status }) => [id, attempt, status])).toEqual([
      [made[2], 3, 'queued'],
      [made[1], 2, 'completed'],
      [made[0], 1, 'failed'],
    ]);
    expect(runs[1]).toMatchObject({ result: { ok: true }, metadata: { verb: 'complete' } });
    expect(runs[2]).toMatchObject({ error: 'it broke', metadata: { verb: 'fail' } });
    const single = await wanted<{ run: { run: Run } }>(service.api.get(`/api/task-runs/${made[1] ?? ''}`), 200);
    expect(single.run.run).toEqual(runs[1]);
  });

  it('are an empty list where there are none', async () => {
    const task = await place.task();
    expect((await service.api.get(`/api/tasks/${task.id}/runs`)).body).toEqual({ runs: [] });
  });

  it('are filtered by status and session', async () => {
    expect(await found({ status: ' FAILED ' })).toEqual([made[0]]);
    expect(await found({ status: 'needs_attention' })).toEqual([]);
    expect(await found({ session_id: agent.session.session_id })).toEqual([made[1], made[0]]);
    expect(await found({ session_id: agent.session.session_id, status: 'completed' })).toEqual([made[1]]);
    expect(await found({ session_id: 'sess-0' })).toEqual([]);
  });

  it('are limited and paged', async () => {
    expect(await found({ limit: 0 })).toHaveLength(3);
    expect(await found({ limit: 9_999 })).toHaveLength(3);
    const { headers, body } = await list({ limit: 2 });
    expect(body.runs.map(({ id }) => id)).toEqual([made[2], made[1]]);
    const cursor = headers.get('x-next-cursor') ?? '';
    const next = await list({ limit: 2, cursor });
    expect(next.body.runs.map(({ id }) => id)).toEqual([made[0]]);
    expect(next.headers.get('x-next-cursor')).toBeNull();
  });

  it.each<[string, Record<string, string>]>([
    ['status', { status: 'done' }],
    ['limit', { limit: '-1' }],
    ['limit', { limit: '1.5' }],
    ['cursor', { cursor: 'W10' }],
  ])('are refused for a bad %s, case %#', async (words, query) => {
    await refused(list(query), 422, words);
  });

  it('are refused for an unknown task, a blank id', async () => {
    await refused(service.api.get('/api/tasks/task-0/runs'), 404, 'task-0');
    await refused(service.api.get('/api/tasks/%20/runs'), 422, 'id');
    await refused(service.api.get('/api/tasks/task-0/runs?limit=x'), 422, 'limit');
  });
});
