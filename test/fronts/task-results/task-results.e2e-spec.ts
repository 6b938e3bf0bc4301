import type { KeyedService } from '../../access/support/keyed-service.js';
import { enqueue, newTask, refused, wanted } from '../../support/place.js';
import { person, type Person, type ResultObject, resultOf, startResults, uuidOf } from './support/results.js';

let service: KeyedService;
let ann: Person;
let names = 0;

beforeAll(async () => {
  service = await startResults();
});
afterAll(() => service.close());
beforeEach(async () => {
  ann = await person(service, `ann-${++names}`);
});

const list = (query = '') => wanted<ResultObject[]>(ann.front.get(`/api/v1/task${query}`), 200);

/** A task whose run an agent has claimed. */
async function held(more = {}) {
  const { task, run } = await ann.place.queued(more);
  const agent = await ann.place.agent();
  await agent.claim();
  return { task, run, agent };
}

describe('a task result', () => {
  it('has nine members in one order, also where there is nothing yet', async () => {
    const task = await newTask(ann.native, { title: 'Sum up' });
    const uuid = await uuidOf(ann.native, task.id);
    const result = await resultOf(ann.front, uuid);
    expect(Object.entries(result)).toEqual([
      ['id', uuid],
      ['name', 'Sum up'],
      ['agentId', null],
      ['userId', task.created_by.ref],
      ['createdAt', task.created_at],
      ['logs', []],
      ['output', {}],
      ['status', 'running'],
      ['callback', null],
    ]);
  });

  it('is found by UUID in either case, and by its native id', async () => {
    const task = await newTask(ann.native);
    const uuid = await uuidOf(ann.native, task.id);
    const found = [uuid, uuid.toUpperCase(), task.id].map((id) => resultOf(ann.front, id));
    expect(new Set((await Promise.all(found)).map(({ id }) => id))).toEqual(new Set([uuid]));
  });

  it.each([
    [{ c: 3 }, { c: 3 }],
    ['words', { result: 'words' }],
    [[1, 2], { result: [1, 2] }],
    [7, { result: 7 }],
    [false, { result: false }],
  ])('gives the result %j as %j', async (result, output) => {
    const { task, run, agent } = await held();
    await wanted(agent.does('complete', run.id, { result }), 200);
    expect(await resultOf(ann.front, task.id)).toMatchObject({ output, status: 'complete' });
  });

  it('keeps the last output while the task runs again, and after that fails', async () => {
    const { task, run, agent } = await held({ max_attempts: 2 });
    await wanted(agent.does('complete', run.id, { result: { first: true } }), 200);
    const again = await enqueue(ann.native, task.id);
    expect(await resultOf(ann.front, task.id)).toMatchObject({
      output: { first: true },
      status: 'running',
      logs: ['Run: Queued'],
    });
    await agent.claim();
    await wanted(agent.does('fail', again.id, { error: 'no luck' }), 200);
    expect(await resultOf(ann.front, task.id)).toMatchObject({
      output: { first: true },
      status: 'error',
      logs: ['Run: Queued', 'Run: Claimed', 'Run: Error - no luck'],
    });
  });

  it('of a completed run without a result is empty', async () => {
    const { task, run, agent } = await held();
    await wanted(agent.does('complete', run.id, {}), 200);
    expect(await resultOf(ann.front, task.id)).toMatchObject({ output: {}, status: 'complete' });
  });

  it('names the agent at work, and before it the one of the profile', async () => {
    const { task } = await held();
    expect((await resultOf(ann.front, task.id)).agentId).toBe('ada');
    const { task: other } = await ann.place.queued();
    await wanted(ann.native.post(`/api/tasks/${other.id}/cancel`), 200);
    const profile = { worker: { mode: 'select', agent_name: 'grace' } };
    await wanted(ann.native.put(`/api/tasks/${other.id}/execution-profile`, profile), 200);
    expect(await resultOf(ann.front, other.id)).toMatchObject({ agentId: 'grace', status: 'error' });
  });

  it("names the task's callback", async () => {
    const callback_url = 'https://receiver.example/hook';
    const task = await newTask(ann.native, { metadata: { callback_url } });
    expect((await resultOf(ann.front, task.id)).callback).toBe(callback_url);
    const odd = await newTask(ann.native, { metadata: { callback_url: 'nowhere' } });
    expect((await resultOf(ann.front, odd.id)).callback).toBeNull();
  });
});

