import { DataSource } from 'typeorm';
import type { Task } from '../../../src/client/types.js';
import { type Agent, enqueue, makePlace, type Place, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const RUNS = 10;
const AGENTS = 20;
const ROUNDS = 10;

let first: TestApp;
let second: TestApp;
let place: Place;

jest.setTimeout(120_000);

beforeAll(async () => {
  first = await startTestApp();
  second = await startTestApp({ database: first.database });
  place = await makePlace(first.api);
});

afterAll(async () => {
  await second.close();
  await first.close();
});

/** A task with children that have a queued run each. */
async function family(): Promise<{ readonly root: Task; readonly children: readonly Task[] }> {
  const root = await place.task();
  const body = { scope: 'workspace', workspace: place.workspaceId, title: 'A child' };
  const child = () => wanted<{ task: Task }>(first.api.post(`/api/tasks/${root.id}/children`, body), 201);
  const children = (await Promise.all(Array.from({ length: RUNS }, child))).map(({ task }) => task);
  await Promise.all(children.map(({ id }) => enqueue(first.api, id)));
  return { root, children };
}

/** Agents that call the instances in turns. */
async function agents(count: number): Promise<Agent[]> {
  const made = await Promise.all(Array.from({ length: count }, () => place.agent()));
  return made.map((agent, n) => (n % 2 === 0 ? agent : onto(second, agent)));
}

function onto(instance: TestApp, agent: Agent): Agent {
  const api = instance.api.as(agent.session);
  return {
    ...agent,
    api,
    claimNext: (body = {}) => api.post('/api/agent/tasks/claim-next', body),
    does: (verb, runId, body = {}) => api.post(`/api/agent/tasks/${runId}/${verb}`, body),
  };
}

/** Claims and gives back, again and again. */
async function work(agent: Agent, ended: () => boolean): Promise<void> {
  while (!ended()) {
    const { status, body } = await agent.claimNext();
    if (status === 204) continue;
    expect(status).toBe(200);
    expect((await agent.does('release', body.claim.run.id)).status).toBe(200);
  }
}

interface Marked {
  readonly type: string;
  readonly position: number;
}

async function positions(types: readonly string[], tasks: readonly Task[]): Promise<Marked[]> {
  const text = 'SELECT type, position FROM events WHERE type = ANY($1) AND stream = ANY($2) ORDER BY position';
  return first.app.get(DataSource).query(text, [types, tasks.map(({ id }) => `task:${id}`)]);
}

it('no claim hands out a run of a subtree between its pause and its resume, on either instance', async () => {
  const { root, children } = await family();
  let ended = false;
  const working = (await agents(AGENTS)).map((agent) => work(agent, () => ended));
  const idle = await agents(2);
  for (let round = 0; round < ROUNDS; round++) {
    const [pausing, resuming] = round % 2 === 0 ? [first, second] : [second, first];
    await wanted(pausing.api.post(`/api/tasks/${root.id}/pause`, { reason: 'hold' }), 200);
    const claims = await Promise.all(idle.map((agent) => agent.claimNext()));
    expect(claims.map(({ status }) => status)).toEqual([204, 204]);
    await wanted(resuming.api.post(`/api/tasks/${root.id}/resume`), 200);
  }
  ended = true;
  await Promise.all(working);
  const claims = await positions(['task.run_claimed'], children);
  const marks = await positions(['task.paused', 'task.resumed'], [root]);
  expect(marks.map(({ type }) => type)).toEqual(Array(ROUNDS).fill(['task.paused', 'task.resumed']).flat());
  expect(claims.length).toBeGreaterThan(AGENTS);
  for (const { position } of claims) {
    expect(marks.findLast((mark) => mark.position < position)?.type).not.toBe('task.paused');
  }
});
