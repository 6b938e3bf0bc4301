import type { Claim, CreateTask, Task, TaskDetail, TaskSummary } from '../../src/client/types.js';
import { WaitingClaims } from '../../src/runs/views/waiting-claims.js';
import type { Api } from '../support/contract.js';
import { type Agent, detailOf, enqueue, makePlace, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

let service: TestApp;
let strict: TestApp;
let place: Place;

beforeAll(async () => {
  [service, strict] = await Promise.all([
    startTestApp({ settings: { forceLimitPerMinute: 3 } }),
    startTestApp({ settings: { allowAgentForce: false } }),
  ]);
});

afterAll(() => Promise.all([service.close(), strict.close()]));

beforeEach(async () => {
  place = await makePlace(service.api);
});

const call = (verb: 'pause' | 'resume', taskId: string, body?: object | string, api: Api = service.api) =>
  api.post<{ task: Task }>(`/api/tasks/${taskId}/${verb}`, body);
const paused = async (taskId: string, reason = 'too early') =>
  (await wanted<{ task: Task }>(call('pause', taskId, { reason }), 200)).task;
const resumed = async (taskId: string) => (await wanted<{ task: Task }>(call('resume', taskId), 200)).task;
const taskOf = async (taskId: string) => (await detailOf(service.api, taskId)).task;
const eventsOf = async (taskId: string) => (await timelineOf(service.api, taskId)).slice(1);

async function child(parent: Task, more: Partial<CreateTask> = {}): Promise<Task> {
  const body = { scope: parent.scope, workspace: parent.workspace_id, title: 'A child', ...more };
  return (await wanted<{ task: Task }>(service.api.post(`/api/tasks/${parent.id}/children`, body), 201)).task;
}

/** A task with a child and a grandchild. */
async function line(): Promise<[Task, Task, Task]> {
  const top = await place.task();
  const middle = await child(top);
  return [top, middle, await child(middle)];
}

/** What each of them shows of a pause. */
async function pauses(tasks: readonly Task[]): Promise<(string | undefined)[]> {
  const shown = await Promise.all(tasks.map(({ id }) => taskOf(id)));
  for (const { effective_paused, paused_by_task_id } of shown) {
    expect(effective_paused).toBe(paused_by_task_id === undefined ? undefined : true);
  }
  return shown.map(({ paused_by_task_id }) => paused_by_task_id);
}

describe('pausing a task', () => {
  it('says who, why and since when', async () => {
    const task = await place.task();
    const body = { reason: ' too early ', metadata: { ticket: 7 } };
    const { task: now } = await wanted<{ task: Task }>(call('pause', task.id, body), 200);
    const [event] = await eventsOf(task.id);
    expect(now).toEqual({
      ...task,
      paused: true,
      paused_by: 'human:local-user',
      paused_reason: 'too early',
      paused_at: event?.timestamp,
      effective_paused: true,
      paused_by_task_id: task.id,
      updated_at: event?.timestamp,
      latest_event_seq: event?.sequence,
    });
    expect(event).toMatchObject({ event_type: 'task.paused', origin: { kind: 'http', ref: 'tasks.pause_task' } });
    expect(event?.payload).toEqual({
      ...{ manual: true, actor_kind: 'human', actor_id: 'local-user', previous_paused: false, paused: true },
      ...{ reason: 'too early', metadata: { ticket: 7 } },
    });
    expect(await taskOf(task.id)).toEqual(now);
  });

  it('again tells the new reason', async () => {
    const task = await place.task();
    await paused(task.id);
    expect(await paused(task.id, 'still')).toMatchObject({ paused_reason: 'still' });
    expect(await eventsOf(task.id)).toMatchObject([
      { payload: { previous_paused: false } },
      { payload: { previous_paused: true, reason: 'still' } },
    ]);
  });

  it.each([
    ['draft', { draft: true }],
    ['blocked', { approval_policy: 'manual' }],
    ['ready', {}],
  ] as const)('that is %s leaves its status', async (status, more) => {
    const task = await place.task(more);
    expect(await paused(task.id)).toMatchObject({ status });
    expect(await resumed(task.id)).toMatchObject({ status });
  });

  it('holds nothing back but claims', async () => {
    const task = await place.task({ draft: true });
    await paused(task.id);
    await wanted(service.api.post(`/api/tasks/${task.id}/publish`), 200);
    expect((await (await place.agent()).claimNext()).status).toBe(204);
  });

  it('leaves the run that somebody has', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await paused(task.id);
    await wanted(agent.does('heartbeat', run.id), 200);
    await wanted(agent.does('complete', run.id), 200);
    expect(await taskOf(task.id)).toMatchObject({ status: 'completed', paused: true });
  });
});

