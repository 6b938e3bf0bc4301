/** The table of `http.md` 16, line by line: the same thing at every front, as each of them says it. */
import type { Run } from '../../../src/client/types.js';
import { DataSource } from 'typeorm';
import type { KeyedService } from '../../access/support/keyed-service.js';
import { needsAttention } from '../../runs/support/force.js';
import { runDetailOf, wanted } from '../../support/place.js';
import { calledAtD, type Doors, type Letter, openDoors, startDoors, standing, webTask } from './support.js';

type Verb = 'get' | 'post' | 'delete';
type Call = readonly [letter: Letter, verb: Verb, path: string];

const NOBODYS = '11111111-2222-4333-8444-555555555555';

let service: KeyedService;
let doors: Doors;

beforeAll(async () => {
  service = await startDoors();
});
afterAll(() => service.close());
beforeEach(async () => {
  doors = await openDoors(service);
});

async function answerOf([letter, verb, path]: Call, body?: string) {
  const { status, body: answered } =
    verb === 'post' ? await doors.at[letter].post(path, body) : await doors.at[letter][verb](path);
  return { status, body: answered as Record<string, unknown> };
}

it.each<Call>([
  ['a', 'get', `/v1beta/tasks/${NOBODYS}`],
  ['a', 'post', `/v1beta/tasks/${NOBODYS}/regenerate`],
  ['b', 'get', `/api/v1/task/${NOBODYS}`],
  ['b', 'delete', `/api/v1/task/${NOBODYS}`],
  ['c', 'post', '/api/tasks/999999999/runs'],
  ['c', 'get', '/api/tasks/999999999/runs/1'],
  ['d', 'post', '/tasks/task-0000000000000000/runs'],
  ['d', 'get', '/tasks/task-0000000000000000/runs/run-0000000000000000'],
  ['native', 'get', '/api/tasks/task-0000000000000000'],
])('front %s answers %s of an unknown id with 404', async (...call) => {
  expect(await answerOf(call)).toEqual({ status: 404, body: { error: expect.any(String) as string } });
});

it.each<[...Call, number]>([
  ['a', 'get', '/v1beta/tasks/no-uuid', 422],
  ['a', 'post', '/v1beta/tasks/no-uuid/regenerate', 422],
  ['b', 'get', '/api/v1/task/no%20id', 404],
  ['b', 'delete', '/api/v1/task/%00', 404],
  ['c', 'post', '/api/tasks/-7/runs', 404],
  ['c', 'post', '/api/tasks/0/runs', 404],
  ['c', 'post', '/api/tasks/9007199254740992/runs', 404],
  ['d', 'post', '/tasks/%00/runs', 404],
  ['native', 'get', '/api/tasks/no%20id', 404],
])('front %s answers %s %s, which cannot be an id, with %d', async (letter, verb, path, status) => {
  expect(await answerOf([letter, verb, path])).toEqual({ status, body: { error: expect.any(String) as string } });
});

it('a body that is no JSON is not looked at, 422 or 400', async () => {
  const { id, uuid, number } = await webTask(doors);
  const calls: readonly (readonly [Call, number])[] = [
    [['a', 'post', `/v1beta/tasks/${uuid}/regenerate`], 200],
    [['c', 'post', `/api/tasks/${number}/runs`], 422],
    [['d', 'post', `/tasks/${id}/runs`], 422],
    [['native', 'post', `/api/tasks/${id}/runs`], 400],
  ];
  for (const [call, status] of calls) expect([call[0], (await answerOf(call, '{')).status]).toEqual([call[0], status]);
});

it('who has no key is unauthorized where one is asked for, and a person elsewhere', async () => {
  const { id, uuid, number } = await webTask(doors);
  const stranger = service.api;
  for (const answer of [
    stranger.post(`/v1beta/tasks/${uuid}/regenerate`),
    stranger.delete(`/api/v1/task/${uuid}`),
    stranger.post(`/tasks/${id}/runs`),
  ]) {
    const { status, body, headers } = await answer;
    expect({ status, body }).toEqual({ status: 401, body: { error: 'unauthorized' } });
    expect(headers.get('www-authenticate')).toBe('Bearer');
  }
  await wanted(stranger.post(`/api/tasks/${number}/runs`), 200);
  const { runs } = await wanted<{ runs: Run[] }>(stranger.get(`/api/tasks/${id}/runs`), 200);
  expect(runs).toMatchObject([{ origin: { kind: 'http', ref: 'compat.c.run' } }]);
});

