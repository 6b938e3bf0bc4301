/** `taskledger work` on runs whose result has to satisfy a JSON Schema (`http.md` 11.6). */
import { TaskledgerClient } from '../../../src/client/index.js';
import { called } from '../../runs/support/called-run.js';
import { stopSpawned } from '../../support/spawn-service.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { eventOf, type StartedTask, startWorkerWith } from './support.js';

/** Generous: starting a worker takes seconds on a loaded machine. */
jest.setTimeout(120_000);

let app: TestApp;
let client: TaskledgerClient;

beforeAll(async () => {
  app = await startTestApp();
  client = new TaskledgerClient({ url: app.url });
});

afterEach(stopSpawned);
afterAll(() => app.close());

/** A run for one kind of worker alone, whose result has to be an object with a number of words. */
async function checked(agent: string): Promise<StartedTask> {
  const owner = { kind: 'pool', ref: agent } as const;
  const task = await client.createTask({ scope: 'global', title: `for ${agent}`, owner });
  const json_schema = { type: 'object', required: ['words'], properties: { words: { type: 'integer' } } } as const;
  const run = await called(app, task.id, { options: { json_schema } });
  return { task, runId: run.id };
}

it('fails the run when its result is refused, after one try, and goes on with the next', async () => {
  const [started, next] = [await checked('wordy'), await checked('wordy')];
  await startWorkerWith(app.url, '--agent wordy', ['echo', '{"words":"many"}']);
  const failed = await eventOf(client, started, 'task.run_failed');
  expect(failed.payload).toMatchObject({
    error: expect.stringMatching(/^the result was refused: .*\/words must be/) as string,
  });
  const rejections = (await client.timeline(started.task.id)).filter(
    ({ event_type }) => event_type === 'task.run_result_rejected',
  );
  expect(rejections.map(({ payload }) => payload)).toEqual([
    { errors: ['/words must be integer'], rejection_count: 1 },
  ]);
  await eventOf(client, next, 'task.run_failed');
});

it('completes the run with a result that will do', async () => {
  const started = await checked('counting');
  await startWorkerWith(app.url, '--agent counting', ['echo', '{"words":3}']);
  await eventOf(client, started, 'task.run_completed');
  expect((await client.getRun(started.runId)).run.result).toEqual({ words: 3 });
});
