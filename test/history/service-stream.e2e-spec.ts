/** `GET /api/stream`: what happens to all tasks, by the rules of a task's own stream. */
import type { StreamFrame, Task } from '../../src/client/types.js';
import { OpenStreams } from '../../src/history/http/open-streams.js';
import type { CallOptions } from '../support/contract.js';
import { enqueue, makePlace, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { framesOf, headOf, sequencesOf } from './support/frames.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

const frames = (count: number, query: string, options?: CallOptions): Promise<StreamFrame[]> =>
  framesOf(service.api, count, `/api/stream${query}`, options);
const titlesOf = (seen: readonly StreamFrame[]): string[] => seen.map(({ timeline }) => timeline.task.title);
const typesOf = (seen: readonly StreamFrame[]): string[] => seen.map(({ type }) => type);

/** Frames of a stream that is open before `act` and reads nothing of what was there before. */
async function live(count: number, query: string, act: () => Promise<unknown>): Promise<StreamFrame[]> {
  const streams = service.app.get(OpenStreams, { strict: false });
  await until('other streams to be closed', () => streams.count === 0);
  const joint = query === '' ? '?' : `${query}&`;
  const seen = frames(count, `${joint}after_sequence=${await headOf(service.api)}`);
  await until('the stream to be open', () => streams.count === 1);
  await act();
  return seen;
}

/** Two tasks of a workspace of their own, one with a child: five events. */
async function family(): Promise<{ here: Place; parent: Task; child: Task; other: Task; query: string }> {
  const here = await makePlace(service.api);
  const parent = await here.task({ title: 'parent' });
  const made = service.api.post(`/api/tasks/${parent.id}/children`, {
    scope: 'workspace',
    workspace: here.workspaceId,
    title: 'child',
  });
  const { task: child } = await wanted<{ task: Task }>(made, 201);
  const other = await here.task({ title: 'other' });
  await enqueue(service.api, other.id);
  return { here, parent, child, other, query: `?workspace=${here.workspaceId}` };
}

describe('the stream of all tasks', () => {
  it('replays what happened to all of them in order, each frame as the task has it', async () => {
    const { parent, child, other, query } = await family();
    const seen = await frames(5, query);
    const items = (await Promise.all([parent, child, other].map(({ id }) => timelineOf(service.api, id)))).flat();
    items.sort((a, b) => a.sequence - b.sequence);
    expect(seen).toEqual(
      items.map((timeline) => ({ sequence: timeline.sequence, type: timeline.event_type, timeline })),
    );
  });

  it('begins above after_sequence, or above Last-Event-ID, which wins also when it is 0', async () => {
    const { query } = await family();
    const all = sequencesOf(await frames(5, query));
    const [first = 0, second = 0, third = 0] = all;
    expect(sequencesOf(await frames(3, `${query}&after_sequence=${second}`))).toEqual(all.slice(2));
    const from = (id: string) => ({ headers: { 'last-event-id': id } });
    expect(sequencesOf(await frames(2, `${query}&after_sequence=${first}`, from(` ${third} `)))).toEqual(all.slice(3));
    expect(sequencesOf(await frames(5, `${query}&after_sequence=${third}`, from('0')))).toEqual(all);
  });

  it('goes on live, with tasks that are made later', async () => {
    const { here, query } = await family();
    const reading = frames(7, query);
    await enqueue(service.api, (await here.task({ title: 'later' })).id);
    expect(titlesOf(await reading)).toEqual(['parent', 'child', 'parent', 'other', 'other', 'later', 'later']);
  });

  it('opened many times while two write has each event once, in order, every time', async () => {
    const here = await makePlace(service.api);
    const writer = async () => {
      for (let n = 0; n < 15; n++) await enqueue(service.api, (await here.task()).id);
    };
    const writing = Promise.all([writer(), writer()]);
    const query = `?workspace=${here.workspaceId}`;
    const readers = await Promise.all(Array.from({ length: 5 }, () => frames(60, query)));
    await writing;
    const expected = sequencesOf(await frames(60, query));
    expect(expected).toEqual([...new Set(expected)].sort((a, b) => a - b));
    for (const reader of readers) expect(sequencesOf(reader)).toEqual(expected);
  });

  it('has all workspaces and what is global, and nothing internal', async () => {
    const [one, two, free] = [await place.task(), (await family()).other, await newTask(service.api)];
    await wanted(service.api.post(`/api/tasks/${two.id}/dependencies`, { depends_on_task_id: free.id }), 200);
    const seen = await live(4, '', async () => {
      await wanted(service.api.post('/api/scheduler/pause'), 200);
      await wanted(service.api.post('/api/scheduler/resume'), 200);
      await wanted(service.api.post(`/api/tasks/${two.id}/pause`, { reason: 'wait' }), 200);
      for (const id of [one.id, free.id, two.id])
        await wanted(service.api.patch(`/api/tasks/${id}`, { title: id }), 200);
    });
    expect(typesOf(seen)).toEqual(['task.paused', 'task.updated', 'task.updated', 'task.updated']);
    expect(titlesOf(seen).slice(1)).toEqual([one.id, free.id, two.id]);
  });

  it('leaves out the tasks that are deleted, and goes on', async () => {
    const here = await makePlace(service.api);
    const [gone, kept] = [await here.task(), await here.task()];
    const query = `?workspace=${here.workspaceId}`;
    const after = await headOf(service.api);
    const reading = frames(1, `${query}&after_sequence=${after}`);
    await wanted(service.api.delete(`/api/tasks/${gone.id}`), 204);
    await enqueue(service.api, kept.id);
    expect(typesOf(await reading)).toEqual(['task.run_enqueued']);
    expect((await frames(2, query)).map(({ timeline }) => timeline.task.id)).toEqual([kept.id, kept.id]);
    const without = await frames(2, `?after_sequence=${gone.latest_event_seq - 1}`);
    expect(without.map(({ timeline }) => timeline.task.id)).toEqual([kept.id, kept.id]);
  });

  it('sends its head at once, and to HEAD nothing else', async () => {
    const head = await fetch(`${service.url}/api/stream`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'text/event-stream', '']);
    const streams = service.app.get(OpenStreams, { strict: false });
    await until('nothing to be open', () => streams.count === 0);
  });

  it('ends when the service stops', async () => {
    const other = await startTestApp();
    const response = await fetch(`${other.url}/api/stream`);
    const ended = response.text();
    await other.close();
    expect(await ended).toBe('');
  });
});

