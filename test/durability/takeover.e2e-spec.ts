import { detailOf, makePlace, newTask, runDetailOf, timelineOf } from '../support/place.js';
import { spawnService, stopSpawned } from '../support/spawn-service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

/** Promised: the duties are another instance's within this time of the leader's death. */
const TAKEOVER_MS = 10_000;

jest.setTimeout(180_000);

let database: TestDatabase;
let standby: TestApp | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await standby?.close();
  await stopSpawned();
  await database.drop();
});

async function leads(url: string): Promise<boolean> {
  const { checks } = (await (await fetch(`${url}/health/ready`)).json()) as {
    checks: { duties: { detail: { leader: boolean } } };
  };
  return checks.duties.detail.leader;
}

it('when the leader is killed, a lease that ran out is swept by the other instance within 10 s', async () => {
  // Neither would look by its interval within the test: only whoever begins to lead looks at once.
  const env = { DATABASE_URL: database.url, LEASE_SWEEP_SECONDS: '3600', RATE_LIMIT_PER_SECOND: '0' };
  const leader = await spawnService({ env });
  await until('it leads', () => leads(leader.url));
  const other = await startTestApp({ database, settings: { leaseSweepSeconds: 3_600 } });
  standby = other;
  expect(await leads(other.url)).toBe(false);
  const place = await makePlace(other.api);
  const { task, run } = await place.queued();
  const { lease } = await (await place.agent()).claim({ lease_seconds: 1 });
  const end = lease.lease_until ?? '';
  await until(`it to be past ${end}`, async () => (await newTask(other.api)).created_at > end);
  expect((await runDetailOf(other.api, run.id)).run.status).toBe('claimed');

  leader.kill('SIGKILL');
  await leader.exited;
  const swept = async () => (await runDetailOf(other.api, run.id)).run.status === 'queued';
  await until('the sweep', swept, TAKEOVER_MS);

  expect(await leads(other.url)).toBe(true);
  expect((await timelineOf(other.api, task.id)).at(-1)?.payload).toMatchObject({ reason: 'orphaned_on_boot' });
  expect((await detailOf(other.api, task.id)).task.status).toBe('ready');
});
