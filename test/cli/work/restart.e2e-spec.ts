import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TaskledgerClient } from '../../../src/client/index.js';
import { freePort, preparedHome, type SpawnedService, spawnService, stopSpawned } from '../../support/spawn-service.js';
import { until } from '../../support/until.js';
import { COMES_WITHIN_MS, eventOf, loggedLines, type StartedTask, startWorker, taskFor } from './support.js';

/** Generous: the service and its Postgres are started twice. */
jest.setTimeout(180_000);

/** Prints a line, waits for a file to appear, prints what it found there. */
const PATIENT = `
  const { existsSync } = require('node:fs');
  const { path } = JSON.parse(require('node:fs').readFileSync(0, 'utf8')).run.metadata;
  console.log('waiting');
  setInterval(() => {
    if (!existsSync(path)) return;
    console.log('found');
    console.log('{"found":true}');
    process.exit(0);
  }, 20);`;

/** What one stream, opened before the restart, delivers in all. */
async function sequencesUntil(client: TaskledgerClient, { task }: StartedTask, type: string): Promise<number[]> {
  const sequences: number[] = [];
  for await (const frame of client.stream(task.id, { signal: AbortSignal.timeout(COMES_WITHIN_MS) })) {
    sequences.push(frame.sequence);
    if (frame.type === type) break;
  }
  return sequences;
}

describe('a worker whose service is restarted', () => {
  let home: string;
  let env: { PORT: string };
  let service: SpawnedService;
  let client: TaskledgerClient;

  beforeEach(async () => {
    home = preparedHome();
    env = { PORT: String(await freePort()) };
    service = await spawnService({ home, env });
    client = new TaskledgerClient({ url: service.url });
  });

  afterEach(stopSpawned);

  it.each(['SIGTERM', 'SIGKILL'] as const)('finishes its run and takes the next one after %s', async (signal) => {
    const path = join(home, 'go');
    const [first, second] = [await taskFor(client, 'patient', { path }), await taskFor(client, 'patient', { path })];
    const worker = await startWorker(service.url, '--agent patient --lease 300', PATIENT);
    const followed = sequencesUntil(client, first, 'task.run_completed');
    const { actor } = await eventOf(client, first, 'task.run_progress');

    service.kill(signal);
    await service.exited;
    writeFileSync(path, '');
    await until('the worker misses the service', () => worker.stderr().includes('waiting for the service'));
    service = await spawnService({ home, env });

    for (const started of [first, second]) {
      const completed = await eventOf(client, started, 'task.run_completed');
      expect(completed).toMatchObject({ payload: { result: { found: true } }, actor, run: { attempt: 1 } });
      const types = (await client.timeline(started.task.id)).map(({ event_type }) => event_type);
      expect(types.filter((type) => type === 'task.run_claimed')).toHaveLength(1);
      // A line whose acknowledgement the kill cut off is sent again.
      expect([...new Set(await loggedLines(client, started))]).toEqual(['waiting', 'found', '{"found":true}']);
    }
    expect(await followed).toEqual((await client.timeline(first.task.id)).map(({ sequence }) => sequence));
    worker.kill('SIGTERM');
    expect(await worker.exited).toEqual({ code: 0, signal: null });
  });

  it('goes on waiting for work', async () => {
    const worker = await startWorker(service.url, '--agent idle', 'console.log(1)');
    await until('the worker waits', () => worker.stderr().includes('waits for work'));
    service.kill('SIGTERM');
    await service.exited;
    await until('the worker says that it waits', () => worker.stderr().includes('waiting for the service'));
    service = await spawnService({ home, env });
    const started = await taskFor(client, 'idle');
    await eventOf(client, started, 'task.run_completed');
    expect(worker.stderr()).toContain('the service is back');
  });
});
