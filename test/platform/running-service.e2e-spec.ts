/** What meets one service that runs, from its start to the Ctrl-C that ends it. */
import { join } from 'node:path';
import { isAlive, runToEnd, type SpawnedService, spawnService, stopSpawned } from '../support/spawn-service.js';

jest.setTimeout(240_000);

let service: SpawnedService;

beforeAll(async () => {
  service = await spawnService();
});

afterAll(stopSpawned);

async function isReady(): Promise<boolean> {
  return (await fetch(`${service.url}/health/ready`)).status === 200;
}

it('a second start on the same home says who is there and ends', async () => {
  const second = await runToEnd({ home: service.home });
  expect(second).toMatchObject({ code: 1, stdout: '' });
  expect(second.stderr).toBe(
    `taskledger: taskledger is already running on ${service.home} (pid ${service.pid}, at ${service.url})\n`,
  );
  expect(await isReady()).toBe(true);
});

it('a second start on the same port says so and ends before it sets anything up', async () => {
  const { port } = new URL(service.url);
  const second = await runToEnd({ env: { PORT: port } });
  expect(second).toMatchObject({ code: 1, stdout: '' });
  expect(second.stderr).toBe(`taskledger: PORT=${port} is taken: another program listens on 127.0.0.1:${port}\n`);
});

it('taskledger migrate joins it', async () => {
  const entry = join(process.cwd(), 'dist/src/cli.js');
  const joined = await runToEnd({ entry, args: ['migrate'], home: service.home });
  expect(joined).toMatchObject({ code: 0, stdout: 'the schema is up to date\n' });
  expect(await isReady()).toBe(true);
});

it('takes Ctrl-C that comes twice at once for one', async () => {
  const postgres = service.postgresPid() ?? 0;
  service.kill('SIGINT');
  service.kill('SIGINT');
  expect(await service.exited).toEqual({ code: 0, signal: null });
  expect(isAlive(postgres)).toBe(false);
});
