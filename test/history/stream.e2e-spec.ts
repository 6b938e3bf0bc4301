import type { StreamFrame, Task } from '../../src/client/types.js';
import type { CallOptions } from '../support/contract.js';
import { type Agent, enqueue, makePlace, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { framesOf, sequencesOf } from './support/frames.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

const frames = (count: number, path: string, options?: CallOptions): Promise<StreamFrame[]> =>
  framesOf(service.api, count, path, options);

const streamOf = (taskId: string, query = '') => `/api/tasks/${taskId}/stream${query}`;

async function childOf(parentId: string): Promise<Task> {
  const made = service.api.post(`/api/tasks/${parentId}/children`, { scope: 'global', title: 'Below' });
  return (await wanted<{ task: Task }>(made, 201)).task;
}

/** A task, its child, its grandchild, as many as are asked for. */
async function lineage(depth: number): Promise<Task[]> {
  const line = [await newTask(service.api)];
  while (line.length < depth) line.push(await childOf(line.at(-1)?.id ?? ''));
  return line;
}

const whole = async (taskId: string): Promise<number[]> => sequencesOf(await timelineOf(service.api, taskId));

async function worked(): Promise<{ id: string; agent: Agent; runId: string }> {
  const here = await makePlace(service.api);
  const { task, run } = await here.queued();
  const agent = await here.agent();
  await agent.claim();
  await wanted(agent.does('heartbeat', run.id), 200);
  return { id: task.id, agent, runId: run.id };
}

describe('the bytes of a stream', () => {
  it('begin with the head at once, and a frame is id, event and one line of data', async () => {
    const task = await newTask(service.api);
    const leave = new AbortController();
    const quiet = await fetch(service.url + streamOf(task.id, `?after_sequence=${task.latest_event_seq}`), {
      signal: leave.signal,
    });
    expect(quiet.status).toBe(200);
    expect(Object.fromEntries(quiet.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
      'x-request-id': expect.any(String) as string,
    });
    await enqueue(service.api, task.id);
    const [item] = (await timelineOf(service.api, task.id)).slice(1);
    const data = JSON.stringify({ sequence: item?.sequence, type: 'task.run_enqueued', timeline: item });
    const expected = `id: ${item?.sequence ?? 0}\nevent: task.run_enqueued\ndata: ${data}\n\n`;
    const decoder = new TextDecoder();
    let text = '';
    const chunks: AsyncIterable<Uint8Array> | [] = quiet.body ?? [];
    for await (const chunk of chunks) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= expected.length) break;
    }
    leave.abort();
    expect(text).toBe(expected);
  });
});

