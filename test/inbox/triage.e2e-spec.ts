/** What the three operations answer, to whom, and what they leave alone (`views.md` 3). */
import type { TaskTree } from '../../src/client/types.js';
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import {
  detailOf,
  enqueue,
  makePlace,
  newAgent,
  newTask,
  type Place,
  refused,
  timelineOf,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { dependsOn, ifMatch } from '../tasks/support/graph.js';
import { postTriage, rowsOf, triaged, triageStory, type Verb, VERBS } from './support/triages.js';

const HUMAN = { kind: 'human', ref: 'local-user' } as const;
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

async function activityOf(taskId: string): Promise<string> {
  const { tree } = await wanted<{ tree: TaskTree }>(service.api.get(`/api/tasks/${taskId}/tree`), 200);
  return tree.root.last_activity_at;
}

/** Read, archived and dismissed after these operations, as answered to the last of them. */
async function after(...verbs: readonly Verb[]): Promise<readonly boolean[]> {
  const task = await newTask(service.api);
  let flags: readonly boolean[] = [false, false, false];
  for (const verb of verbs) {
    const { read, archived, dismissed } = await triaged(service.api, task, verb);
    flags = [read, archived, dismissed];
  }
  return flags;
}

describe('triage', () => {
  it.each([
    ['read', [true, false, false]],
    ['archive', [true, true, false]],
    ['dismiss', [true, false, true]],
  ] as const)('%s answers what is stored, and where the log is', async (verb, [read, archived, dismissed]) => {
    const task = await newTask(service.api);
    const { status, headers, body } = await postTriage(service.api, task.id, verb);
    const stored = { read, archived, dismissed, last_seen_activity_at: task.updated_at, updated_at: TIME };
    expect({ status, body }).toStrictEqual({
      status: 200,
      body: { triage: { task_id: task.id, actor: HUMAN, ...stored } },
    });
    const [event, ...others] = await triageStory(service, HUMAN, task.id);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ visibility: 'internal', actor: HUMAN, origin: { ref: `tasks.triage_${verb}` } });
    expect(headers.get('x-ledger-position')).toBe(String(event?.position));
    expect(await rowsOf(service, task.id)).toEqual([
      expect.objectContaining({
        ...{ actor_kind: HUMAN.kind, actor_ref: HUMAN.ref, read, archived, dismissed },
        ...{
          last_seen_event_seq: task.latest_event_seq,
          updated_at: body.triage.updated_at,
          position: event?.position,
        },
      }),
    ]);
  });

  it.each<readonly [readonly Verb[], readonly boolean[]]>([
    [
      ['read', 'dismiss'],
      [true, false, true],
    ],
    [
      ['dismiss', 'read'],
      [true, false, false],
    ],
    [
      ['dismiss', 'archive'],
      [true, true, false],
    ],
    [
      ['archive', 'read'],
      [true, true, false],
    ],
    [
      ['archive', 'dismiss'],
      [true, true, true],
    ],
    [
      ['archive', 'dismiss', 'read'],
      [true, true, false],
    ],
    [
      ['archive', 'dismiss', 'archive'],
      [true, true, false],
    ],
  ])('%j leaves read, archived and dismissed as the table says', async (verbs, flags) => {
    expect(await after(...verbs)).toEqual(flags);
  });

  it.each(VERBS)('%s again answers the same with newer times', async (verb) => {
    const task = await newTask(service.api);
    const first = await triaged(service.api, task, verb);
    await enqueue(service.api, task.id);
    const second = await triaged(service.api, task, verb);
    const { last_seen_activity_at, updated_at, ...same } = second;
    expect(first).toMatchObject(same);
    expect(updated_at >= first.updated_at && updated_at >= (last_seen_activity_at ?? '')).toBe(true);
    expect(last_seen_activity_at).toBe(await activityOf(task.id));
    expect(await rowsOf(service, task.id)).toHaveLength(1);
    expect(await triageStory(service, HUMAN, task.id)).toHaveLength(2);
  });

  it('may be of a task in any status, a draft too', async () => {
    const draft = await newTask(service.api, { draft: true });
    const blocked = await newTask(service.api, { approval_policy: 'manual' });
    const [canceled, paused] = [await newTask(service.api), await newTask(service.api)];
    await wanted(service.api.post(`/api/tasks/${canceled.id}/cancel`), 200);
    await wanted(service.api.post(`/api/tasks/${paused.id}/pause`, { reason: 'later' }), 200);
    const { task: done } = await place.queued();
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id), 200);
    for (const task of [draft, blocked, canceled, paused, done]) {
      for (const verb of VERBS) expect(await triaged(service.api, task, verb)).toMatchObject({ read: true });
    }
    expect((await detailOf(service.api, done.id)).task.status).toBe('completed');
  });

  it.each([
    '{"read": false',
    '[]',
    'null',
    { read: false, actor: { kind: 'human', ref: 'other' } },
    'x'.repeat(100_000),
  ])('reads no body, whatever it is (%#)', async (body) => {
    const task = await newTask(service.api);
    expect(await triaged(service.api, task, 'read', body)).toMatchObject({ read: true, actor: HUMAN });
  });
});

