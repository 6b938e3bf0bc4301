import type { Task } from '../../src/client/types.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { inconsistencies, withDatabase } from './support/consistency.js';
import { Journal } from './support/journal.js';

let service: TestApp;
let taskId: string;

beforeAll(async () => {
  service = await startTestApp();
  const created = await service.api.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'Looked at' });
  taskId = created.body.task.id;
  await service.api.post(`/api/tasks/${taskId}/start`);
  await service.api.post('/api/tasks', { scope: 'global', title: 'Another' });
});

afterAll(() => service.close());

it('finds nothing wrong with what the service wrote', async () => {
  expect(await withDatabase(service.database.url, inconsistencies)).toEqual([]);
});

it.each([
  ['positions are not dense', 'DELETE FROM events WHERE position = 1'],
  ['a stream does not end with its last event', 'UPDATE streams SET version = version + 1'],
  ["a task's latest_event_seq", 'UPDATE task_activity SET latest_event_seq = latest_event_seq - 1'],
  ['a task differs from its stream', "UPDATE tasks SET status = 'completed'"],
  ['a run differs from its stream', 'UPDATE runs SET lease_epoch = 7'],
  ['a held run has no lease', "UPDATE runs SET status = 'claimed'"],
  ['the claim queue is not the queued runs', 'DELETE FROM claim_queue'],
  ['a command is in pieces', "UPDATE events SET command_id = 'cmd-same' WHERE position IN (1, 3)"],
])('finds that %s', async (words, tampering) => {
  await withDatabase(service.database.url, async (database) => {
    await database.query('BEGIN');
    await database.query(tampering);
    expect(await inconsistencies(database)).toContainEqual(expect.stringContaining(words));
    await database.query('ROLLBACK');
  });
});

it('finds a promise that the log does not keep', async () => {
  const journal = new Journal();
  journal.acknowledge('task.created', { id: taskId, title: 'Looked at' }, 1);
  journal.acknowledge('task.created', { id: taskId, title: 'Overlooked' }, 1);
  journal.acknowledge('task.run_completed', { run_id: 'run-none' }, 1);
  const broken = await withDatabase(service.database.url, (database) => journal.broken(database));
  expect(broken).toEqual(journal.promises.slice(1));
});
