/** Every threshold of `views.md` 1.6, 1.7, 1.10 and 1.5 to the millisecond, on a database whose clock is held still. */
import { CommandBus } from '@nestjs/cqrs';
import type { Run, Task } from '../../src/client/types.js';
import type { TaskDashboard } from '../../src/http/schemas/index.js';
import { Lane } from '../../src/ledger/lane/lane.js';
import { taskStream } from '../../src/tasks/domain/task-stream.js';
import { DutyRunner } from '../../src/ledger/duties/duty-runner.js';
import type { ServiceSettings } from '../../src/platform/platform.module.js';
import { StopCanceledRun } from '../../src/sessions/commands/stop-canceled-run.js';
import { CONTEXT } from '../tasks/support/plant-tree.js';
import { after, type ClockedDatabase, createClockedDatabase } from '../support/database-clock.js';
import { makePlace, type Place } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { inMidStart, ledTo, operated } from '../runs/support/operate.js';
import { dashboardOf } from './support/ask.js';

const MINUTE = 60_000;
let database: ClockedDatabase;
let service: TestApp;
let place: Place;

beforeAll(async () => {
  database = await createClockedDatabase();
  service = await quietApp({});
});
afterAll(async () => {
  await service.close();
  await database.drop();
});
beforeEach(async () => {
  place = await makePlace(service.api);
});

/** No duty turns while the clock is held; followers do. */
async function quietApp(settings: Partial<ServiceSettings>): Promise<TestApp> {
  const app = await startTestApp({ database, settings });
  await app.app.get(DutyRunner).stop();
  return app;
}

/** The dashboard of the place so many milliseconds after a moment. */
function later(moment: string | undefined, milliseconds: number): Promise<TaskDashboard> {
  const asked = { scope: 'workspace', workspace: place.workspaceId } as const;
  return database.at(after(moment, milliseconds), () => dashboardOf(service.api, asked));
}

const led = (state: 'claimed' | 'running'): Promise<Run> => ledTo(state, service.api, place);

it.each<[string, number, () => Promise<[Run, string | undefined]>]>([
  ['claimed', 5 * MINUTE, async () => beginning(await led('claimed'), 'claimed_at')],
  [
    'starting',
    5 * MINUTE,
    async () => {
      const run = await led('claimed');
      await inMidStart(service, run);
      return beginning(run, 'claimed_at');
    },
  ],
  ['running', 30 * MINUTE, async () => beginning(await led('running'), 'started_at')],
])('a run that is %s is stuck from its threshold on', async (status, threshold, lead) => {
  const [run, since] = await lead();
  const before = await later(since, threshold - 1);
  expect(before.health.stuck_runs).toBe(0);
  expect(before.active_runs.items).toEqual([
    expect.objectContaining({ run_id: run.id, run_status: status, stuck: false, health_status: 'ok' }),
  ]);
  const exactly = await later(since, threshold);
  expect(exactly.health).toMatchObject({ status: 'warn', stuck_runs: 1 });
  expect(exactly.cards.in_progress.health_status).toBe('warn');
  expect(exactly.active_runs.items).toEqual([
    expect.objectContaining({ age_ms: threshold, stuck: true, health_status: 'warn' }),
  ]);
});

it('a queue is a backlog from its threshold on, and its runs are not stuck', async () => {
  const { run } = await place.queued();
  const before = await later(run.queued_at, 10 * MINUTE - 1);
  expect(before.queue).toMatchObject({ backlog_warning: false, backlog_status: 'ok' });
  expect(before.health).toMatchObject({ status: 'ok', queue_backlog: false });
  const exactly = await later(run.queued_at, 10 * MINUTE);
  expect(exactly.queue).toMatchObject({
    oldest_queue_age_ms: 10 * MINUTE,
    backlog_warning: true,
    backlog_status: 'warn',
  });
  expect(exactly.health).toEqual({ status: 'warn', stuck_runs: 0, active_orphan_runs: 0, queue_backlog: true });
  expect(exactly.cards.in_progress.health_status).toBe('warn');
  expect(exactly.active_runs.items).toEqual([
    expect.objectContaining({ run_id: run.id, age_ms: 10 * MINUTE, stuck: false, health_status: 'ok' }),
  ]);
});

