import type { Task } from '../../src/client/types.js';
import { type EmbeddedServer, startEmbeddedServer } from '../../src/platform/postgres/embedded-server.js';
import { openOrCreate } from '../../src/platform/postgres/server-session.js';
import { preparedHome, stopSpawned } from '../support/spawn-service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { inconsistencies, withDatabase } from './support/consistency.js';
import { Journal } from './support/journal.js';
import { registerSessions, runLives } from './support/workload.js';

const DATABASE = 'ledger';
const CALLERS = 40;
/** The database goes away in the middle of the load. */
const STOP_AFTER = 80;
/** What a request may take while the database is away: the lane's patience and the time to notice, generously. */
const ANSWERED_WITHIN_MS = 30_000;
const MASKED = { error: 'Service Unavailable' };

let home: string;
let server: EmbeddedServer;
let service: TestApp | undefined;

jest.setTimeout(180_000);

beforeEach(async () => {
  home = preparedHome();
  server = await startEmbeddedServer({ home });
  const session = await openOrCreate(server.url(DATABASE), server.url('postgres'), DATABASE);
  await session.end();
});

afterEach(async () => {
  await service?.close();
  await server.stop();
  await stopSpawned();
});

async function isReady({ api }: TestApp): Promise<boolean> {
  return (await api.get('/health/ready')).status === 200;
}

it('answers 503 while its Postgres is away, and works again when it is back with all that was acknowledged', async () => {
  const url = server.url(DATABASE);
  service = await startTestApp({ database: { url } });
  const { api } = service;
  const sessions = await registerSessions(api, CALLERS);
  const outage: { begun?: Promise<void> } = {};
  const journal = new Journal((count) => {
    if (count === STOP_AFTER) outage.begun = server.stop();
  });
  await runLives({ instances: [api], journal }, sessions);
  await outage.begun;
  expect(journal.unanswered).toBe(0);
  expect(journal.refused.length).toBeGreaterThan(0);
  expect(journal.refused.filter((refusal) => !refusal.startsWith('503 '))).toEqual([]);

  const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS);
  const title = 'While it is away';
  const refused = await api.post('/api/tasks', { scope: 'global', title }, { signal });
  expect(refused).toMatchObject({ status: 503, body: MASKED });
  expect(await api.get('/api/tasks', { signal })).toMatchObject({ status: 503, body: MASKED });
  expect((await api.get('/health/live', { signal })).status).toBe(200);
  expect((await api.get('/health/ready', { signal })).status).toBe(503);

  server = await startEmbeddedServer({ home, port: server.port });
  const running = service;
  await until('the service is ready again', () => isReady(running));
  const created = await api.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'It is back' });
  expect(created.status).toBe(201);
  await withDatabase(url, async (database) => {
    expect(await journal.broken(database)).toEqual([]);
    expect(await inconsistencies(database)).toEqual([]);
  });
});