it('nulls are written where the published objects have them, and left out of native ones', async () => {
  const task = await webTask(doors);
  const run = await calledAtD(doors, task);
  const { at } = doors;
  expect(await wanted(at.a.get(`/v1beta/tasks/${task.uuid}`), 200)).toMatchObject({
    input_schema: null,
    output_schema: null,
  });
  expect(await wanted(at.b.get(`/api/v1/task/${task.uuid}`), 200)).toMatchObject({ agentId: null, callback: null });
  const standing = { result: null, is_done: false, is_successful: null };
  expect(await wanted(at.c.get(`/api/tasks/${task.number}/runs/${run.number}`), 200)).toEqual({
    ...{ task_id: Number(task.number), task_run_id: Number(run.number), history: null, status: 'in_progress' },
    ...standing,
  });
  expect(await wanted(at.d.get(`/tasks/${task.id}/runs/${run.id}`), 200)).toEqual({
    ...{ id: run.id, task_id: task.id, status: 'pending' },
    ...standing,
  });
  expect(JSON.stringify(await runDetailOf(at.native, run.id))).not.toContain('null');
});

it('lists are as each front publishes them', async () => {
  const { uuid, id } = await webTask(doors);
  const { at, place } = doors;
  const results = await wanted<{ id: string }[]>(at.b.get('/api/v1/task'), 200);
  expect(results.map((one) => one.id)).toContain(uuid);
  const query = `/api/tasks?workspace=${place.workspaceId}`;
  const { tasks } = await wanted<{ tasks: { id: string }[] }>(at.native.get(query), 200);
  expect(tasks.map((one) => one.id)).toContain(id);
});

describe('an end', () => {
  it.each([
    ['complete', { b: 'complete', c: 'success', d: 'success', native: 'completed' }],
    ['fail', { b: 'error', c: 'failure', d: 'failure', native: 'failed' }],
    ['cancel', { b: 'error', c: 'failure', d: 'failure', native: 'canceled' }],
  ] as const)('%s is told by each in its words', async (end, words) => {
    const task = await webTask(doors, {}, 1);
    const run = await calledAtD(doors, task);
    const agent = await doors.place.agent();
    await agent.claim();
    expect(await standing(doors, task, run)).toMatchObject({ b: 'running', c: 'in_progress', d: 'pending' });
    if (end === 'cancel') await wanted(doors.at.native.post(`/api/tasks/${task.id}/cancel`), 200);
    else await wanted(agent.does(end, run.id), 200);
    expect(await standing(doors, task, run)).toMatchObject(words);
  });

  it.each([
    ['fail', 'agent_error'],
    ['cancel', 'canceled'],
  ] as const)('%s of a schema run makes the web task a failed one', async (end, category) => {
    const task = await webTask(doors);
    await wanted(doors.at.a.post(`/v1beta/tasks/${task.uuid}/regenerate`), 200);
    const agent = await doors.place.agent({ capabilities: ['schema.generate'] });
    const { run } = await agent.claim();
    if (end === 'cancel') await wanted(doors.at.native.post(`/api/task-runs/${run.id}/cancel`), 200);
    else await wanted(agent.does('fail', run.id), 200);
    expect(await wanted(doors.at.a.get(`/v1beta/tasks/${task.uuid}`), 200)).toMatchObject({
      ...{ current_state: 'failed', failure_info: { category } },
    });
  });
});

describe('a run that needs attention', () => {
  it('is one that goes on to whoever called it, and has a status of its own to operators', async () => {
    const task = await webTask(doors);
    const run = await calledAtD(doors, task);
    await needsAttention(service, (await runDetailOf(doors.at.native, run.id)).run);
    expect(await standing(doors, task, run)).toEqual({
      ...{ a: 'not_ready', b: 'running', c: 'in_progress', d: 'pending', native: 'needs_attention' },
    });
  });

  it('leaves a web task waiting for somebody where it is that of its schemas', async () => {
    const task = await webTask(doors);
    await wanted(doors.at.a.post(`/v1beta/tasks/${task.uuid}/regenerate`), 200);
    const { runs } = await wanted<{ runs: Run[] }>(doors.at.native.get(`/api/tasks/${task.id}/runs`), 200);
    const [run] = runs;
    if (!run) throw new Error('there is no schema run');
    await needsAttention(service, run);
    expect(await wanted(doors.at.a.get(`/v1beta/tasks/${task.uuid}`), 200)).toMatchObject({
      current_state: 'waiting_for_manual_completion',
    });
  });
});

it('a fault of the service is the same few words at every front', async () => {
  const task = await webTask(doors);
  const calls: readonly Call[] = [
    ['a', 'get', `/v1beta/tasks/${task.uuid}`],
    ['b', 'get', `/api/v1/task/${task.uuid}`],
    ['c', 'get', `/api/tasks/${task.number}/runs/1`],
    ['d', 'post', `/tasks/${task.id}/runs`],
    ['native', 'get', `/api/tasks/${task.id}`],
  ];
  const sql = (text: string) => service.app.get(DataSource).query<unknown>(text);
  await sql('ALTER TABLE tasks RENAME TO tasks_away');
  try {
    for (const call of calls) {
      expect(await answerOf(call)).toEqual({ status: 500, body: { error: 'Internal Server Error' } });
    }
  } finally {
    await sql('ALTER TABLE tasks_away RENAME TO tasks');
  }
  for (const call of calls.slice(0, 2)) expect((await answerOf(call)).status).toBe(200);
});
