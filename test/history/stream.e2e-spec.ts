import type { StreamFrame } from '../../src/client/types.js';
import type { Api, CallOptions } from '../support/contract.js';
import { type Agent, enqueue, makePlace, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

/** The first `count` frames of a stream; the deadline of the test bounds the wait. */
async function frames(
  count: number,
  path: string,
  options: CallOptions = {},
  api: Api = service.api,
): Promise<StreamFrame[]> {
  const seen: StreamFrame[] = [];
  const leave = new AbortController();
  for await (const frame of api.stream(path, { ...options, signal: leave.signal })) {
    seen.push(frame);
    if (seen.length >= count) break;
  }
  leave.abort();
  return seen;
}

const streamOf = (taskId: string, query = '') => `/api/tasks/${taskId}/stream${query}`;
const sequencesOf = (items: readonly { readonly sequence: number }[]) => items.map(({ sequence }) => sequence);

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
    for await (const chunk of quiet.body as unknown as AsyncIterable<Uint8Array>) {
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
