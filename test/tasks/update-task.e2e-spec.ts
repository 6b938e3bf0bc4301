import type { Claim, Task } from '../../src/client/types.js';
import type { Api, CallOptions } from '../support/contract.js';
import { detailOf, makePlace, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ifMatch } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const patch = (taskId: string, body?: object | string, options?: CallOptions, api: Api = service.api) =>
  api.patch<{ task: Task }>(`/api/tasks/${taskId}`, body, options);
const patched = async (taskId: string, body: object) => (await wanted<{ task: Task }>(patch(taskId, body), 200)).task;
const read = async (taskId: string) => (await detailOf(service.api, taskId)).task;

/** Fields named by each `task.updated` of a task, in order. */
async function updatesOf(taskId: string): Promise<unknown[]> {
  const events = await timelineOf(service.api, taskId);
  return events.filter(({ event_type }) => event_type === 'task.updated').map(({ payload }) => payload);
}

describe('updating a task', () => {
  const owner = { kind: 'pool', ref: 'builders' } as const;

  it('sets everything that can be changed, in one event', async () => {
    const task = await newTask(service.api);
    const fields = {
      title: 'Anew',
      description: 'at length',
      priority: 'urgent',
      max_attempts: 5,
      auto_enqueue_on_ready: true,
      approval_policy: 'manual',
      metadata: { a: [1, { b: null }] },
      network_channel: 'build',
      owner,
    } as const;
    const now = await patched(task.id, { ...fields, title: ' Anew ', priority: 'URGENT' });
    const [, event] = await timelineOf(service.api, task.id);
    expect(now).toEqual({
      ...task,
      ...fields,
      approval_state: 'pending',
      status: 'blocked',
      updated_at: event?.timestamp,
      latest_event_seq: event?.sequence,
    });
    expect(event).toMatchObject({
      event_type: 'task.updated',
      actor: { kind: 'human', ref: 'local-user' },
      origin: { kind: 'http', ref: 'tasks.update' },
      payload: { changed_fields: Object.keys(fields), status: 'blocked' },
    });
    expect(await read(task.id)).toEqual(now);
  });

  it('with values that it has already writes nothing, whatever the order of members', async () => {
    const made = { description: 'd', metadata: { a: 1, b: [1.0] }, owner, network_channel: 'build' };
    const task = await newTask(service.api, made);
    const again = { ...made, title: task.title, priority: 'medium', max_attempts: 3, approval_policy: 'none' };
    const same = { ...again, auto_enqueue_on_ready: false, metadata: { b: [1], a: 1.0 } };
    expect(await patched(task.id, same)).toEqual(task);
    expect(await timelineOf(service.api, task.id)).toHaveLength(1);
  });

  it('leaves what is null or absent, clears what is empty, and ignores what cannot be changed', async () => {
    const made = { description: 'd', metadata: { a: 1 }, owner, network_channel: 'build', identifier: 'T-1' };
    const task = await newTask(service.api, made);
    const none = { description: null, metadata: null, owner: null, network_channel: null, priority: null };
    const still = {
      ...none,
      max_attempts: null,
      auto_enqueue_on_ready: null,
      approval_policy: null,
      clear_owner: null,
    };
    const ignored = { id: 'x', scope: 'workspace', workspace_id: 'ws-1', identifier: 'T-2', status: 'completed' };
    const now = await patched(task.id, { ...still, ...ignored, title: 'Anew' });
    expect(now).toMatchObject({ ...made, id: task.id, scope: 'global', status: 'ready' });

    const bare = await patched(task.id, { description: ' ', metadata: {}, network_channel: '', clear_owner: true });
    for (const member of ['description', 'network_channel', 'owner']) expect(bare).not.toHaveProperty(member);
    expect(bare.metadata).toEqual({});
    expect(await read(task.id)).toEqual(bare);
    expect((await patched(task.id, { metadata: '' })).metadata).toBe('');
    expect(await updatesOf(task.id)).toEqual([
      { changed_fields: ['title'], status: 'ready' },
      { changed_fields: ['description', 'metadata', 'network_channel', 'owner'], status: 'ready' },
      { changed_fields: ['metadata'], status: 'ready' },
    ]);
  });

  it('replaces metadata and owner whole', async () => {
    const task = await newTask(service.api, { metadata: { a: 1, b: 2 }, owner });
    const now = await patched(task.id, { metadata: { b: 3 }, owner: { kind: 'human', ref: 'ann' } });
    expect(now).toMatchObject({ metadata: { b: 3 }, owner: { kind: 'human', ref: 'ann' } });
    expect(now.metadata).not.toHaveProperty('a');
  });

  it('of single fields by many at once loses none of them', async () => {
    const { id } = await newTask(service.api);
    const fields = { title: 'Anew', description: 'd', priority: 'low', max_attempts: 9, metadata: { a: 1 }, owner };
    const one = ([name, value]: [string, unknown]) => patched(id, { [name]: value });
    await Promise.all(Object.entries(fields).map(one));
    expect(await read(id)).toMatchObject(fields);
    expect(await updatesOf(id)).toHaveLength(6);
  });

  it('of equal documents by many at once writes one event', async () => {
    const { id } = await newTask(service.api, { description: 'before' });
    const body = { description: 'after', metadata: { a: 1 } };
    await Promise.all(Array.from({ length: 8 }, () => patched(id, body)));
    expect(await updatesOf(id)).toEqual([{ changed_fields: ['description', 'metadata'], status: 'ready' }]);
  });

  it('is known to the next one, and to another instance', async () => {
    const { id } = await newTask(service.api, { description: 'one' });
    await patched(id, { description: 'two' });
    const other = await startTestApp({ database: service.database });
    try {
      await wanted(patch(id, { description: 'three' }, {}, other.api), 200);
    } finally {
      await other.close();
    }
    await patched(id, { description: 'three' });
    await patched(id, { description: 'two' });
    expect(await updatesOf(id)).toHaveLength(3);
  });
});