describe('what was seen', () => {
  it('is the last activity without the heartbeats, and the newest event with them', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    const claimed = await activityOf(task.id);
    await until('a heartbeat after the claim', async () => {
      await wanted(agent.does('heartbeat', run.id), 200);
      return (await activityOf(task.id)) > claimed;
    });
    expect(await triaged(service.api, task, 'read')).toMatchObject({ last_seen_activity_at: claimed });
    const { latest_event_seq } = (await detailOf(service.api, task.id)).task;
    expect(await rowsOf(service, task.id)).toMatchObject([{ last_seen_event_seq: latest_event_seq }]);
    await wanted(agent.does('steps', run.id, { steps: [{ index: 0, description: 'a step' }] }), 200);
    expect((await triaged(service.api, task, 'read')).last_seen_activity_at).toBe(await activityOf(task.id));
  });

  it('has the change of status that came from a dependency', async () => {
    const [task, blocker] = [await place.task(), (await place.queued()).task];
    await dependsOn(service.api, task.id, blocker.id);
    await triaged(service.api, task, 'read');
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id), 200);
    const { task: ready } = await detailOf(service.api, task.id);
    const freed = await triaged(service.api, task, 'read');
    expect([ready.status, freed.last_seen_activity_at]).toEqual(['ready', ready.updated_at]);
  });
});

describe('the task', () => {
  it('is left as it was: no event, no time, nothing that If-Match would see', async () => {
    const { task } = await place.queued();
    const read = async () => [await detailOf(service.api, task.id), await timelineOf(service.api, task.id)];
    const before = await read();
    for (const verb of VERBS) await triaged(service.api, task, verb);
    expect(await read()).toEqual(before);
    const { latest_event_seq } = (await detailOf(service.api, task.id)).task;
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { title: 'Anew' }, ifMatch(latest_event_seq)), 200);
  });

  it('tells nothing of it on its stream', async () => {
    const task = await newTask(service.api);
    const leave = new AbortController();
    const stream = service.api.stream(`/api/tasks/${task.id}/stream`, { signal: leave.signal });
    expect((await stream.next()).value).toMatchObject({ type: 'task.created' });
    for (const verb of VERBS) await triaged(service.api, task, verb);
    await enqueue(service.api, task.id);
    expect((await stream.next()).value).toMatchObject({ type: 'task.run_enqueued' });
    leave.abort();
  });
});

describe('each actor', () => {
  it('has a triage of its own: people and agent sessions', async () => {
    const task = await newTask(service.api);
    const [one, other] = [await newAgent(service.api), await newAgent(service.api)];
    expect(await triaged(service.api, task, 'archive')).toMatchObject({ actor: HUMAN, archived: true });
    const first = { kind: 'agent_session', ref: one.session.session_id };
    const second = { kind: 'agent_session', ref: other.session.session_id };
    expect(await triaged(one.api, task, 'dismiss')).toMatchObject({ actor: first, archived: false, dismissed: true });
    expect(await triaged(other.api, task, 'read')).toMatchObject({ actor: second, archived: false, dismissed: false });
    expect(await triaged(service.api, task, 'read')).toMatchObject({ archived: true, dismissed: false });
    const rows = await rowsOf(service, task.id);
    const kept = rows.map((row) => [row.actor_ref, row.archived, row.dismissed]);
    const expected = [
      [first.ref, false, true],
      [second.ref, false, false],
      [HUMAN.ref, true, false],
    ];
    expect(kept.sort()).toEqual(expected.sort());
  });
});

describe('refused', () => {
  let keyed: KeyedService;

  beforeAll(async () => {
    keyed = await startKeyedService();
  });

  afterAll(() => keyed.close());

  it.each(VERBS)('%s: a task that is not there, a blank id, an agent that nobody knows', async (verb) => {
    await refused(postTriage(service.api, 'task-none', verb), 404, 'task-none');
    await refused(postTriage(service.api, '%20', verb), 422, 'id');
    const stranger = service.api.as({ session_id: 'sess-none', agent_name: 'ada' });
    await refused(postTriage(stranger, 'task-none', verb), 401, 'agent session is unknown', 'identity_stale');
  });

  it.each(VERBS)('%s: who may not write, before anything is looked for', async (verb) => {
    for (const role of ['viewer', 'agent'] as const) {
      const { api } = await keyed.key({ role });
      expect((await postTriage(api, 'task-none', verb)).status).toBe(403);
      expect((await postTriage(api, '%20', verb)).status).toBe(403);
    }
    expect((await postTriage(keyed.api, 'task-none', verb)).status).toBe(401);
  });

  it('a task outside of the workspace that the key is bound to; inside, the actor is who holds the key', async () => {
    const [here, there] = [await makePlace(keyed.admin), await makePlace(keyed.admin)];
    const bound = await keyed.key({ role: 'operator', principal_ref: 'ann: of "here"', workspace: here.workspaceId });
    for (const task of [await there.task(), await newTask(keyed.admin)]) {
      await refused(postTriage(bound.api, task.id, 'read'), 404, task.id);
      expect(await rowsOf(keyed, task.id)).toEqual([]);
    }
    const own = await here.task();
    expect(await triaged(bound.api, own, 'read')).toMatchObject({ actor: { kind: 'human', ref: 'ann: of "here"' } });
    expect(await triaged(keyed.admin, own, 'dismiss')).toMatchObject({ actor: { kind: 'human', ref: 'root' } });
  });
});