describe('the stream of all tasks, narrowed', () => {
  it('to a workspace by id, name or path, past and present', async () => {
    const { here, query } = await family();
    const path = `/stream/${here.workspaceId}`;
    const name = `Stream ${here.workspaceId}`;
    await wanted(service.api.patch(`/api/workspaces/${here.workspaceId}`, { name, path }), 200);
    const expected = sequencesOf(await frames(5, query));
    for (const reference of [name, name.toUpperCase(), path]) {
      const narrowed = `?workspace=${encodeURIComponent(reference)}`;
      expect(sequencesOf(await frames(5, narrowed))).toEqual(expected);
    }
    const seen = await live(1, query, async () => {
      await newTask(service.api);
      await place.task();
      await here.task({ title: 'mine' });
    });
    expect(titlesOf(seen)).toEqual(['mine']);
  });

  it('to types, in a list or repeated, in any case, past and present', async () => {
    const { here, query } = await family();
    const both = ['task.child_created', 'task.run_enqueued'];
    for (const types of [
      'type=task.child_created,task.run_enqueued',
      'type=task.run_enqueued&type=task.child_created',
      'type=%20Task.Run_Enqueued%20,task.child_created&type=&type=task.run_enqueued',
    ]) {
      expect(typesOf(await frames(2, `${query}&${types}`))).toEqual(both);
      const seen = await live(1, `${query}&${types}`, async () => enqueue(service.api, (await here.task()).id));
      expect(typesOf(seen)).toEqual(['task.run_enqueued']);
    }
  });

  it('to an actor, or to all of a kind, past and present', async () => {
    const here = await makePlace(service.api);
    const { task, run } = await here.queued();
    const [agent, idle] = [await here.agent(), await here.agent()];
    await agent.claim();
    const query = `?workspace=${here.workspaceId}`;
    const actor = `agent_session:${agent.session.session_id}`;
    expect(typesOf(await frames(1, `${query}&actor=${actor}`))).toEqual(['task.run_claimed']);
    expect(typesOf(await frames(1, `${query}&actor=%20Agent_Session%20`))).toEqual(['task.run_claimed']);
    expect(typesOf(await frames(2, `${query}&actor=human:local-user`))).toEqual(['task.created', 'task.run_enqueued']);
    const reading = frames(2, `${query}&actor=${actor}`);
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { title: 'Not by the agent' }), 200);
    await wanted(agent.does('complete', run.id), 200);
    expect(typesOf(await reading)).toEqual(['task.run_claimed', 'task.run_completed']);
    const nobody = await live(1, `?actor=agent_session:${idle.session.session_id}`, async () => {
      await here.queued();
      await idle.claim();
    });
    expect(typesOf(nobody)).toEqual(['task.run_claimed']);
  });

  it('by all at once', async () => {
    const { query } = await family();
    const seen = await frames(3, `${query}&type=task.created&actor=human`);
    expect(titlesOf(seen)).toEqual(['parent', 'child', 'other']);
  });
});

describe('the stream of all tasks is refused in JSON', () => {
  it.each([
    ['workspace=nowhere', 404, 'workspace nowhere does not exist'],
    ['type=task.nonsense', 422, 'task.nonsense'],
    ['type=task.created,', 422, 'stream_events.type'],
    ['type=task.deleted', 422, 'task.deleted'],
    ['type=task.created&type=task.nonsense', 422, 'task.nonsense'],
    ['actor=somebody', 422, 'stream_events.actor'],
    ['actor=human:', 422, 'stream_events.actor'],
    ['actor=:local-user', 422, 'stream_events.actor'],
    ['actor=human:a%00', 422, 'stream_events.actor'],
    ['after_sequence=-1', 422, 'after_sequence'],
    ['after_sequence=x', 422, 'after_sequence'],
    ['workspace=nowhere&actor=x', 422, 'stream_events.actor'],
  ])('for %s', async (query, status, words) => {
    await refused(service.api.get(`/api/stream?${query}`), status, words);
  });

  it('for a bad Last-Event-ID, whatever the query, and for half an identity', async () => {
    for (const id of ['x', '-1', '1.5', '9'.repeat(20)]) {
      const headers = { 'last-event-id': id };
      await refused(service.api.get('/api/stream?after_sequence=1', { headers }), 422, 'Last-Event-ID');
    }
    const headers = { 'last-event-id': '1' };
    await refused(service.api.get('/api/stream?after_sequence=x', { headers }), 422, 'after_sequence');
    await refused(service.api.with({ 'x-agh-agent': 'ada' }).get('/api/stream'), 401, '', 'identity_required');
  });
});
