/** `/api/views`: how the views stand, and building them anew while the service runs. */
import { DataSource } from 'typeorm';
import type { Task, View } from '../../src/client/types.js';
import { Rebuilds } from '../../src/ledger/followers/rebuilds.js';
import { taskView } from '../../src/tasks/views/task-view.js';
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import { detailOf, makePlace, newTask, refused, wanted } from '../support/place.js';
import { startTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

jest.setTimeout(240_000);

/** Lock of rebuilds, as another process takes it. */
const LOCK = 7_261_003;

let service: KeyedService;
let task: Task;

beforeAll(async () => {
  service = await startKeyedService();
  const place = await makePlace(service.admin);
  task = await place.task({ title: 'as the log says' });
});

afterAll(() => service.close());

const sql = (text: string, values: unknown[] = []) => service.app.get(DataSource).query<object[]>(text, values);

async function views(): Promise<View[]> {
  return (await wanted<{ views: View[] }>(service.admin.get('/api/views'), 200)).views;
}

async function viewOf(name: string): Promise<View> {
  const view = (await views()).find((one) => one.name === name);
  if (!view) throw new Error(`no view ${name}`);
  return view;
}

async function rebuild(name: string): Promise<View> {
  return (await wanted<{ view: View }>(service.admin.post(`/api/views/${name}/rebuild`), 202)).view;
}

/** Resolves when the view is rebuilt, or has failed to be. */
async function settled(name: string): Promise<View> {
  await until(`the rebuild of ${name}`, async () => (await viewOf(name)).state !== 'rebuilding', 120_000);
  return viewOf(name);
}

async function titleOf(id: string): Promise<string> {
  return (await detailOf(service.admin, id)).task.title;
}

const plant = () => sql("UPDATE tasks SET title = 'planted' WHERE id = $1", [task.id]);

/** Holds a rebuild back until it is let go, as one that another process does would. */
async function heldBack(unit: string, application: string, act: () => Promise<void>): Promise<void> {
  const runner = service.app.get(DataSource).createQueryRunner();
  try {
    await runner.query(`SET application_name = '${application}'`);
    await runner.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCK, unit]);
    await act();
  } finally {
    await runner.query('SELECT pg_advisory_unlock_all()');
    await runner.query('RESET application_name');
    await runner.release();
  }
}

const unitOf = (view: string): string =>
  service.app
    .get(Rebuilds)
    .units()
    .find((unit) => unit.views.some(({ name }) => name === view))?.name ?? '';

describe('the list of views', () => {
  it('has every view, by name, with how it stands', async () => {
    const seen = await views();
    const names = seen.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['dashboard', 'run', 'session', 'task', 'workspace']));
    const { version } = taskView;
    expect(await viewOf('task')).toEqual({ name: 'task', category: 'task', kind: 'inline', version, state: 'kept' });
  });

  it('says how far a follower is, and that it is at the head when nothing happens', async () => {
    await until('the dashboard to be followed', async () => {
      const { state, lag } = await viewOf('dashboard');
      return state === 'following' && lag === 0;
    });
    const { position = 0, ...rest } = await viewOf('dashboard');
    expect(rest).toMatchObject({ category: 'task', kind: 'follower', lag: 0 });
    expect(position).toBeGreaterThan(0);
  });
});