describe('resuming a task', () => {
  it('takes the pause away, and is on record where there is none', async () => {
    const task = await place.task();
    await paused(task.id);
    const [first, second] = [await resumed(task.id), await resumed(task.id)];
    const [, one, two] = await eventsOf(task.id);
    const { updated_at, latest_event_seq } = first;
    expect(first).toEqual({ ...task, updated_at, latest_event_seq });
    expect([updated_at, latest_event_seq]).toEqual([one?.timestamp, one?.sequence]);
    expect([second.updated_at, second.latest_event_seq]).toEqual([two?.timestamp, two?.sequence]);
    const said = { manual: true, actor_kind: 'human', actor_id: 'local-user', paused: false };
    expect([one?.payload, two?.payload]).toEqual([
      { ...said, previous_paused: true },
      { ...said, previous_paused: false },
    ]);
  });

  it('is allowed in any status', async () => {
    const task = await place.task();
    await paused(task.id);
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    expect(await resumed(task.id)).toMatchObject({ status: 'canceled' });
    expect(await taskOf(task.id)).not.toHaveProperty('paused');
  });

  it('keeps metadata on record', async () => {
    const task = await place.task();
    await wanted(call('resume', task.id, { metadata: [1] }), 200);
    expect(await eventsOf(task.id)).toMatchObject([{ payload: { metadata: [1] } }]);
  });
});

describe('an inherited pause', () => {
  it('comes from the nearest paused task above, in every answer', async () => {
    const [top, middle, bottom] = await line();
    await paused(top.id);
    expect(await pauses([top, middle, bottom])).toEqual([top.id, top.id, top.id]);
    await paused(middle.id);
    expect(await pauses([top, middle, bottom])).toEqual([top.id, middle.id, middle.id]);
    await resumed(top.id);
    expect(await pauses([top, middle, bottom])).toEqual([undefined, middle.id, middle.id]);
    await paused(top.id);
    expect(await resumed(middle.id)).toMatchObject({ effective_paused: true, paused_by_task_id: top.id });
    expect(await pauses([top, middle, bottom])).toEqual([top.id, top.id, top.id]);
    await resumed(top.id);
    expect(await pauses([top, middle, bottom])).toEqual([undefined, undefined, undefined]);
  });

  it('shows in lists, in the detail and to nobody as an event', async () => {
    const [top, middle] = await line();
    const before = await timelineOf(service.api, middle.id);
    await paused(top.id);
    const now = await timelineOf(service.api, middle.id);
    expect(now.map(({ sequence }) => sequence)).toEqual(before.map(({ sequence }) => sequence));
    const shown = { effective_paused: true, paused_by_task_id: top.id };
    const query = { parent_task_id: top.id };
    const { tasks } = (await service.api.get<{ tasks: TaskSummary[] }>('/api/tasks', { query })).body;
    expect(tasks).toMatchObject([{ id: middle.id, ...shown }]);
    const detail: TaskDetail = await detailOf(service.api, top.id);
    expect(detail.children).toMatchObject([{ id: middle.id, ...shown }]);
    const { latest_event_seq, last_activity_at } = (await detailOf(service.api, middle.id)).summary;
    expect(latest_event_seq).toBe(before.at(-1)?.sequence);
    expect(last_activity_at).toBe(before.at(-1)?.timestamp);
  });

  it('reaches a child that is created later, and one that has ended', async () => {
    const top = await place.task();
    const ended = await child(top);
    await wanted(service.api.post(`/api/tasks/${ended.id}/cancel`), 200);
    await paused(top.id);
    const late = await child(top);
    expect(await pauses([ended, late])).toEqual([top.id, top.id]);
    await resumed(top.id);
    expect(await pauses([ended, late])).toEqual([undefined, undefined]);
  });
});

