/** Precedence, order and limits of inboxes (`views.md` 2.1 to 2.4), where times are equal too. */
import type { Task } from '../../src/client/types.js';
import { PRIORITIES } from '../../src/tasks/domain/vocabulary.js';
import { operated } from '../runs/support/operate.js';
import { after, type ClockedDatabase, createClockedDatabase } from '../support/database-clock.js';
import { type Agent, makePlace, type Place, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { dependsOn } from '../tasks/support/graph.js';
import { countsOf, INBOX, inboxOf, itemOf, itemsOf } from './support/inboxes.js';
import { triaged } from './support/triages.js';

const ME = { kind: 'human', ref: 'local-user' } as const;
const GATED = { approval_policy: 'manual' } as const;
const MINUTE = 60_000;

let database: ClockedDatabase;
let service: TestApp;
let place: Place;
let here: Readonly<Record<string, string>>;

beforeAll(async () => {
  database = await createClockedDatabase();
  service = await startTestApp({ database });
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

beforeEach(async () => {
  place = await makePlace(service.api);
  here = { scope: 'workspace', workspace: place.workspaceId };
});

const mine = (query: Readonly<Record<string, string>> = {}) => inboxOf(service.api, { ...here, ...query });
const listed = async (query?: Readonly<Record<string, string>>) =>
  itemsOf(await mine(query)).map(({ task }) => task.id);

async function failedTask(agent: Agent, more: Parameters<Place['queued']>[0] = {}): Promise<Task> {
  const { task } = await place.queued({ max_attempts: 3, ...more });
  const { run } = await agent.claim();
  await wanted(agent.does('fail', run.id), 200);
  return task;
}

describe('of tasks that something happened to at the same moment', () => {
  it('the more urgent come first, then the smaller id, all behind what was not read', async () => {
    const moment = after((await place.task()).created_at, MINUTE);
    const made = await database.at(moment, async () => {
      const tasks: Task[] = [];
      for (const priority of [...PRIORITIES, 'high'] as const) tasks.push(await place.task({ ...GATED, priority }));
      return tasks;
    });
    const [low, medium, high, urgent, high2] = made.map(({ id }) => id);
    const highs = [high, high2].sort();
    expect(new Set(itemsOf(await mine()).map((item) => item.latest_activity_at))).toEqual(new Set([moment]));
    expect(await listed()).toEqual([urgent, ...highs, medium, low]);
    await triaged(service.api, { id: urgent ?? '' }, 'read');
    expect(await listed()).toEqual([...highs, medium, low, urgent]);
  });
});

describe('the lane of a task', () => {
  it('is failed_runs before blocked, whatever the reason is, and for one that has no attempt left', async () => {
    const agent = await place.agent();
    const [waiting, rejected] = [await failedTask(agent), await failedTask(agent)];
    const failed = await failedTask(agent, { max_attempts: 1 });
    await dependsOn(service.api, waiting.id, (await place.task()).id);
    await wanted(service.api.patch(`/api/tasks/${rejected.id}`, GATED), 200);
    await wanted(service.api.post(`/api/tasks/${rejected.id}/reject`), 200);
    const inbox = await mine();
    const told = [waiting, rejected, failed].map((task) => {
      const item = itemOf(inbox, task);
      return [item?.lane, item?.task.status, item?.blocking_reason];
    });
    expect(told).toEqual([
      ['failed_runs', 'blocked', 'latest_run_failed'],
      ['failed_runs', 'blocked', 'approval_rejected'],
      ['failed_runs', 'failed', 'latest_run_failed'],
    ]);
  });

  it('is archived before all others', async () => {
    const agent = await place.agent();
    const tasks = [await place.task(GATED), await failedTask(agent), await place.task({ owner: ME })];
    expect(countsOf(await mine())).toEqual({ approvals: [1, 1, 1], failed_runs: [1, 1, 1], my_work: [1, 1, 1] });
    for (const task of tasks) await triaged(service.api, task, 'archive');
    expect(countsOf(await mine())).toEqual({ archived: [3, 0, 3] });
  });

  it('is my_work for an agent session whose task it is, and no longer once it has ended', async () => {
    const agent = await place.agent();
    const owner = { kind: 'agent_session', ref: agent.session.session_id } as const;
    const [own, canceled] = [await place.task({ owner }), await place.task({ owner })];
    const { run } = await place.queued();
    await agent.claim();
    const lanes = async () => itemsOf(await inboxOf(agent.api, here)).map(({ task, lane }) => [task.id, lane]);
    expect((await lanes()).sort()).toEqual([own.id, canceled.id, run.task_id].sort().map((id) => [id, 'my_work']));
    await wanted(service.api.post(`/api/tasks/${canceled.id}/cancel`), 200);
    await wanted(agent.does('complete', run.id), 200);
    expect(await lanes()).toEqual([[own.id, 'my_work']]);
    const human = { kind: 'human', ref: agent.session.session_id } as const;
    await wanted(service.api.patch(`/api/tasks/${own.id}`, { owner: human }), 200);
    expect(await lanes()).toEqual([]);
  });

  it('has no reason to tell where nothing is in the way', async () => {
    const { task, run } = await place.queued({ owner: ME });
    await operated(service.api, 'claim', run.id);
    const item = itemOf(await mine(), task);
    expect(item).toMatchObject({ lane: 'my_work', run: { status: 'claimed', claimed_by: ME } });
    for (const absent of ['blocking_reason', 'error']) expect({ ...item, ...item?.run }).not.toHaveProperty(absent);
    const untouched = await place.task({ owner: ME });
    expect(itemOf(await mine(), untouched)).not.toHaveProperty('run');
  });
});

describe('what is asked for', () => {
  it('is limited in each lane by itself, and counted whole', async () => {
    for (const more of [GATED, GATED, { owner: ME }, { owner: ME }]) await place.task(more);
    const inbox = await mine({ limit: '1' });
    expect(inbox).toMatchObject({ total: 4, unread_total: 4 });
    expect(countsOf(inbox)).toEqual({ my_work: [2, 2, 1], approvals: [2, 2, 1] });
    const [group, ...others] = (await mine({ limit: '1', lane: 'my_work' })).groups ?? [];
    expect([group?.count, others]).toEqual([2, []]);
  });

  it.each(['1', 't', 'T', 'TRUE', 'true', 'True'])('is what was not read with unread=%s', async (unread) => {
    await triaged(service.api, await place.task(GATED), 'read');
    const task = await place.task(GATED);
    expect(await listed({ unread: ` ${unread} ` })).toEqual([task.id]);
  });

  it.each(['0', 'f', 'F', 'FALSE', 'false', 'False', ''])('is all with unread=%s', async (unread) => {
    await triaged(service.api, await place.task(GATED), 'read');
    expect(await listed({ unread })).toHaveLength(1);
  });

  it('is all of it where a parameter is empty or none that is known', async () => {
    const task = await place.task(GATED);
    const empty = { lane: '', limit: ' ', query: ' ', owner_kind: '', owner_ref: '' };
    expect(await listed({ ...empty, network_channel: 'No Channel', colour: 'blue' })).toEqual([task.id]);
  });

  it.each(['tRUE', 'yes', '2', '-1'])('is refused with unread=%s', async (unread) => {
    expect((await service.api.get(INBOX, { query: { unread } })).status).toBe(422);
  });
});