describe('a stream', () => {
  it('replays from the beginning, or above a sequence, as the timeline has it', async () => {
    const { id } = await worked();
    const items = await timelineOf(service.api, id);
    const replayed = await frames(4, streamOf(id));
    expect(replayed).toEqual(
      items.map((timeline) => ({ sequence: timeline.sequence, type: timeline.event_type, timeline })),
    );
    const after = items[1]?.sequence ?? 0;
    expect(sequencesOf(await frames(2, streamOf(id, `?after_sequence=${after}`)))).toEqual(sequencesOf(items.slice(2)));
  });

  it('goes on live after the replay, without gap or repetition', async () => {
    const { id, agent, runId } = await worked();
    const reading = frames(14, streamOf(id));
    for (let n = 0; n < 10; n++) await wanted(agent.does('steps', runId, { log: [`line ${n}`] }), 200);
    const seen = await reading;
    expect(sequencesOf(seen)).toEqual(sequencesOf(await timelineOf(service.api, id)));
    const logs = seen.slice(4).map(({ timeline }) => timeline.payload);
    expect(logs).toEqual(Array.from({ length: 10 }, (_none, n) => ({ log: [`line ${n}`] })));
  });

  it('opened many times while events come has each of them once, in order, every time', async () => {
    const { id, agent, runId } = await worked();
    const steps = Array.from({ length: 10 }, (_none, index) => ({ index, description: 's' }));
    const writing = (async () => {
      for (let n = 0; n < 8; n++) await wanted(agent.does('steps', runId, { steps }), 200);
    })();
    const readers = await Promise.all(Array.from({ length: 6 }, () => frames(84, streamOf(id))));
    await writing;
    const expected = sequencesOf(await timelineOf(service.api, id));
    expect(expected).toHaveLength(84);
    for (const reader of readers) expect(sequencesOf(reader)).toEqual(expected);
  });

  it('has nothing of other tasks', async () => {
    const [mine, other] = [await newTask(service.api), await newTask(service.api)];
    const reading = frames(2, streamOf(mine.id));
    await enqueue(service.api, other.id);
    await enqueue(service.api, mine.id);
    expect((await reading).map(({ timeline }) => timeline.task.id)).toEqual([mine.id, mine.id]);
  });

  it('has what happens below it at any depth, also to what is made while it is open, and nothing from above', async () => {
    const [root, child] = await lineage(2);
    if (!root || !child) throw new Error('no tasks were made');
    const reading = frames(8, streamOf(child.id));
    const grandchild = await childOf(child.id);
    const below = await childOf(grandchild.id);
    await enqueue(service.api, root.id);
    for (const { id } of [below, child, grandchild]) await enqueue(service.api, id);
    const seen = await reading;
    const told = await Promise.all([child, grandchild, below].map(({ id }) => timelineOf(service.api, id)));
    const expected = told.flat().sort((a, b) => a.sequence - b.sequence);
    expect(seen.map(({ timeline }) => timeline.event_id)).toEqual(expected.map(({ event_id }) => event_id));
    expect(sequencesOf(await frames(8, streamOf(child.id)))).toEqual(sequencesOf(expected));
    const ofRoot = sequencesOf(await frames(expected.length + 3, streamOf(root.id)));
    expect(ofRoot).toEqual(expect.arrayContaining(sequencesOf(expected)));
    expect(sequencesOf(await timelineOf(service.api, child.id))).toHaveLength(3);
  });

  it('of a task below which two write has every event once, in order', async () => {
    const [root] = await lineage(1);
    const children = [await childOf(root?.id ?? ''), await childOf(root?.id ?? '')];
    const reading = frames(65, streamOf(root?.id ?? ''));
    const write = async ({ id }: Task) => {
      for (let n = 0; n < 30; n++) await wanted(service.api.patch(`/api/tasks/${id}`, { title: `Title ${n}` }), 200);
    };
    await Promise.all(children.map(write));
    const seen = sequencesOf(await reading);
    const told = await Promise.all([root?.id ?? '', ...children.map(({ id }) => id)].map((id) => whole(id)));
    expect(seen).toEqual(told.flat().sort((a, b) => a - b));
  });

  it('does not end with its task', async () => {
    const task = await newTask(service.api);
    const reading = frames(3, streamOf(task.id));
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { title: 'It is over' }), 200);
    expect((await reading).map(({ type }) => type)).toEqual(['task.created', 'task.canceled', 'task.updated']);
  });

  it('to HEAD is its head alone', async () => {
    const task = await newTask(service.api);
    const head = await fetch(service.url + streamOf(task.id), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'text/event-stream', '']);
  });

  it('opened at latest_event_seq loses nothing that follows', async () => {
    const task = await newTask(service.api);
    const run = await enqueue(service.api, task.id);
    const [frame] = await frames(1, streamOf(task.id, `?after_sequence=${task.latest_event_seq}`));
    expect(frame).toMatchObject({ type: 'task.run_enqueued', timeline: { run: { id: run.id } } });
  });

  it('ends when the service stops', async () => {
    const other = await startTestApp();
    const task = await newTask(other.api);
    const response = await fetch(other.url + streamOf(task.id, `?after_sequence=${task.latest_event_seq}`));
    const ended = response.text();
    await other.close();
    expect(await ended).toBe('');
  });
});

describe('Last-Event-ID', () => {
  const resume = (id: string, header: string, query: string, count: number) =>
    frames(count, streamOf(id, query), { headers: { 'last-event-id': header } });

  it('wins over the query, also when it is 0', async () => {
    const { id } = await worked();
    const all = sequencesOf(await timelineOf(service.api, id));
    const [first = 0, , third = 0] = all;
    expect(sequencesOf(await resume(id, ` ${third} `, '?after_sequence=0', 1))).toEqual(all.slice(3));
    expect(sequencesOf(await resume(id, '0', `?after_sequence=${third}`, 4))).toEqual(all);
    expect(sequencesOf(await resume(id, '', `?after_sequence=${first}`, 3))).toEqual(all.slice(1));
  });

  it.each(['x', '-1', '1.5', '1e3', '0x10', '9'.repeat(20)])('%s is refused', async (header) => {
    const task = await newTask(service.api);
    await refused(service.api.get(streamOf(task.id), { headers: { 'last-event-id': header } }), 422, 'Last-Event-ID');
  });

  it('does not save a bad query', async () => {
    const task = await newTask(service.api);
    const headers = { 'last-event-id': '1' };
    await refused(service.api.get(streamOf(task.id, '?after_sequence=x'), { headers }), 422, 'after_sequence');
  });
});

describe('a stream is refused in JSON', () => {
  it('for an unknown task, a blank id, a negative sequence, half an identity', async () => {
    await refused(service.api.get(streamOf('task-0')), 404, 'task-0');
    await refused(service.api.get(streamOf('%20')), 422, 'id');
    await refused(service.api.get(streamOf('task-0', '?after_sequence=-1')), 422, 'after_sequence');
    await refused(service.api.with({ 'x-agh-agent': 'ada' }).get(streamOf('task-0')), 401, '', 'identity_required');
    const agent = await place.agent();
    const foreign = agent.api.with({ 'x-agh-workspace-id': 'ws-0' });
    await refused(foreign.get(streamOf('task-0')), 403, '', 'identity_unauthorized');
  });
});
