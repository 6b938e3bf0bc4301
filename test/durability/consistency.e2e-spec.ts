import type { Claim, Task } from '../../src/client/types.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { inconsistencies, withDatabase } from './support/consistency.js';
import { Journal } from './support/journal.js';
import { registerSessions } from './support/workload.js';

let service: TestApp;
let taskId: string;

beforeAll(async () => {
  service = await startTestApp();
  const created = await service.api.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'Looked at' });
  taskId = created.body.task.id;
  await service.api.post(`/api/tasks/${taskId}/start`);
  await keepAlive(8);
  const another = await service.api.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'Another' });
  await service.api.post(`/api/tasks/${another.body.task.id}/start`);
  await service.api.post(`/api/tasks/${taskId}/triage/dismiss`);
});

afterAll(() => service.close());

/** So many heartbeats of a run that a state of its task is stored, with events after it. */
async function keepAlive(heartbeats: number): Promise<void> {
  const [session] = await registerSessions(service.api, 1);
  if (!session) throw new Error('no session');
  const agent = service.api.as(session);
  const { body } = await agent.post<{ claim: Claim }>('/api/agent/tasks/claim-next', {});
  for (let i = 0; i < heartbeats; i++) {
    expect((await agent.post(`/api/agent/tasks/${body.claim.run.id}/heartbeat`, {})).status).toBe(200);
  }
}

it('finds nothing wrong with what the service wrote', async () => {
  expect(await withDatabase(service.database.url, inconsistencies)).toEqual([]);
});

it.each([
  ['positions are not dense', 'DELETE FROM events WHERE position = 1'],
  ['a stream does not end with its last event', 'UPDATE streams SET version = version + 1'],
  ["a task's latest_event_seq", 'UPDATE task_activity SET latest_event_seq = latest_event_seq - 1'],
  [
    'a stream is not loaded as the fold of its events',
    `UPDATE streams SET state = jsonb_set(state::jsonb, '{title}', '"Forged"') WHERE state_at IS NOT NULL`,
  ],
  [
    'a stream is not loaded as the fold of its events',
    'UPDATE streams SET state_at = version WHERE state_at IS NOT NULL',
  ],
  [
    'a stream is not loaded as the fold of its events',
    `UPDATE streams SET state = '{}', state_version = 1, state_at = version WHERE state_at IS NULL`,
  ],
  ['a stream is not loaded as the fold of its events', 'DELETE FROM events WHERE position = 1'],
  ['a task differs from its stream', "UPDATE tasks SET status = 'completed'"],
  ['a task differs from its stream', 'DELETE FROM tasks'],
  [
    'a task differs from its stream',
    `UPDATE events SET data = jsonb_set(data, '{title}', '"Forged"') WHERE type = 'task.created'`,
  ],
  ['a run differs from its stream', 'UPDATE runs SET lease_epoch = 7'],
  ['a run differs from its stream', "UPDATE runs SET session_id = 'sess-other' WHERE session_id IS NOT NULL"],
  ['a run differs from its stream', "DELETE FROM runs WHERE status = 'queued'"],
  ['a held run has no lease', "UPDATE runs SET status = 'claimed'"],
  ['the claim queue is not the queued runs', 'DELETE FROM claim_queue'],
  ['a triage differs from its stream', 'UPDATE task_triage SET dismissed = false'],
  ['a triage differs from its stream', 'DELETE FROM task_triage'],
  ['a triage is of no task', "UPDATE task_triage SET task_id = 'task-none'"],
  ['a command is in pieces', "UPDATE events SET command_id = 'cmd-same' WHERE position IN (1, 3)"],
])('finds that %s (%s)', async (words, tampering) => {
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
