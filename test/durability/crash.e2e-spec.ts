import type { TaskSummary, TimelineItem } from '../../src/client/types.js';
import { type Api, api } from '../support/contract.js';
import { preparedHome, runToEnd, type SpawnedService, spawnService, stopSpawned } from '../support/spawn-service.js';
import { inconsistencies, withDatabase } from './support/consistency.js';
import { homeDatabaseUrl, VERIFY } from './support/home.js';
import { Journal } from './support/journal.js';
import { registerSessions, runLives } from './support/workload.js';

/** So many commands are under way at any moment; each caller sends its next one when the last is answered. */
const CALLERS = 1_000;

jest.setTimeout(300_000);
afterEach(stopSpawned);

/** Ends the service and its Postgres as a power cut would: no signal handler runs. */
function cutOff(service: SpawnedService): void {
  const postgres = service.postgresPid();
  service.kill('SIGKILL');
  if (postgres !== undefined) process.kill(postgres, 'SIGKILL');
}

async function expectKept(service: SpawnedService, journals: readonly Journal[]): Promise<void> {
  await withDatabase(homeDatabaseUrl(service.home), async (database) => {
    const { rows } = await database.query<{ head: number }>('SELECT max(position)::int AS head FROM events');
    for (const journal of journals) {
      expect(await journal.broken(database)).toEqual([]);
      expect(rows[0]?.head).toBeGreaterThanOrEqual(journal.position);
    }
    expect(await inconsistencies(database)).toEqual([]);
  });
  const verdict = await runToEnd({ home: service.home, ...VERIFY });
  expect(verdict).toMatchObject({ code: 0, stdout: expect.stringContaining('intact') as string });
}

/** The same over HTTP: what a task says of its last event is its last event. */
async function expectTimelinesToEndAsSaid(service: Api): Promise<void> {
  const { body } = await service.get<{ tasks: TaskSummary[] }>('/api/tasks', { query: { limit: 20 } });
  expect(body.tasks.length).toBeGreaterThan(0);
  for (const task of body.tasks) {
    const { timeline } = (await service.get<{ timeline: TimelineItem[] }>(`/api/tasks/${task.id}/timeline`)).body;
    expect(timeline.at(-1)?.sequence).toBe(task.latest_event_seq);
  }
}

it('keeps what it acknowledged, and nothing by halves, when it and its Postgres are killed again and again', async () => {
  const home = preparedHome();
  const journals: Journal[] = [];
  let service = await spawnService({ home });
  for (const acknowledgements of [400, 1_000, 1_600]) {
    const victim = service;
    const journal = new Journal((count) => {
      if (count === acknowledgements) cutOff(victim);
    });
    const sessions = await registerSessions(api(victim.url), CALLERS);
    await runLives({ instances: [api(victim.url)], journal }, sessions);
    expect(await victim.exited).toEqual({ code: null, signal: 'SIGKILL' });
    // A database that is slower than its timeouts is told, and promises nothing.
    expect(journal.refused.filter((refusal) => !refusal.startsWith('503 '))).toEqual([]);
    expect(journal.promises.length).toBeGreaterThanOrEqual(acknowledgements);
    expect(journal.unanswered).toBeGreaterThan(0);
    journals.push(journal);

    service = await spawnService({ home });
    await expectKept(service, journals);
    await expectTimelinesToEndAsSaid(api(service.url));
  }
  service.kill('SIGTERM');
  expect(await service.exited).toMatchObject({ code: 0 });
});