it('of runs that are as far since the same moment, the greatest id comes first', async () => {
  const moment = after((await place.task()).created_at, MINUTE);
  const queued = await database.at(moment, async () => {
    const all: Run[] = [];
    for (let n = 0; n < 3; n++) all.push((await place.queued()).run);
    return all;
  });
  expect(new Set(queued.map((run) => run.queued_at))).toEqual(new Set([moment]));
  const { items } = (await later(moment, 0)).active_runs;
  const ids = queued.map(({ id }) => id);
  expect(items?.map((item) => [item.run_id, item.age_ms])).toEqual(
    ids
      .sort()
      .toReversed()
      .map((id) => [id, 0]),
  );
});

it('live work is stale when it is silent for longer than it may be', async () => {
  const { run } = await place.queued();
  const exactly = (await later(run.queued_at, 2 * MINUTE)).freshness;
  const age = { latest_activity_at: run.queued_at, age_ms: 2 * MINUTE, has_live_work: true };
  expect(exactly).toMatchObject({
    ...age,
    observed_at: after(run.queued_at, 2 * MINUTE),
    stale: false,
    status: 'current',
  });
  expect((await later(run.queued_at, 2 * MINUTE + 1)).freshness).toMatchObject({ stale: true, status: 'stale' });
});

it('what is idle is current, however old it is', async () => {
  const task: Task = await place.task();
  const { freshness } = await later(task.created_at, 1_000 * MINUTE);
  expect(freshness).toMatchObject({ age_ms: 1_000 * MINUTE, has_live_work: false, stale: false, status: 'current' });
});

it('a forced stop counts for a day', async () => {
  const run = await led('running');
  await operated(service.api, 'cancel', run.id);
  const request = { run_id: run.id, task_id: run.task_id, session_id: run.session_id ?? '', grace_timeout_ms: 0 };
  await service.app.get(CommandBus, { strict: false }).execute(new StopCanceledRun(request, CONTEXT));
  const stopped = (await dashboardOf(service.api, { scope: 'workspace', workspace: place.workspaceId })).freshness;
  const day = 24 * 60 * MINUTE;
  expect((await later(stopped.latest_activity_at, day)).cards.failed.forced_stops).toBe(1);
  expect((await later(stopped.latest_activity_at, day + 1)).cards.failed.forced_stops).toBe(0);
});

it('warns of a run that is starting without a session, and of one that runs on a session that nobody knows', async () => {
  const here = { scope: 'workspace', workspace: place.workspaceId } as const;
  const starting = await ledTo('claimed', service.api, place);
  await inMidStart(service, starting);
  const { health, cards } = await dashboardOf(service.api, here);
  expect(health).toEqual({ status: 'warn', stuck_runs: 0, active_orphan_runs: 1, queue_backlog: false });
  expect(cards.in_progress.health_status).toBe('warn');
  const lost = await ledTo('claimed', service.api, place);
  await runOn('sess-nobody', lost);
  await ledTo('running', service.api, place);
  expect((await dashboardOf(service.api, here)).health.active_orphan_runs).toBe(2);
});

it('has the thresholds of the operator, and none for 0', async () => {
  const run = await led('running');
  await led('claimed');
  const { run: queued } = await place.queued();
  await service.close();
  const stuck = { claimedStuckSeconds: 0, runningStuckSeconds: 60 };
  const more = { backlogWarnSeconds: 30, dashboardStaleSeconds: 20, dashboardActiveRuns: 1 };
  service = await quietApp({ ...stuck, ...more });
  const { health, queue, freshness, active_runs } = await later(queued.queued_at, 10 * MINUTE);
  expect(health).toMatchObject({ stuck_runs: 1, queue_backlog: true });
  expect([queue.backlog_threshold_ms, freshness.stale_after_ms]).toEqual([30_000, 20_000]);
  expect(active_runs).toMatchObject({ total: 3, items: [{ run_id: run.id, stuck: true }] });
});

function beginning(run: Run, member: 'claimed_at' | 'started_at'): [Run, string | undefined] {
  return [run, run[member]];
}

/** Leads a claimed run to work on a session of this id, known or not. */
async function runOn(session_id: string, { id, task_id }: Run): Promise<void> {
  await service.app.get(Lane).execute({
    name: 'doctor_task',
    context: CONTEXT,
    execute: async (unit) => {
      await unit.load(taskStream, task_id);
      const data = { run_id: id, task_status: 'in_progress' } as const;
      unit.append(taskStream, task_id, [
        { type: 'task.run_session_bound', data: { ...data, session_id } },
        { type: 'task.run_started', data: { ...data, session_id } },
      ]);
    },
  });
}
