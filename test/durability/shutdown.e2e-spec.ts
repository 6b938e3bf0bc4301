import type { StreamFrame, Task } from '../../src/client/types.js';
import { type Api, api } from '../support/contract.js';
import { preparedHome, runToEnd, spawnService, stopSpawned } from '../support/spawn-service.js';
import { homeDatabaseUrl, VERIFY } from './support/home.js';
import { inconsistencies, withDatabase } from './support/consistency.js';
import { Journal } from './support/journal.js';
import { registerSessions, runLives } from './support/workload.js';

const CALLERS = 200;
/** The service stops in the middle of the load. */
const STOP_AFTER = 300;

jest.setTimeout(180_000);
afterEach(stopSpawned);

/** A claim that no run of the load fits, so that it waits until the service stops. */
async function heldClaim(service: Api): Promise<number> {
  const body = { agent_name: 'waiter', channel: 'quiet' };
  const { session } = (
    await service.post<{ session: { session_id: string; agent_name: string } }>('/api/agent/sessions', body)
  ).body;
  return (await service.as(session).post('/api/agent/tasks/claim-next', { wait: true })).status;
}

/** Reads to the end; a stream that is cut instead of ended throws. */
async function readToEnd(frames: AsyncGenerator<StreamFrame>): Promise<number> {
  let read = 0;
  for await (const _frame of frames) read += 1;
  return read;
}

it('stops under load in good order, and keeps what it acknowledged', async () => {
  const home = preparedHome();
  const service = await spawnService({ home });
  const calls = api(service.url);
  const task = await calls.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'Followed' });
  const sessions = await registerSessions(calls, CALLERS);
  const frames = calls.stream(`/api/tasks/${task.body.task.id}/stream`);
  expect((await frames.next()).value).toMatchObject({ type: 'task.created' });
  const [following, held] = [readToEnd(frames), heldClaim(calls)];
  const journal = new Journal((count) => {
    if (count === STOP_AFTER) service.kill('SIGTERM');
  });
  await runLives({ instances: [calls], journal }, sessions);
  expect(await held).toBe(204);
  expect(await following).toBe(0);
  expect(await service.exited).toEqual({ code: 0, signal: null });
  // What takes longer than the 10 seconds of a stop is cut off with a warning.
  expect(service.stderr()).not.toContain('cut off');
  expect(journal.refused.filter((refusal) => !refusal.startsWith('503 '))).toEqual([]);
  expect(journal.promises.length).toBeGreaterThanOrEqual(STOP_AFTER);

  const restarted = await spawnService({ home });
  await withDatabase(homeDatabaseUrl(home), async (database) => {
    expect(await journal.broken(database)).toEqual([]);
    expect(await inconsistencies(database)).toEqual([]);
  });
  expect(await runToEnd({ home, ...VERIFY })).toMatchObject({ code: 0 });
  restarted.kill('SIGTERM');
  expect(await restarted.exited).toEqual({ code: 0, signal: null });
});
