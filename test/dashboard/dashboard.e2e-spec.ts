import type { Run, Task } from '../../src/client/types.js';
import { makePlace, newTask, type Place, refused, runDetailOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { needsAttention } from '../runs/support/force.js';
import { inMidStart, ledTo, operated, sessionsStopped } from '../runs/support/operate.js';
import { dashboardOf } from './support/ask.js';
import type { Asked } from './support/recount.js';

const PATH = '/api/observe/tasks/dashboard';
const ME = { kind: 'human', ref: 'local-user' } as const;
const ZERO = '0001-01-01T00:00:00Z';

let service: TestApp;
let place: Place;
let here: Asked;
let places = 0;
let alpha: string;
let beta: string;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.close());

it('of an empty ledger is empty', async () => {
  const { freshness, ...dashboard } = await dashboardOf(service.api);
  const latency = { average_ms: 0, maximum_ms: 0, samples: 0 };
  const runs = { queued_runs: 0, claimed_runs: 0, starting_runs: 0, running_runs: 0, active_runs: 0 };
  expect(dashboard).toEqual({
    totals: {
      ...{ tasks_total: 0, runs_total: 0, ...runs, completed_runs: 0, failed_runs: 0, canceled_runs: 0 },
      ...{ draft_tasks: 0, pending_tasks: 0, ready_tasks: 0, in_progress_tasks: 0, blocked_tasks: 0 },
      ...{ completed_tasks: 0, failed_tasks: 0, canceled_tasks: 0 },
      ...{ awaiting_approval_tasks: 0, dependency_blocked_tasks: 0 },
    },
    cards: {
      in_progress: { tasks: 0, ...runs, health_status: 'ok' },
      blocked: { tasks: 0, awaiting_approval: 0, awaiting_dependencies: 0, health_status: 'ok' },
      failed: { tasks: 0, failed_runs: 0, forced_stops: 0, health_status: 'ok' },
      latency: { claim_latency_ms: latency, start_latency_ms: latency },
    },
    health: { status: 'ok', stuck_runs: 0, active_orphan_runs: 0, queue_backlog: false },
    queue: {
      ...{ total: 0, oldest_queued_at: ZERO, oldest_queue_age_ms: 0, backlog_threshold_ms: 600_000 },
      ...{ backlog_warning: false, backlog_status: 'ok' },
    },
    active_runs: { total: 0, running: 0, starting: 0, claimed: 0, queued: 0 },
  });
  expect(freshness).toMatchObject({ latest_activity_at: ZERO, age_ms: 0, stale_after_ms: 120_000 });
  expect(freshness).toMatchObject({ has_live_work: false, stale: false, status: 'empty' });
});

describe('asked for', () => {
  it.each([
    ['a scope that is none', { scope: 'all' }],
    ['a workspace without scope', { workspace: 'ws-x' }],
    ['a workspace of the global scope', { scope: 'global', workspace: 'ws-x' }],
    ['the scope of a workspace without one', { scope: 'workspace' }],
    ['a kind of owner that is none', { owner_kind: 'daemon' }],
    ['a channel that can be none', { network_channel: 'No Channel' }],
    ['an origin that is none', { origin_kind: 'telnet' }],
  ])('%s it refuses', async (_what, query) => {
    await refused(service.api.get(PATH, { query }), 422, 'validation failed');
  });

  it('a workspace that there is not it does not find', async () => {
    const query = { scope: 'workspace', workspace: 'ws-none' };
    await refused(service.api.get(PATH, { query }), 404, 'ws-none');
  });

  it('whatever, it looks at no agent headers, and at no parameters that it does not know', async () => {
    const headers = { 'x-agh-session-id': 'sess-nobody' };
    const { status } = await service.api.get(PATH, { headers, query: { colour: 'blue', limit: 'x' } });
    expect(status).toBe(200);
  });

  it('words in any case with spaces around, and a workspace by its name', async () => {
    const { workspace } = await wanted<{ workspace: { id: string } }>(
      service.api.post('/api/workspaces', { name: 'By name' }),
      201,
    );
    await newTask(service.api, { scope: 'workspace', workspace: workspace.id });
    const { totals } = await dashboardOf(service.api, { scope: ' WorkSpace ' as 'workspace', workspace: 'By name' });
    expect(totals.tasks_total).toBe(1);
  });
});