describe('claims and pauses', () => {
  /** A claim that waits by now; wrapped, since a promise that is awaited would be waited for. */
  async function waitingClaim(): Promise<{ readonly claim: Promise<Claim> }> {
    const claim = (await place.agent()).claim({ wait: true });
    const waiting = service.app.get(WaitingClaims, { strict: false });
    await until('the caller to wait', () => waiting.count === 1);
    return { claim };
  }

  it('a paused subtree hands out nothing, and everything again when it is resumed', async () => {
    const [top, middle, bottom] = await line();
    const run = await enqueue(service.api, bottom.id);
    await paused(top.id);
    const agent = await place.agent();
    expect((await agent.claimNext()).status).toBe(204);
    await paused(middle.id);
    await resumed(top.id);
    expect((await agent.claimNext()).status).toBe(204);
    const late = await enqueue(service.api, middle.id);
    expect((await agent.claimNext()).status).toBe(204);
    await resumed(middle.id);
    const claims = [await agent.claim(), await (await place.agent()).claim()];
    expect(claims.map((claim) => claim.run.id)).toEqual([run.id, late.id]);
  });

  it('a released run of a paused task waits', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await paused(task.id);
    await wanted(agent.does('release', run.id), 200);
    expect((await agent.claimNext()).status).toBe(204);
    await resumed(task.id);
    expect((await agent.claim()).run.id).toBe(run.id);
  });

  it('a claim that waits gets the run when an ancestor is resumed', async () => {
    const [top, , bottom] = await line();
    await paused(top.id);
    const run = await enqueue(service.api, bottom.id);
    const waiting = await waitingClaim();
    await resumed(top.id);
    expect((await waiting.claim).run.id).toBe(run.id);
  });

  it('a claim that waits gets the run of a task that is resumed itself', async () => {
    const { task, run } = await place.queued();
    await paused(task.id);
    const waiting = await waitingClaim();
    await resumed(task.id);
    expect((await waiting.claim).run.id).toBe(run.id);
  });
});

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

  it.each<['pause' | 'resume', number, string, unknown]>([
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

describe('agents', () => {
  let agent: Agent;
  let task: Task;
  const many = async (times: number, verb: 'pause' | 'resume', api: Api) => {
    for (let n = 0; n < times; n++) await wanted(call(verb, task.id, { reason: 'r' }, api), 200);
  };

  beforeEach(async () => {
    agent = await place.agent();
    task = await place.task();
  });

  it('may pause and resume one task so often a minute, people as often as they like', async () => {
    await many(2, 'pause', agent.api);
    await many(1, 'resume', agent.api);
    for (const verb of ['pause', 'resume'] as const) {
      const answer = await call(verb, task.id, { reason: 'r' }, agent.api);
      expect(answer).toMatchObject({
        status: 429,
        body: {
          diagnostic: {
            id: 'task.force.force_op_rate_limited',
            code: 'force_op_rate_limited',
            severity: 'warn',
            evidence: {
              actor_kind: 'agent_session',
              actor_id: agent.session.session_id,
              task_id: task.id,
              limit: 3,
            },
          },
        },
      });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await eventsOf(task.id)).toHaveLength(3);
    await wanted(call('resume', (await place.task()).id, {}, agent.api), 200);
    await many(1, 'pause', (await place.agent()).api);
    await many(6, 'pause', service.api);
  });

  it('are counted only for what was refused for nothing else', async () => {
    const { api } = agent;
    for (let n = 0; n < 4; n++) {
      await refused(call('pause', task.id, {}, api), 422, 'reason', 'force_op_requires_reason');
      await refused(call('resume', task.id, { metadata: 'x'.repeat(16_383) }, api), 413, '16384');
      await refused(call('resume', 'task-0', {}, api), 404, 'task-0');
      await refused(call('pause', task.id, { reason: 'r' }, api.with({ 'if-match': '"0"' })), 412, task.id);
    }
    await many(2, 'pause', api);
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    for (let n = 0; n < 4; n++) {
      await refused(call('pause', task.id, { reason: 'r' }, api), 409, 'canceled', 'task_run_already_terminal');
    }
    await many(1, 'resume', api);
    await refused(call('resume', task.id, {}, api), 429, 'minute', 'force_op_rate_limited');
  });

  it('are refused everything of it where the operator says so, before anything else is looked at', async () => {
    const there = await makePlace(strict.api);
    const { api, session } = await there.agent();
    const known = await there.task();
    for (const id of [known.id, 'task-0']) {
      for (const body of [{ reason: 'r' }, {}, { reason: 'r', metadata: 'x'.repeat(16_383) }]) {
        for (const verb of ['pause', 'resume'] as const) {
          expect(await call(verb, id, body, api)).toMatchObject({
            status: 403,
            body: {
              diagnostic: {
                id: 'task.force.forbidden_operator_action',
                severity: 'error',
                evidence: { actor_kind: 'agent_session', actor_id: session.session_id },
              },
            },
          });
        }
      }
    }
    await refused(call('pause', known.id, '{', api), 400, 'not valid JSON');
    await wanted(call('pause', known.id, { reason: 'r' }, strict.api), 200);
  });
});
