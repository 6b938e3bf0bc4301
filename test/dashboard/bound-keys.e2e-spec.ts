import type { TaskDashboard } from '../../src/http/schemas/index.js';
import { startKeyedService, type KeyedService } from '../access/support/keyed-service.js';
import type { Api } from '../support/contract.js';
import { makePlace, newTask, refused, wanted } from '../support/place.js';

const PATH = '/api/observe/tasks/dashboard';

let service: KeyedService;

beforeAll(async () => {
  service = await startKeyedService();
});
afterAll(() => service.close());

async function tasksOf(api: Api, query: Record<string, string> = {}): Promise<number> {
  return (await wanted<{ dashboard: TaskDashboard }>(api.get(PATH, { query }), 200)).dashboard.totals.tasks_total;
}

it('shows a key that is bound to a workspace that workspace, whatever it asks for', async () => {
  const [here, there] = [await makePlace(service.admin), await makePlace(service.admin)];
  await newTask(service.admin);
  await here.task();
  await here.queued();
  await there.task();
  const { api: bound } = await service.key({ role: 'viewer', workspace: here.workspaceId });
  expect(await tasksOf(bound)).toBe(2);
  expect(await tasksOf(bound, { scope: 'workspace', workspace: here.workspaceId })).toBe(2);
  expect(await tasksOf(bound, { scope: 'global' })).toBe(0);
  const foreign = bound.get(PATH, { query: { scope: 'workspace', workspace: there.workspaceId } });
  await refused(foreign, 404, there.workspaceId);
  const { api: free } = await service.key({ role: 'viewer' });
  expect(await tasksOf(free)).toBe(4);
  expect(await tasksOf(free, { scope: 'global' })).toBe(1);
});

it('answers nobody without a key', async () => {
  expect((await fetch(service.url + PATH)).status).toBe(401);
});