describe('the status of an updated task', () => {
  const end = async (verb: 'complete' | 'fail') => {
    const agent = await place.agent();
    await wanted(agent.does(verb, (await agent.claim()).run.id), 200);
  };

  it('follows the policy: manual blocks and asks anew, none frees', async () => {
    const task = await place.task();
    const asking = await patched(task.id, { approval_policy: 'manual' });
    expect(asking).toMatchObject({ status: 'blocked', approval_state: 'pending' });
    expect((await patched(task.id, { approval_policy: 'manual', title: 'Anew' })).approval_state).toBe('pending');
    expect(await patched(task.id, { approval_policy: 'none' })).toMatchObject({
      status: 'ready',
      approval_state: 'not_required',
    });
  });

  it('follows max_attempts, and closed_at with it', async () => {
    const { task } = await place.queued();
    await end('fail');
    const failed = await patched(task.id, { max_attempts: 1 });
    expect(failed).toMatchObject({ status: 'failed', closed_at: failed.updated_at });
    const revived = await patched(task.id, { max_attempts: 2 });
    expect(revived.status).toBe('ready');
    expect(revived).not.toHaveProperty('closed_at');
    expect(await updatesOf(task.id)).toEqual([
      { changed_fields: ['max_attempts'], status: 'failed' },
      { changed_fields: ['max_attempts'], status: 'ready' },
    ]);
  });

  it('stays draft', async () => {
    const task = await place.task({ draft: true });
    const now = await patched(task.id, { approval_policy: 'manual' });
    expect(now).toMatchObject({ status: 'draft', draft: true, approval_state: 'pending' });
  });

  it('stays canceled or completed, which can be updated all the same', async () => {
    const gone = await place.task();
    const { task } = await place.queued();
    await end('complete');
    await wanted(service.api.post(`/api/tasks/${gone.id}/cancel`), 200);
    for (const [id, status] of [
      [gone.id, 'canceled'],
      [task.id, 'completed'],
    ] as const) {
      const { closed_at } = await read(id);
      expect(await patched(id, { title: 'Anew', approval_policy: 'manual' })).toMatchObject({ status, closed_at });
      expect(await updatesOf(id)).toEqual([{ changed_fields: ['title', 'approval_policy'], status }]);
    }
  });
});

