/** Claim classes, which several runs share: what an erasure tidies up is no difference from the log, what a queued run needs is. */
import { DataSource } from 'typeorm';
import type { Difference } from '../../src/ledger/followers/rebuild/compare.js';
import { checkAgainstLog } from '../../src/ledger/followers/rebuild/rebuild.js';
import { rebuildables } from '../../src/ledger/followers/rebuild/units.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { makePlace, type Place, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});
afterAll(() => service.close());

async function differences(): Promise<Difference[]> {
  const registry = service.app.get(StreamRegistry, { strict: false });
  const unit = rebuildables(registry).find(({ tables }) => tables.some(({ name }) => name === 'claim_classes'));
  if (!unit) throw new Error('nobody rebuilds the claim classes');
  return checkAgainstLog(unit, { url: service.database.url, registry });
}

const classes = async (): Promise<number> => {
  const text = 'SELECT count(*)::int AS count FROM claim_classes';
  const [row] = await service.app.get(DataSource).query<{ count: number }[]>(text);
  return row?.count ?? 0;
};

it('a class that no run is queued of may be gone, one that a run is queued of may not', async () => {
  await place.queued({ owner: { kind: 'pool', ref: 'taken' } });
  await (await place.agent({ agent_name: 'taken' })).claim();
  await place.queued({ owner: { kind: 'pool', ref: 'waiting' } });
  expect(await classes()).toBe(2);

  const gone = await place.task();
  await wanted(service.api.delete(`/api/tasks/${gone.id}`), 204);
  expect(await classes()).toBe(1);
  expect(await differences()).toEqual([]);

  await service.app.get(DataSource).query('DELETE FROM claim_classes');
  expect(await differences()).toMatchObject([{ table: 'claim_classes', kind: 'missing', rows: 1 }]);
});
