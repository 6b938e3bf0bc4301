import type { TimelineItem } from '../../src/client/types.js';
import { detailOf, enqueue, makePlace, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

/** A task with seven events: fail, run again, release; and some events of others in between. */
async function lively(): Promise<string> {
  const here = await makePlace(service.api);
  const { task, run } = await here.queued();
  const agent = await here.agent();
  await agent.claim();
  await newTask(service.api);
  await wanted(agent.does('fail', run.id), 200);
  const second = await enqueue(service.api, task.id);
  await agent.claim();
  await wanted(agent.does('release', second.id), 200);
  return task.id;
}

describe('a timeline', () => {
  it('holds the events of the task in order, with task and run as they stand now', async () => {
    const id = await lively();
    const items = await timelineOf(service.api, id);
    expect(items.map(({ event_type }) => event_type)).toEqual([
      'task.created',
      'task.run_enqueued',
      'task.run_claimed',
      'task.run_failed',
      'task.run_enqueued',
      'task.run_claimed',
      'task.run_released',
    ]);
    const sequences = items.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(new Set(sequences).size).toBe(7);
    const { task, runs = [], events = [] } = await detailOf(service.api, id);
    expect(items.map(({ event_id }) => event_id)).toEqual(events.map(({ id: event }) => event).reverse());
    for (const item of items)
      expect(item.task).toMatchObject({ id, status: 'ready', latest_event_seq: sequences.at(-1) });
    expect(task.latest_event_seq).toBe(sequences.at(-1));
    const [second, first] = runs;
    expect(items[0]).not.toHaveProperty('run');
    expect(items[2]?.run).toMatchObject({
      id: first?.id,
      status: 'failed',
      error: 'it broke',
      max_attempts: 3,
      claim_token_hash: first?.claim_token_hash,
      session_id: first?.session_id,
      ended_at: first?.ended_at,
    });
    expect(items[5]?.run).toMatchObject({ id: second?.id, status: 'queued', attempt: 2 });
    for (const member of ['origin', 'metadata', 'result', 'lease_until'])
      expect(items[2]?.run).not.toHaveProperty(member);
  });

  it('is cut by after_sequence, which is exclusive, and by limit', async () => {
    const id = await lively();
    const all = await timelineOf(service.api, id);
    const after = all[2]?.sequence ?? 0;
    expect(await timelineOf(service.api, id, `?after_sequence=${after}`)).toEqual(all.slice(3));
    expect(await timelineOf(service.api, id, `?after_sequence=${after}&limit=2`)).toEqual(all.slice(3, 5));
    expect(await timelineOf(service.api, id, '?after_sequence=0&limit=0')).toEqual(all);
    expect(await timelineOf(service.api, id, '?after_sequence=&limit=100000')).toEqual(all);
    expect(await timelineOf(service.api, id, '?after_sequence=999999999')).toEqual([]);
  });

  it('is paged by its cursor and by the last sequence alike', async () => {
    const id = await lively();
    const all = await timelineOf(service.api, id);
    const seen: TimelineItem[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null && page < 9; page++) {
      const query: Record<string, string | number> = { limit: 3, cursor };
      const answer = await service.api.get<{ timeline: TimelineItem[] }>(`/api/tasks/${id}/timeline`, { query });
      seen.push(...answer.body.timeline);
      cursor = answer.headers.get('x-next-cursor');
      if (cursor !== null) expect(cursor).toBe(String(seen.at(-1)?.sequence));
    }
    expect(seen).toEqual(all);
  });

  it('holds at most 500 events a page', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    const steps = Array.from({ length: 50 }, (_none, index) => ({ index, description: 's' }));
    for (let call = 0; call < 10; call++) await wanted(agent.does('steps', run.id, { steps }), 200);
    const first = await timelineOf(service.api, task.id, '?limit=100000');
    expect(first).toHaveLength(500);
    expect(await timelineOf(service.api, task.id, `?after_sequence=${first.at(-1)?.sequence ?? 0}`)).toHaveLength(3);
  });

  it('says who did what by which way', async () => {
    const { task } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    expect(
      (await timelineOf(service.api, task.id)).map(({ actor, origin }) => [actor.kind, origin.kind, origin.ref]),
    ).toEqual([
      ['human', 'http', 'tasks.create'],
      ['human', 'http', 'tasks.enqueue_run'],
      ['agent_session', 'http', 'agent.task.next'],
    ]);
  });

  it.each(['after_sequence=-1', 'after_sequence=x', 'after_sequence=1.5', 'limit=-1', 'limit=1e3', 'cursor=x'])(
    'is refused for %s',
    async (query) => {
      const [name = ''] = query.split('=');
      const task = await newTask(service.api);
      await refused(service.api.get(`/api/tasks/${task.id}/timeline?${query}`), 422, name);
      await refused(service.api.get(`/api/tasks/task-0/timeline?${query}`), 422, name);
    },
  );

  it('is refused for an unknown task and for half an identity', async () => {
    await refused(service.api.get('/api/tasks/task-0/timeline'), 404, 'task-0');
    await refused(service.api.get('/api/tasks/%20/timeline'), 422, 'id');
    const half = service.api.with({ 'x-agh-session-id': 'sess-0' });
    await refused(half.get('/api/tasks/task-0/timeline?limit=x'), 401, '', 'identity_required');
  });
});
