import type { RunDetail, Task, TaskDetail } from '../../src/client/types.js';
import type { Api } from '../support/contract.js';
import { runToEnd, stopSpawned } from '../support/spawn-service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { inconsistencies, withDatabase } from './support/consistency.js';
import { VERIFY } from './support/home.js';
import { Journal } from './support/journal.js';
import { COMMANDS_OF_A_LIFE, registerSessions, runLives } from './support/workload.js';

const COMMANDS = 1_000;
const CALLERS = Math.ceil(COMMANDS / COMMANDS_OF_A_LIFE);

let first: TestApp;
let second: TestApp;

jest.setTimeout(180_000);

beforeAll(async () => {
  first = await startTestApp();
  second = await startTestApp({ database: first.database });
});

afterAll(async () => {
  await second.close();
  await first.close();
  await stopSpawned();
});

function otherThan(instance: Api): Api {
  return instance.url === first.api.url ? second.api : first.api;
}

it('keeps what both instances acknowledged under load, and each sees at once what the other did', async () => {
  const journal = new Journal();
  const sessions = await registerSessions(first.api, CALLERS);
  let compared = 0;
  await runLives(
    {
      instances: [first.api, second.api],
      journal,
      afterEach: async ({ instance, lease }) => {
        if (!lease) return;
        const seen = await otherThan(instance).get<{ run: RunDetail }>(`/api/task-runs/${lease.run_id}`);
        expect(seen.status).toBe(200);
        if (!('status' in lease) || lease.status !== 'claimed') return;
        expect(seen.body.run.run).toMatchObject({
          status: lease.status,
          session_id: lease.session_id,
          claim_token_hash: lease.claim_token_hash,
          lease_until: lease.lease_until,
        });
        compared += 1;
      },
    },
    sessions,
  );
  expect(journal.refused).toEqual([]);
  expect(journal.unanswered).toBe(0);
  expect(journal.promises.length).toBeGreaterThan(COMMANDS / 2);
  expect(compared).toBeGreaterThan(CALLERS / 2);
  await withDatabase(first.database.url, async (database) => {
    expect(await journal.broken(database)).toEqual([]);
    expect(await inconsistencies(database)).toEqual([]);
  });
  const verdict = await runToEnd({ ...VERIFY, env: { DATABASE_URL: first.database.url } });
  expect(verdict).toMatchObject({ code: 0, stdout: expect.stringContaining('intact') as string });
});

it('decides on the state that the other instance left, command by command', async () => {
  const created = await first.api.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'Handed to and fro' });
  const { id } = created.body.task;
  expect((await second.api.get<{ task: TaskDetail }>(`/api/tasks/${id}`)).body.task.task.title).toBe(
    'Handed to and fro',
  );
  for (let attempt = 1; attempt <= 3; attempt++) {
    const [enqueuing, refusing] = attempt % 2 === 0 ? [first.api, second.api] : [second.api, first.api];
    expect((await enqueuing.post(`/api/tasks/${id}/runs`)).status).toBe(201);
    expect((await refusing.post(`/api/tasks/${id}/runs`)).status).toBe(409);
    const [session] = await registerSessions(refusing, 1);
    if (!session) throw new Error('no session');
    // Runs that other tests left queued may come first.
    for (let mine = false; !mine;) {
      const claim = await enqueuing
        .as(session)
        .post<{ claim: { run: { id: string; task_id: string } } }>('/api/agent/tasks/claim-next', {});
      expect(claim.status).toBe(200);
      const { run } = claim.body.claim;
      mine = run.task_id === id;
      expect((await refusing.as(session).post(`/api/agent/tasks/${run.id}/fail`, { error: 'again' })).status).toBe(200);
      expect((await enqueuing.as(session).post(`/api/agent/tasks/${run.id}/fail`, { error: 'late' })).status).toBe(409);
    }
  }
});
