import type pg from 'pg';
import { api, type Api } from '../support/contract.js';
import { type Agent, makePlace, wanted } from '../support/place.js';
import { preparedHome, runToEnd, type SpawnedService, spawnService, stopSpawned } from '../support/spawn-service.js';
import { until } from '../support/until.js';
import { inconsistencies, withDatabase } from './support/consistency.js';
import { homeDatabaseUrl, VERIFY } from './support/home.js';

jest.setTimeout(180_000);
afterEach(stopSpawned);

interface Told {
  readonly type: string;
  readonly actor: string;
  readonly data: { readonly drain_id: string; readonly remaining_claims?: number; readonly paused?: boolean };
}

const TOLD =
  "SELECT type, actor_kind || ':' || actor_ref AS actor, data FROM events WHERE stream = 'scheduler' ORDER BY version";

function told(home: string): Promise<Told[]> {
  return withDatabase(homeDatabaseUrl(home), async (database: pg.Client) => (await database.query<Told>(TOLD)).rows);
}

/** A service with a session at work, and a drain that waits for it. */
async function draining(home: string): Promise<{
  readonly service: SpawnedService;
  readonly agent: Agent;
  readonly runId: string;
  /** How the call for the drain ended. */
  readonly answer: Promise<{ readonly status: number; readonly body: unknown } | 'cut off'>;
}> {
  const service = await spawnService({ home });
  const calls: Api = api(service.url);
  const place = await makePlace(calls);
  const { run } = await place.queued();
  const agent = await place.agent();
  await agent.claim();
  const answer = calls.post<unknown>('/api/scheduler/drain', { reason: 'deployment' }).catch(() => 'cut off' as const);
  await until('the drain to begin', async () => (await told(home)).length === 1);
  return { service, agent, runId: run.id, answer };
}

/** The restarted service ends the drain that the one before began, once its last claim ends. */
async function endsAfterRestart(home: string, agent: Agent, runId: string): Promise<void> {
  const restarted = await spawnService({ home });
  const calls = api(restarted.url);
  const waiting = await calls.get<{ scheduler: object }>('/api/scheduler');
  expect(waiting.body.scheduler).toMatchObject({ paused: true, paused_reason: 'deployment', active_claim_count: 1 });
  const idle = await makePlace(calls);
  await idle.queued();
  expect((await (await idle.agent()).claimNext()).status).toBe(204);
  expect(await told(home)).toHaveLength(1);
  await wanted(calls.as(agent.session).post(`/api/agent/tasks/${runId}/complete`, {}), 200);
  await until('the drain to end', async () => (await told(home)).length === 2);
  const [begun, ended] = await told(home);
  expect(ended).toMatchObject({
    type: 'scheduler.drain_completed',
    actor: 'human:local-user',
    data: { drain_id: begun?.data.drain_id, remaining_claims: 0, paused: true },
  });
  await withDatabase(homeDatabaseUrl(home), async (database) => expect(await inconsistencies(database)).toEqual([]));
  expect(await runToEnd({ home, ...VERIFY })).toMatchObject({ code: 0 });
}

it('a drain survives the death of the service that began it', async () => {
  const home = preparedHome();
  const { service, agent, runId, answer } = await draining(home);
  service.kill('SIGKILL');
  expect(await answer).toBe('cut off');
  await service.exited;
  await endsAfterRestart(home, agent, runId);
});

it('a drain survives an orderly stop, which tells its caller that it goes on', async () => {
  const home = preparedHome();
  const { service, agent, runId, answer } = await draining(home);
  service.kill('SIGTERM');
  expect(await answer).toMatchObject({
    status: 503,
    body: {
      diagnostic: { code: 'drain_goes_on', category: 'task', suggested_command: 'GET /api/scheduler' },
    },
  });
  expect(await service.exited).toEqual({ code: 0, signal: null });
  expect(service.stderr()).not.toContain('cut off');
  await endsAfterRestart(home, agent, runId);
});
