import type { Run, Task, TaskSummary } from '../../src/client/types.js';
import type { Priority } from '../../src/tasks/domain/vocabulary.js';
import { dependsOn, newChild } from '../tasks/support/graph.js';
import { enqueue, makePlace, newTask, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { pause, resume } from './support/scheduler-world.js';

interface Row {
  readonly task: TaskSummary;
  readonly run: Run;
}

interface Backlog {
  readonly runs: readonly Row[];
  readonly total: number;
}

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

type Query = Readonly<Record<string, string | number | boolean>>;

const backlog = async (query: Query = {}): Promise<Backlog> =>
  (await wanted<{ backlog: Backlog }>(service.api.get('/api/scheduler/backlog', { query }), 200)).backlog;

const here = (query: Query = {}): Promise<Backlog> => backlog({ workspace: place.workspaceId, ...query });
const runIds = ({ runs }: Backlog): string[] => runs.map(({ run }) => run.id);
const post = (task: Pick<Task, 'id'>, action: string, body?: object) =>
  wanted(service.api.post(`/api/tasks/${task.id}/${action}`, body), 200);

const WEIGHT: Readonly<Record<Priority, number>> = { urgent: 40, high: 30, medium: 20, low: 10 };

/** Runs in the order of claims, as `runs.md` 5.5 says it. */
function inOrder(rows: readonly { readonly task: { readonly priority?: Priority }; readonly run: Run }[]): string[] {
  const order = rows.toSorted(
    (a, b) =>
      WEIGHT[b.task.priority ?? 'medium'] - WEIGHT[a.task.priority ?? 'medium'] ||
      a.run.queued_at.localeCompare(b.run.queued_at) ||
      a.run.id.localeCompare(b.run.id),
  );
  return order.map(({ run }) => run.id);
}

describe('the backlog', () => {
  it('is empty at first', async () => {
    expect(await here()).toEqual({ runs: [], total: 0 });
  });

  it('has the runs that are claimed first at the front, whoever may claim them', async () => {
    const made = [];
    for (const priority of ['low', 'urgent', 'medium', 'high', 'medium', 'urgent'] as const) {
      made.push(await place.queued({ priority, owner: { kind: 'pool', ref: `agents of ${priority}` } }));
      made.push(await place.queued({ priority, owner: { kind: 'human', ref: 'nobody else' } }));
      made.push(await place.queued({ priority }));
    }
    const all = await here();
    expect(runIds(all)).toEqual(inOrder(made));
    expect(all.total).toBe(made.length);
    const ids = new Set(made.map(({ run }) => run.id));
    expect(runIds(await backlog({ limit: 500 })).filter((id) => ids.has(id))).toEqual(inOrder(made));
  });

  it('shows each with its task, and leaves out what is not looked up', async () => {
    const blocker = await place.task();
    const { task, run } = await place.queued({ title: 'To be shown' }, { metadata: { a: 1 }, idempotency_key: 'key' });
    await newChild(service.api, task.id, { scope: 'workspace', workspace: place.workspaceId });
    await dependsOn(service.api, task.id, blocker.id);
    const { runs } = await here();
    const shown = (
      await wanted<{ tasks: TaskSummary[] }>(
        service.api.get('/api/tasks', {
          query: { workspace: place.workspaceId },
        }),
        200,
      )
    ).tasks.find(({ id }) => id === task.id);
    const { child_count, dependency_count, dependencies, active_run, ...core } = shown ?? ({} as TaskSummary);
    expect([child_count, dependency_count, dependencies?.length, active_run?.id]).toEqual([1, 1, 1, run.id]);
    expect(runs).toEqual([{ task: { ...core, last_activity_at: core.updated_at }, run }]);
    expect(runs[0]?.task.status).toBe('blocked');
  });

  it('has runs of blocked tasks, and of tasks that wait for an approval', async () => {
    const blocker = await place.task();
    const waits = await place.queued();
    await dependsOn(service.api, waits.task.id, blocker.id);
    const unapproved = await place.queued({ approval_policy: 'manual' });
    expect(runIds(await here())).toEqual(inOrder([waits, unapproved]));
  });

  it('has runs of paused tasks only where they are wanted, with what they wait for', async () => {
    const [top, own] = [await place.queued(), { scope: 'workspace', workspace: place.workspaceId } as const];
    const child = await newChild(service.api, top.task.id, own);
    const below = { task: child, run: await enqueue(service.api, child.id) };
    const beside = await place.queued();
    await post(top.task, 'pause', { reason: 'hold on' });
    expect(await here()).toMatchObject({ runs: [{ run: { id: beside.run.id } }], total: 1 });
    const all = await here({ include_paused: true });
    expect([runIds(all), all.total]).toEqual([inOrder([top, below, beside]), 3]);
    const shown = all.runs.find(({ task }) => task.id === child.id)?.task;
    expect(shown).toMatchObject({ effective_paused: true, paused_by_task_id: top.task.id });
    expect(shown).not.toHaveProperty('paused_reason');
    const cause = all.runs.find(({ task }) => task.id === top.task.id)?.task;
    expect(cause).toMatchObject({ paused: true, paused_by_task_id: top.task.id, paused_reason: 'hold on' });
    await post(top.task, 'resume');
    expect(runIds(await here())).toEqual(inOrder([top, below, beside]));
  });

  it('is not changed by a pause of the scheduler', async () => {
    const { run } = await place.queued();
    await pause(service.api);
    expect(runIds(await here())).toEqual([run.id]);
    await resume(service.api);
  });

  it('follows what becomes of a run and of its task', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    expect(await here()).toEqual({ runs: [], total: 0 });
    await wanted(agent.does('release', run.id), 200);
    expect(runIds(await here())).toEqual([run.id]);
    const ahead = await place.queued({ priority: 'high' });
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { priority: 'urgent' }), 200);
    expect(runIds(await here())).toEqual([run.id, ahead.run.id]);
    await post(task, 'pause', { reason: 'hold on' });
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { priority: 'low' }), 200);
    expect(runIds(await here({ include_paused: true }))).toEqual([ahead.run.id, run.id]);
    await post(task, 'cancel');
    expect(runIds(await here({ include_paused: true }))).toEqual([ahead.run.id]);
  });

  it('keeps to one workspace where it is named by its id, and has no global tasks then', async () => {
    const { run } = await place.queued();
    const global = await newTask(service.api);
    const elsewhere = await enqueue(service.api, global.id);
    expect(runIds(await here())).toEqual([run.id]);
    const all = await backlog({ limit: 500 });
    expect(runIds(all)).toEqual(expect.arrayContaining([run.id, elsewhere.id]));
    expect(all.total).toBe(all.runs.length);
    expect(await backlog({ workspace: 'ws-of-nobody' })).toEqual({ runs: [], total: 0 });
    const { workspace } = (
      await service.api.get<{ workspace: { name: string } }>(`/api/workspaces/${place.workspaceId}`)
    ).body;
    expect(await backlog({ workspace: workspace.name })).toEqual({ runs: [], total: 0 });
  });

  it('shows as many as are wanted, 50 unless said and 500 at most, and counts all', async () => {
    const owners = [undefined, { kind: 'human', ref: 'me' }, { kind: 'pool', ref: 'others' }] as const;
    const made = await Promise.all(
      Array.from({ length: 60 }, (_, n) => {
        const owner = owners[n % owners.length];
        return place.queued({ priority: n % 2 === 0 ? 'high' : 'low', ...(owner ? { owner } : {}) });
      }),
    );
    const order = inOrder(made);
    for (const [limit, rows] of [
      [1, 1],
      [7, 7],
      [60, 60],
      [501, 60],
      [1_000_000, 60],
      [0, 50],
      [-3, 50],
    ] as const) {
      const page = await here({ limit });
      expect([limit, runIds(page), page.total]).toEqual([limit, order.slice(0, rows), 60]);
    }
    expect(runIds(await here())).toEqual(order.slice(0, 50));
  });

  it.each([
    ['limit', 'many'],
    ['limit', '1.5'],
    ['include_paused', 'perhaps'],
  ])('refuses %s=%s', async (name, value) => {
    await refused(
      service.api.get('/api/scheduler/backlog', { query: { [name]: value } }),
      422,
      `get_scheduler_backlog.${name}`,
    );
  });
});