describe('a rebuild', () => {
  it('mends what the log does not say, behind the answer, and leaves the view as it was', async () => {
    await plant();
    expect(await titleOf(task.id)).toBe('planted');
    expect(await rebuild('task')).toMatchObject({ name: 'task', kind: 'inline' });
    expect(await settled('task')).toEqual({
      name: 'task',
      category: 'task',
      kind: 'inline',
      version: taskView.version,
      state: 'kept',
    });
    expect(await titleOf(task.id)).toBe('as the log says');
  });

  it('loses nothing of what is written meanwhile', async () => {
    const made: Task[] = [];
    await rebuild('task');
    do made.push(await newTask(service.admin, { title: `meanwhile ${made.length}` }));
    while ((await viewOf('task')).state === 'rebuilding');
    for (const { id, title } of made) expect(await titleOf(id)).toBe(title);
  });

  it('of a follower view ends with the follower at the head again', async () => {
    await rebuild('dashboard');
    await settled('dashboard');
    await newTask(service.admin);
    await until('the dashboard to be followed', async () => {
      const { state, lag } = await viewOf('dashboard');
      return state === 'following' && lag === 0;
    });
  });

  it('is one, however often it is asked for, and of all views that share tables', async () => {
    const unit = unitOf('task');
    await heldBack(unit, 'taskledger check x', async () => {
      for (const view of ['task', 'task', 'run']) expect((await rebuild(view)).state).toBe('rebuilding');
      expect([...service.app.get(Rebuilds).running()]).toEqual(unitOf('run') === unit ? [unit] : [unit, unitOf('run')]);
    });
    await settled('task');
    await settled('run');
  });

  it('is not begun while another process is at it, whose state is answered', async () => {
    await heldBack(unitOf('session'), 'taskledger rebuild session', async () => {
      expect(await rebuild('session')).toMatchObject({ name: 'session', state: 'rebuilding' });
      expect([...service.app.get(Rebuilds).running()]).toEqual([]);
    });
    expect((await viewOf('session')).state).toBe('kept');
  });

  it('that failed is logged and says why, until it is asked for again', async () => {
    await sql('ALTER TABLE workspaces RENAME TO workspaces_away');
    try {
      await rebuild('workspace');
      await until('the failure', async () => (await viewOf('workspace')).last_error !== undefined, 120_000);
      expect(await viewOf('workspace')).toMatchObject({ state: 'kept', last_error: expect.any(String) as string });
      expect(service.log.errors.length).toBeGreaterThan(0);
    } finally {
      await sql('ALTER TABLE workspaces_away RENAME TO workspaces');
    }
    await rebuild('workspace');
    expect(await settled('workspace')).not.toHaveProperty('last_error');
  });

  it('is refused for a view that there is not', async () => {
    await refused(service.admin.post('/api/views/nonsense/rebuild'), 404, 'there is no view nonsense');
  });
});

describe('whoever is no admin of everything', () => {
  it('neither sees nor rebuilds views', async () => {
    const { workspaceId: workspace } = await makePlace(service.admin);
    const keys = [await service.key({ role: 'operator' }), await service.key({ role: 'admin', workspace })];
    for (const { api } of keys) {
      expect((await api.get('/api/views')).status).toBe(403);
      expect((await api.post('/api/views/task/rebuild')).status).toBe(403);
    }
    expect((await viewOf('task')).state).toBe('kept');
  });
});

// The last: whoever starts later gets what others log in this process.
describe('another instance, which does not lead', () => {
  it('knows how far followers are, and not what they do', async () => {
    const second = await startTestApp({ database: service.database });
    try {
      const all = (await wanted<{ views: View[] }>(second.api.get('/api/views'), 200)).views;
      const dashboard = all.find(({ name }) => name === 'dashboard');
      expect(dashboard).toMatchObject({ state: 'idle', position: expect.any(Number) as number });
    } finally {
      await second.close();
    }
  });

  it('stops with its rebuild, which is done where somebody asks again', async () => {
    await heldBack(unitOf('session'), 'taskledger check session', async () => {
      const second = await startTestApp({ database: service.database });
      await wanted(second.api.post('/api/views/session/rebuild'), 202);
      expect([...second.app.get(Rebuilds).running()]).toEqual([unitOf('session')]);
      await second.close();
      expect(second.log.errors).toEqual([]);
    });
    expect((await viewOf('session')).state).toBe('kept');
    await rebuild('session');
    expect(await settled('session')).toMatchObject({ state: 'kept' });
  });
});