describe('its logs', () => {
  it('tell steps once, where they were told last, and what the worker logged', async () => {
    const { task, run, agent } = await held();
    const action = { name: 'click', is_done: true };
    const step = (index: number, description: string, actions: object[]) => ({ index, description, actions });
    const told = [
      { steps: [step(0, 'Look', [{ name: 'open' }])] },
      { steps: [step(1, 'Read\non', [{ ...action, success: false }])], log: ['a line\nof two'] },
      { steps: [step(0, 'Look', [action])] },
      { steps: [step(2, 'Rest', [action, { name: 'wait' }])] },
    ];
    for (const body of told) await wanted(agent.does('steps', run.id, body), 200);
    await wanted(agent.does('complete', run.id, {}), 200);
    expect((await resultOf(ann.front, task.id)).logs).toEqual([
      'Run: Queued',
      'Run: Claimed',
      'Read on: Error',
      'a line of two',
      'Look: Done',
      'Rest: Running',
      'Run: Complete',
    ]);
  });

  it('hold no secret, no line longer than 500 characters, and the last of many lines', async () => {
    const { task, run, agent } = await held();
    const long = { index: 0, description: 'x'.repeat(4_000), actions: [] };
    await wanted(agent.does('steps', run.id, { steps: [long], log: ['password=hunter2 agh'] }), 200);
    const lines = (n: number) => Array.from({ length: 50 }, (_, i) => `line ${n * 50 + i}`);
    for (let n = 0; n < 21; n++) await wanted(agent.does('steps', run.id, { steps: [], log: lines(n) }), 200);
    const { logs } = await resultOf(ann.front, task.id);
    expect([logs.length, logs[0], logs.at(-1)]).toEqual([1_000, 'line 50', 'line 1049']);
    const listed = (await list()).find(({ id }) => id);
    expect([listed?.logs.length, listed?.logs[0]]).toEqual([100, 'line 950']);
    const other = await held();
    await wanted(other.agent.does('steps', other.run.id, { steps: [long], log: ['password=hunter2 agh'] }), 200);
    const shown = (await resultOf(ann.front, other.task.id)).logs;
    expect(shown.slice(2)).toEqual([`${'x'.repeat(494)}: Done`, 'password=[REDACTED] agh']);
    expect(shown[2]).toHaveLength(500);
  });
});

describe('the list', () => {
  it('is a bare array, newest first, drafts too, and empty for somebody without tasks', async () => {
    expect(await list()).toEqual([]);
    const made = [await newTask(ann.native, { draft: true }), await newTask(ann.native), await ann.place.task()];
    const uuids = await Promise.all(made.map(({ id }) => uuidOf(ann.native, id)));
    expect((await list()).map(({ id }) => id)).toEqual(uuids.reverse());
  });

  it('is paged by limit and offset, and ignores what is none', async () => {
    for (let n = 0; n < 3; n++) await newTask(ann.native, { title: `t${n}` });
    const titles = async (query: string) => (await list(query)).map(({ name }) => name).join();
    expect(await titles('?limit=2')).toBe('t2,t1');
    expect(await titles('?limit=1&offset=1')).toBe('t1');
    expect(await titles('?offset=3')).toBe('');
    for (const bad of ['?limit=0', '?limit=1001', '?limit=x&offset=-1', '?limit=1.5', '?offset=%00', '?limit=']) {
      expect(await titles(bad)).toBe('t2,t1,t0');
    }
  });
});

describe('whom it answers', () => {
  it("nobody but its maker, or whoever's key is bound to its workspace", async () => {
    const bob = await person(service, `bob-${names}`);
    const [mine, placed] = [await newTask(ann.native), await ann.place.task()];
    const bound = await person(service, `cy-${names}`, ann.place.workspaceId);
    for (const who of [bob, bound]) {
      await refused(who.front.get(`/api/v1/task/${mine.id}`), 404, mine.id);
      await refused(who.front.delete(`/api/v1/task/${mine.id}`), 404, mine.id);
    }
    await refused(bob.front.get(`/api/v1/task/${placed.id}`), 404, placed.id);
    expect(await wanted(bob.front.get('/api/v1/task'), 200)).toEqual([]);
    const seen = await wanted<ResultObject[]>(bound.front.get('/api/v1/task'), 200);
    expect(seen.map(({ id }) => id)).toEqual([await uuidOf(ann.native, placed.id)]);
    expect((await resultOf(bound.front, placed.id)).name).toBe(placed.title);
    expect((await resultOf(ann.front, placed.id)).name).toBe(placed.title);
  });

  it('nothing that is no id of anything: 404', async () => {
    for (const id of ['task-0', 'not%20an%20id', '%20', '%00', '123', 'b3b1e5a2-0000-4000-8000-00000000000']) {
      await refused(ann.front.get(`/api/v1/task/${id}`), 404, 'not exist');
      await refused(ann.front.delete(`/api/v1/task/${id}`), 404, 'not exist');
    }
  });

  it('a key in the header apikey alone', async () => {
    const task = await newTask(ann.native);
    const key = await service.key({ role: 'operator', label: `dan-${names}`, fronts: ['a', 'b', 'd'] });
    const without = await service.key({ role: 'operator', label: `eve-${names}`, fronts: ['a', 'c', 'd'] });
    const wrong: Readonly<Record<string, string>>[] = [
      {},
      { authorization: `Bearer ${key.secret}` },
      { 'x-api-key': key.secret },
      { apikey: 'unknown' },
      { apikey: without.secret },
    ];
    for (const headers of wrong) {
      for (const path of ['', `/${task.id}`]) {
        const { status, body } = await service.api.with(headers).get(`/api/v1/task${path}`);
        expect([status, body]).toEqual([401, { error: 'unauthorized' }]);
      }
      expect((await service.api.with(headers).delete(`/api/v1/task/${task.id}`)).status).toBe(401);
    }
    expect((await service.api.with({ apikey: key.secret }).get('/api/v1/task')).status).toBe(200);
  });
});
