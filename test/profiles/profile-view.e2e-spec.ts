/** The view of the profiles, built anew from the log. */
import { DataSource } from 'typeorm';
import type { View } from '../../src/client/types.js';
import { makePlace, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { deleteTask } from '../tasks/support/graph.js';
import { deleteProfile, profileOf, stored } from './support/profiles.js';

let service: TestApp;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

const rows = () =>
  service.app.get(DataSource).query<object[]>('SELECT * FROM execution_profiles ORDER BY task_id COLLATE "C"');

it('is what it was: profiles that stayed, changed, went and came again, and those of deleted tasks', async () => {
  const place = await makePlace(service.api);
  const [stays, changes, goes, returns, dies] = await Promise.all(
    [1, 2, 3, 4, 5].map(async () => (await place.task()).id),
  );
  const all = [stays, changes, goes, returns, dies].map((id) => id ?? '');
  for (const id of all) await stored(service.api, id, { worker: { agent_name: 'ada' }, review: { model: 'm' } });
  await stored(service.api, changes ?? '', { runtime: { mode: 'evidence' } });
  for (const id of [goes, returns]) await wanted(deleteProfile(service.api, id ?? ''), 204);
  const again = await stored(service.api, returns ?? '', { participants: { allowed_peer_ids: ['p'] } });
  await wanted(deleteTask(service.api, dies ?? ''), 204);
  const before = await rows();
  expect(before).toHaveLength(3);

  await service.app.get(DataSource).query(`UPDATE execution_profiles SET profile = '{}'`);
  await wanted(service.api.post('/api/views/execution_profiles/rebuild'), 202);
  await until(
    'the rebuild',
    async () => {
      const { views } = await wanted<{ views: View[] }>(service.api.get('/api/views'), 200);
      return views.find(({ name }) => name === 'execution_profiles')?.state !== 'rebuilding';
    },
    60_000,
  );
  expect(await rows()).toEqual(before);
  expect(await profileOf(service.api, returns ?? '')).toEqual(again);
});