describe('the queued run of an updated task', () => {
  it('comes first when the task has become more urgent', async () => {
    const agent = await place.agent();
    const [first, second] = [await place.queued(), await place.queued()];
    await patched(second.task.id, { priority: 'urgent' });
    expect((await agent.claim()).run.id).toBe(second.run.id);
    expect((await (await place.agent()).claim()).run.id).toBe(first.run.id);
  });

  it('goes to the new owner alone, and to anyone when there is none', async () => {
    const { task, run } = await place.queued();
    const [ada, bob] = [await place.agent({ agent_name: 'ada' }), await place.agent({ agent_name: 'bob' })];
    await patched(task.id, { owner: { kind: 'pool', ref: 'bob' } });
    await wanted(ada.claimNext(), 204);
    await patched(task.id, { owner: { kind: 'human', ref: 'ann' } });
    await wanted(bob.claimNext(), 204);
    await patched(task.id, { clear_owner: true });
    expect((await ada.claim()).run.id).toBe(run.id);
  });

  it('waits for an approval that was asked for meanwhile', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await patched(task.id, { approval_policy: 'manual' });
    await wanted(agent.claimNext(), 204);
    await patched(task.id, { approval_policy: 'none' });
    expect((await agent.claim()).run.id).toBe(run.id);
  });

  it('moves in the queue that other instances read, too', async () => {
    const agent = await place.agent();
    const [late, held, first] = [await place.queued(), await place.queued(), await place.queued()];
    await patched(first.task.id, { priority: 'high' });
    await patched(held.task.id, { approval_policy: 'manual', priority: 'urgent' });
    await patched(late.task.id, { owner: { kind: 'pool', ref: agent.session.agent_name }, priority: 'low' });
    const other = await startTestApp({ database: service.database });
    try {
      const claimNext = async () => {
        const path = '/api/agent/tasks/claim-next';
        const { run } = (await wanted<{ claim: Claim }>(other.api.as(agent.session).post(path, {}), 200)).claim;
        await wanted(other.api.as(agent.session).post(`/api/agent/tasks/${run.id}/complete`, {}), 200);
        return run.id;
      };
      expect([await claimNext(), await claimNext()]).toEqual([first.run.id, late.run.id]);
      await wanted(other.api.as(agent.session).post('/api/agent/tasks/claim-next', {}), 204);
    } finally {
      await other.close();
    }
  });

  it('keeps the channel that it was made with', async () => {
    const channel = `c-${place.workspaceId}`;
    const { task } = await place.queued({ network_channel: channel });
    await patched(task.id, { network_channel: `${channel}-2` });
    const claim = await (await place.agent()).claim();
    expect(claim.run).toMatchObject({ network_channel: channel });
  });
});

describe('updateTask refuses', () => {
  it.each<[number, string, unknown]>([
    [400, 'not valid JSON', '{'],
    [400, 'body is required', ''],
    [400, 'title', { title: 5 }],
    [400, 'max_attempts', { max_attempts: '3' }],
    [400, 'owner', { owner: [] }],
    [400, 'clear_owner', { clear_owner: 'yes' }],
    [422, 'no member', {}],
    [422, 'no member', { clear_owner: false, id: 'x', status: 'ready' }],
    [422, 'no member', { title: null, owner: null, metadata: null }],
    [422, 'update_task.title must not be blank', { title: '  ' }],
    [422, 'title', { title: 'x'.repeat(1_025) }],
    [422, 'description', { description: 'x'.repeat(65_537) }],
    [422, 'update_task.priority', { priority: '' }],
    [422, 'priority', { priority: 'highest' }],
    [422, 'approval_policy', { approval_policy: '' }],
    [422, 'max_attempts', { max_attempts: 0 }],
    [422, 'max_attempts', { max_attempts: 11 }],
    [422, 'network_channel', { network_channel: 'x y' }],
    [422, 'owner.ref', { owner: { kind: 'pool' } }],
    [422, 'owner.kind', { owner: {} }],
    [422, 'clear_owner', { owner: { kind: 'pool', ref: 'x' }, clear_owner: true }],
    [422, 'metadata', { metadata: { claim_token: 1 } }],
    [413, '16384', { metadata: 'x'.repeat(16_383) }],
  ])('%i: %s, case %#', async (status, words, body) => {
    // What a body says is looked at before the task, which does not even exist.
    await refused(patch('task-nowhere', body as object), status, words);
  });

  it('a task that does not exist, or no longer', async () => {
    await refused(patch('task-nowhere', { title: 'Anew' }), 404, 'task-nowhere');
    const { id } = await newTask(service.api);
    await wanted(service.api.delete(`/api/tasks/${id}`), 204);
    await refused(patch(id, { title: 'Anew' }), 404, id);
    await refused(patch(id, { title: 'Anew' }, ifMatch('"0"')), 404, id);
  });
});