describe('of a workspace', () => {
  beforeEach(async () => {
    place = await makePlace(service.api);
    here = { scope: 'workspace', workspace: place.workspaceId };
    // Channels belong to one workspace each.
    alpha = `alpha-${++places}`;
    beta = `beta-${places}`;
  });

  const patched = (task: Task, body: object): Promise<unknown> =>
    wanted(service.api.patch(`/api/tasks/${task.id}`, body), 200);

  it('counts a task that waits for an approval and a task in both ways', async () => {
    const blocker = await place.task();
    const gated = await place.task({ approval_policy: 'manual' });
    const edge = service.api.post(`/api/tasks/${gated.id}/dependencies`, { depends_on_task_id: blocker.id });
    await wanted(edge, 200);
    const { totals, cards } = await dashboardOf(service.api, here);
    expect(totals).toMatchObject({ tasks_total: 2, ready_tasks: 1, blocked_tasks: 1 });
    expect(totals).toMatchObject({ awaiting_approval_tasks: 1, dependency_blocked_tasks: 1 });
    const both = { tasks: 1, awaiting_approval: 1, awaiting_dependencies: 1, health_status: 'warn' };
    expect(cards.blocked).toEqual(both);
  });

  it('has one in six tasks of each status, which is 17 percent', async () => {
    await place.task({ draft: true });
    await place.task();
    await place.task({ approval_policy: 'manual' });
    await ledTo('running', service.api, place);
    await operated(service.api, 'complete', (await ledTo('running', service.api, place)).id);
    const canceled = await place.task();
    await wanted(service.api.post(`/api/tasks/${canceled.id}/cancel`), 200);
    const { status_breakdown, totals } = await dashboardOf(service.api, here);
    expect(totals.tasks_total).toBe(6);
    expect(status_breakdown).toEqual(
      ['completed', 'in_progress', 'ready', 'blocked', 'canceled', 'draft'].map((status) => ({
        ...{ status, count: 1, share_percent: 17 },
      })),
    );
  });

  it('rounds half a percent up, whatever comes of all shares', async () => {
    for (let ready = 0; ready < 5; ready++) await place.task();
    await place.task({ approval_policy: 'manual' });
    await wanted(service.api.post(`/api/tasks/${(await place.task()).id}/cancel`), 200);
    await operated(service.api, 'fail', (await ledTo('running', service.api, place, { max_attempts: 1 })).id);
    expect((await dashboardOf(service.api, here)).status_breakdown).toEqual([
      { status: 'ready', count: 5, share_percent: 63 },
      ...['blocked', 'failed', 'canceled'].map((status) => ({ status, count: 1, share_percent: 13 })),
    ]);
  });

  it('counts a run that needs attention among all runs, and nowhere else', async () => {
    const { run } = await place.queued();
    await needsAttention(service, run);
    const { totals, queue, active_runs } = await dashboardOf(service.api, here);
    const counted = Object.entries(totals).filter(([, count]) => count > 0);
    expect(Object.fromEntries(counted)).toEqual({ tasks_total: 1, ready_tasks: 1, runs_total: 1 });
    expect([queue.total, active_runs.total]).toEqual([0, 0]);
    expect(active_runs).not.toHaveProperty('items');
  });

  it('lists four of five active runs: the nearest to their end first, then the newest', async () => {
    const queued = [await place.queued(), await place.queued()].map(({ run }) => run);
    const claimed = await ledTo('claimed', service.api, place);
    const starting = await ledTo('claimed', service.api, place, {
      identifier: 'T-1',
      owner: ME,
    });
    await inMidStart(service, starting);
    const running = await ledTo('running', service.api, place, { priority: 'high' }, { network_channel: alpha });
    const { active_runs, cards, freshness } = await dashboardOf(service.api, here);
    expect(active_runs).toMatchObject({ total: 5, running: 1, starting: 1, claimed: 1, queued: 2 });
    const items = active_runs.items ?? [];
    expect(items.map((item) => item.run_id)).toEqual([running, starting, claimed, queued[1]].map((run) => run?.id));
    const age = Date.parse(freshness.observed_at) - Date.parse(running.started_at ?? '');
    expect(items[0]).toMatchObject({
      ...{ task_id: running.task_id, task_title: 'A task', task_status: 'in_progress', task_priority: 'high' },
      ...{ scope: 'workspace', workspace_id: place.workspaceId, run_status: 'running', attempt: 1, max_attempts: 3 },
      ...{ session_id: running.session_id, network_channel: alpha, last_activity_at: running.started_at },
      ...{ age_ms: age, health_status: 'ok', stuck: false },
    });
    expect(items[1]).toMatchObject({ task_identifier: 'T-1', task_owner: ME });
    for (const absent of ['network_channel', 'session_id', 'task_identifier', 'task_owner', 'error']) {
      expect(items[2]).not.toHaveProperty(absent);
    }
    expect(cards.in_progress).toMatchObject({ tasks: 2, active_runs: 5, running_runs: 1, queued_runs: 2 });
    expect(freshness.has_live_work).toBe(true);
  });

  it('has the queue by the channels of the runs, none first', async () => {
    const first = await place.queued({}, { network_channel: beta });
    await place.queued({}, { network_channel: beta });
    const plain = await place.queued();
    const second = await place.queued({}, { network_channel: alpha });
    const { queue, freshness } = await dashboardOf(service.api, here);
    const age = (run: Run): object => ({
      oldest_queued_at: run.queued_at,
      oldest_queue_age_ms: Date.parse(freshness.observed_at) - Date.parse(run.queued_at),
    });
    expect(queue.depth).toEqual([
      { count: 1, ...age(plain.run) },
      { network_channel: alpha, count: 1, ...age(second.run) },
      { network_channel: beta, count: 2, ...age(first.run) },
    ]);
    expect(queue).toMatchObject({ total: 4, ...age(first.run), backlog_warning: false, backlog_status: 'ok' });
  });

  it('by channel drops a run whose channel is not its task’s', async () => {
    const { task } = await place.queued({ network_channel: beta });
    await patched(task, { network_channel: alpha });
    await place.queued({ network_channel: alpha }, { network_channel: alpha });
    await place.queued({}, { network_channel: alpha });
    const { totals, queue, active_runs } = await dashboardOf(service.api, { ...here, network_channel: alpha });
    expect(totals).toMatchObject({ tasks_total: 2, runs_total: 1, queued_runs: 1 });
    expect(queue.depth).toEqual([expect.objectContaining({ network_channel: alpha, count: 1 })]);
    expect(active_runs.items).toHaveLength(1);
    expect((await dashboardOf(service.api, here)).totals).toMatchObject({ tasks_total: 3, runs_total: 3 });
    const { totals: none } = await dashboardOf(service.api, { ...here, network_channel: beta });
    expect(none).toMatchObject({ tasks_total: 0, runs_total: 0 });
  });

  it('moves what it counts with owner and channel, and forgets deleted tasks', async () => {
    const task = await place.task({ owner: { kind: 'human', ref: 'ann' }, network_channel: alpha });
    const counts = async (): Promise<number[]> => {
      const asked = [
        { owner_ref: 'ann' },
        { owner_ref: 'bees' },
        { owner_kind: 'pool' },
        { network_channel: alpha },
        {},
      ];
      const all = await Promise.all(asked.map((more) => dashboardOf(service.api, { ...here, ...more })));
      return all.map(({ totals }) => totals.tasks_total);
    };
    expect(await counts()).toEqual([1, 0, 0, 1, 1]);
    await patched(task, { owner: { kind: 'pool', ref: 'bees' } });
    expect(await counts()).toEqual([0, 1, 1, 1, 1]);
    await patched(task, { network_channel: '' });
    expect(await counts()).toEqual([0, 1, 1, 0, 1]);
    await patched(task, { clear_owner: true });
    expect(await counts()).toEqual([0, 0, 0, 0, 1]);
    await wanted(service.api.delete(`/api/tasks/${task.id}`), 204);
    const { totals, freshness } = await dashboardOf(service.api, here);
    expect([totals.tasks_total, freshness.status]).toEqual([0, 'empty']);
  });

  it('measures runs however they ended, and none that nobody has claimed', async () => {
    await place.queued();
    await ledTo('claimed', service.api, place);
    for (const verb of ['complete', 'fail', 'cancel'] as const) {
      await operated(service.api, verb, (await ledTo('running', service.api, place)).id);
    }
    const { latency } = (await dashboardOf(service.api, here)).cards;
    expect([latency.claim_latency_ms.samples, latency.start_latency_ms.samples]).toEqual([4, 3]);
  });

  it('measures how long runs were queued and how long they took to start', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => ledTo('running', service.api, place)));
    const claims = runs.map((run) => Date.parse(run.claimed_at ?? '') - Date.parse(run.queued_at));
    const starts = runs.map((run) => Date.parse(run.started_at ?? '') - Date.parse(run.claimed_at ?? ''));
    const stats = (samples: readonly number[]): object => ({
      samples: 3,
      maximum_ms: Math.max(...samples),
      average_ms: Math.floor(samples.reduce((sum, one) => sum + one, 0) / 3),
    });
    const { latency } = (await dashboardOf(service.api, here)).cards;
    expect(latency).toEqual({ claim_latency_ms: stats(claims), start_latency_ms: stats(starts) });
  });

  it('warns of what failed, and of sessions that were stopped under their runs', async () => {
    expect((await dashboardOf(service.api, here)).cards.failed.health_status).toBe('ok');
    await operated(service.api, 'cancel', (await ledTo('running', service.api, place)).id);
    await sessionsStopped(service);
    const { cards, totals } = await dashboardOf(service.api, here);
    expect(totals).toMatchObject({ canceled_runs: 1, canceled_tasks: 1 });
    expect(cards.failed).toEqual({ tasks: 0, failed_runs: 0, forced_stops: 1, health_status: 'warn' });
    await operated(service.api, 'fail', (await ledTo('running', service.api, place, { max_attempts: 1 })).id);
    const { cards: later } = await dashboardOf(service.api, here);
    expect(later.failed).toEqual({ tasks: 1, failed_runs: 1, forced_stops: 1, health_status: 'warn' });
  });

  it('has seen every command before it, and says how far it has seen', async () => {
    const { headers } = await service.api.post('/api/tasks', { ...here, title: 'Seen' });
    const written = Number(headers.get('x-ledger-position'));
    const query = { scope: 'workspace', workspace: place.workspaceId };
    const answer = await service.api.get(PATH, { query, headers: { 'x-ledger-at-least': String(written) } });
    expect(Number(answer.headers.get('x-ledger-position'))).toBeGreaterThanOrEqual(written);
    expect((await dashboardOf(service.api, here)).totals.tasks_total).toBe(1);
    const early = service.api.get(PATH, { headers: { 'x-ledger-at-least': '1000000000' } });
    await refused(early, 412, 'position');
  });

  it('knows a heartbeat as activity, but a run as no younger for it', async () => {
    const agent = await place.agent();
    await place.queued();
    const { run } = await agent.claim();
    const { heartbeat_at } = (await wanted<{ lease: { heartbeat_at: string } }>(agent.does('heartbeat', run.id), 200))
      .lease;
    const { freshness, active_runs } = await dashboardOf(service.api, here);
    expect(freshness.latest_activity_at).toBe(heartbeat_at);
    const { claimed_at } = (await runDetailOf(service.api, run.id)).run;
    expect(active_runs.items?.[0]?.last_activity_at).toBe(claimed_at);
  });
});
