/** What the migration puts into `held_runs` is what the service would have put there. */
import { DataSource } from 'typeorm';
import { FILL_HELD_RUNS } from '../../migrations/0006-scheduler.js';
import { PRIORITIES } from '../../src/tasks/domain/vocabulary.js';
import { enqueue, makePlace, newTask, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { dependsOn, newChild } from '../tasks/support/graph.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

it('finds the same rows', async () => {
  const { api } = service;
  const place = await makePlace(api);
  const pause = (id: string) => wanted(api.post(`/api/tasks/${id}/pause`, { reason: 'hold on' }), 200);
  for (const priority of PRIORITIES) {
    await place.queued({ priority });
    await place.queued({ priority, owner: { kind: 'human', ref: 'me' } });
    const { task } = await place.queued({ priority });
    await dependsOn(api, task.id, (await place.task()).id);
  }
  const top = await newTask(api);
  const child = await newChild(api, top.id, { scope: 'global' });
  await enqueue(api, child.id);
  await enqueue(api, top.id);
  await pause(top.id);
  const rows = (): Promise<object[]> => service.app.get(DataSource).query('SELECT * FROM held_runs ORDER BY run_id');
  const kept = await rows();
  expect(kept).toHaveLength(2 * PRIORITIES.length + 2);
  await service.app.get(DataSource).query('DELETE FROM held_runs');
  await service.app.get(DataSource).query(FILL_HELD_RUNS);
  expect(await rows()).toEqual(kept);
});