describe('If-Match', () => {
  it('lets through what was read last, and * whatever it was', async () => {
    const task = await newTask(service.api);
    const { body } = await patch(task.id, { title: 'One' }, ifMatch(task.latest_event_seq));
    await wanted(patch(task.id, { title: 'Two' }, ifMatch(`"1", "${body.task.latest_event_seq}"`)), 200);
    await wanted(patch(task.id, { title: 'Three' }, ifMatch('*')), 200);
    expect((await read(task.id)).title).toBe('Three');
  });

  it('refuses what has changed since, with nothing changed', async () => {
    const task = await newTask(service.api);
    const now = await patched(task.id, { title: 'One' });
    await refused(patch(task.id, { title: 'Two' }, ifMatch(task.latest_event_seq)), 412, String(now.latest_event_seq));
    await refused(patch(task.id, { title: 'One' }, ifMatch(task.latest_event_seq)), 412, task.id);
    expect(await read(task.id)).toEqual(now);
  });

  it.each(['1', 'W/"1"', '"one"', '"1" "2"'])('refuses what is no sequence: %s', async (text) => {
    const { id } = await newTask(service.api);
    await refused(patch(id, { title: 'Two' }, ifMatch(text)), 422, 'If-Match');
  });

  it('lets one of many through that all read the same', async () => {
    const task = await newTask(service.api);
    const options = ifMatch(task.latest_event_seq);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => patch(task.id, { title: `Number ${n}` }, options)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
  });

  it('is read by start and enqueue too', async () => {
    const task = await newTask(service.api);
    const stale = ifMatch(task.latest_event_seq - 1);
    await refused(service.api.post(`/api/tasks/${task.id}/start`, {}, stale), 412, task.id);
    await refused(service.api.post(`/api/tasks/${task.id}/runs`, {}, stale), 412, task.id);
    const fresh = ifMatch(task.latest_event_seq);
    await wanted(service.api.post(`/api/tasks/${task.id}/start`, {}, fresh), 201);
    // The same words again find their run; other words are for a task that has moved on.
    await wanted(service.api.post(`/api/tasks/${task.id}/start`, {}, fresh), 201);
    await refused(service.api.post(`/api/tasks/${task.id}/start`, { idempotency_key: 'new' }, fresh), 412, task.id);
    const other = await newTask(service.api);
    await wanted(service.api.post(`/api/tasks/${other.id}/runs`, {}, ifMatch(other.latest_event_seq)), 201);
    expect(await enqueueRefused(other)).toBe(409);
  });
});

/** A second run is refused after the header was found right. */
async function enqueueRefused(task: Task): Promise<number> {
  const { latest_event_seq } = await read(task.id);
  return (await service.api.post(`/api/tasks/${task.id}/runs`, {}, ifMatch(latest_event_seq))).status;
}

describe('an agent', () => {
  it('may update any task that it may see', async () => {
    const { task } = await place.queued();
    const agent = await place.agent();
    await wanted(patch(task.id, { title: 'Anew' }, {}, agent.api), 200);
    expect((await timelineOf(service.api, task.id)).at(-1)?.actor).toEqual({
      kind: 'agent_session',
      ref: agent.session.session_id,
    });
  });
});
