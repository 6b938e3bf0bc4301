import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase } from '../support/database.js';
import {
  beginService,
  freePort,
  isAlive,
  preparedHome,
  runToEnd,
  spawnService,
  stopSpawned,
  temporaryHome,
  until,
} from '../support/spawn-service.js';

jest.setTimeout(240_000);

afterEach(stopSpawned);

/** The arguments of the printed curl as a shell takes them apart. */
function printedCurl(stdout: string): string[] {
  const line = /try\s+(curl .*)\n/.exec(stdout)?.[1] ?? '';
  const shell = spawnSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }; ${line}`], { encoding: 'utf8' });
  return shell.stdout.trimEnd().split('\n');
}

function createAsPrinted(stdout: string): Promise<Response> {
  const args = printedCurl(stdout);
  const url = args.find((arg) => arg.startsWith('http')) ?? '';
  const [name = '', value = ''] = (args[args.indexOf('-H') + 1] ?? '').split(': ');
  return fetch(url, { method: 'POST', headers: { [name]: value }, body: args[args.indexOf('-d') + 1] });
}

async function taskIds(url: string): Promise<string[]> {
  const answer = (await (await fetch(`${url}/api/tasks`)).json()) as { tasks: { id: string }[] };
  return answer.tasks.map(({ id }) => id);
}

describe('the service on a fresh home', () => {
  it('prints where it is, its docs, and a curl that works, keeps its secrets, and keeps the data over a restart', async () => {
    const first = await spawnService({ home: temporaryHome() });
    for (const file of ['secret', 'postgres/password', 'postgres/server.log']) {
      expect(statSync(join(first.home, file)).mode & 0o077).toBe(0);
    }
    expect(statSync(join(first.home, 'postgres/data')).mode & 0o077).toBe(0);
    expect(first.stdout()).toContain(`${first.url}/docs`);
    const created = await createAsPrinted(first.stdout());
    expect(created.status).toBe(201);
    expect((await fetch(`${first.url}/docs`)).status).toBe(200);
    expect(await (await fetch(`${first.url}/health/live`)).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
    expect(await (await fetch(`${first.url}/metrics`)).text()).toContain('process_cpu_user_seconds_total');
    const [id] = await taskIds(first.url);
    const postgres = first.postgresPid() ?? 0;
    first.kill('SIGTERM');
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect(isAlive(postgres)).toBe(false);

    const second = await spawnService({ home: first.home });
    expect(await taskIds(second.url)).toEqual([id]);
  });
});

describe('an error that nobody caught', () => {
  it('is logged whole and ends service and Postgres', async () => {
    const planted = encodeURIComponent('process.on("SIGUSR2", () => { throw new Error("planted"); })');
    const service = await spawnService({ env: { NODE_OPTIONS: `--import=data:text/javascript,${planted}` } });
    const postgres = service.postgresPid() ?? 0;
    service.kill('SIGUSR2');
    expect(await service.exited).toEqual({ code: 1, signal: null });
    expect(service.stderr()).toMatch(/"msg":"planted","error":\{.*"stack":/);
    expect(isAlive(postgres)).toBe(false);
  });
});

describe('under npm', () => {
  it('ends in order when a signal ended the shell between npm and the service', async () => {
    const service = await spawnService({ belowNpm: true });
    const postgres = service.postgresPid() ?? 0;
    service.kill('SIGTERM');
    await service.exited;
    expect(service.stderr()).toContain('stopping: npm ended');
    expect(isAlive(postgres)).toBe(false);
  });
});

describe('a second start on the same home', () => {
  it('at the very same moment: one of them runs', async () => {
    const home = preparedHome();
    const both = await Promise.all([beginService({ home }), beginService({ home })]);
    const loser = await Promise.race(both.map(async (each) => (await each.exited, each)));
    const winner = both.find((each) => each !== loser) ?? loser;
    expect(loser.stderr()).toContain(`taskledger is already running on ${home} (pid ${winner.pid}`);
    await until(() => winner.stdout().includes('ready'), winner);
  });
});

describe('after a crash', () => {
  it('of the service alone, the next start uses the Postgres that still runs', async () => {
    const first = await spawnService();
    await createAsPrinted(first.stdout());
    const before = await taskIds(first.url);
    const postgres = first.postgresPid();
    first.kill('SIGKILL');
    await first.exited;
    const second = await spawnService({ home: first.home });
    expect(second.postgresPid()).toBe(postgres);
    expect(await taskIds(second.url)).toEqual(before);
    second.kill('SIGTERM');
    expect(await second.exited).toMatchObject({ code: 0 });
    expect(isAlive(postgres ?? 0)).toBe(false);
  });

  it('of service and Postgres, the next start recovers; of Postgres alone, the service ends too and says why', async () => {
    const first = await spawnService();
    await createAsPrinted(first.stdout());
    const before = await taskIds(first.url);
    const postgres = first.postgresPid() ?? 0;
    process.kill(postgres, 'SIGKILL');
    first.kill('SIGKILL');
    await first.exited;
    const second = await spawnService({ home: first.home });
    expect(second.postgresPid()).not.toBe(postgres);
    expect(await taskIds(second.url)).toEqual(before);

    process.kill(second.postgresPid() ?? 0, 'SIGKILL');
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toContain('the embedded Postgres ended unexpectedly');
  });
});

describe('a start that cannot succeed says so in one line', () => {
  it('for a bad setting', async () => {
    const { code, stderr } = await runToEnd({ env: { LEASE_SWEEP_SECONDS: 'often' } });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'taskledger: LEASE_SWEEP_SECONDS=often is not allowed: expected a number from 0.05 to 3600\n',
    });
  });

  it('for an unreachable database, without its password', async () => {
    const port = await freePort();
    const { code, stderr } = await runToEnd({
      env: { DATABASE_URL: `postgresql://ledger:pa55word@127.0.0.1:${port}/tasks` },
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `taskledger: cannot reach the database at 127.0.0.1:${port}/tasks: connection refused\n`,
    });
  });

  it('for an argument that it does not know', async () => {
    const { code, stderr } = await runToEnd({ args: ['--fast'] });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^taskledger: .*'--fast'.*\n$/);
  });
});

describe('on a given database', () => {
  it('needs no home, wants keys, and runs beside another instance', async () => {
    const database = await createTestDatabase();
    try {
      const env = { DATABASE_URL: database.url };
      const home = join(temporaryHome(), 'none');
      const [one, other] = await Promise.all([spawnService({ home, env }), spawnService({ home, env })]);
      expect(statSync(home, { throwIfNoEntry: false })).toBeUndefined();
      expect(printedCurl(one.stdout())).toContain('Authorization: Bearer ');
      expect((await fetch(`${other.url}/api/tasks`)).status).toBe(401);
      expect((await fetch(`${other.url}/health/ready`)).status).toBe(200);
      const { password } = new URL(database.url);
      expect(one.output() + other.output()).not.toContain(password);
      one.kill('SIGTERM');
      other.kill('SIGTERM');
      expect(await Promise.all([one.exited, other.exited])).toMatchObject([{ code: 0 }, { code: 0 }]);
    } finally {
      await stopSpawned();
      await database.drop();
    }
  });
});

describe('the command line', () => {
  const entry = join(process.cwd(), 'dist/src/cli.js');

  it('lists its commands', async () => {
    const { code, stdout } = await runToEnd({ entry, args: ['--help'] });
    expect(code).toBe(0);
    for (const name of ['serve', 'migrate']) expect(stdout).toMatch(new RegExp(`^  ${name} +\\w`, 'm'));
  });

  it('refuses a command that it does not know', async () => {
    const { code, stderr } = await runToEnd({ entry, args: ['dance'] });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'taskledger: unknown command dance; taskledger --help lists them\n',
    });
  });

  it('migrates a fresh home and stops the server that it started for it', async () => {
    const home = temporaryHome();
    const fresh = await runToEnd({ entry, args: ['migrate'], home });
    expect(fresh).toMatchObject({ code: 0 });
    expect(fresh.stdout).toMatch(/^migrated: \w+/);
    expect(await runToEnd({ entry, args: ['migrate'], home })).toMatchObject({ stdout: 'the schema is up to date\n' });
    const lock = readFileSync(join(home, 'postgres', 'port'), 'utf8');
    expect(Number(lock)).toBeGreaterThan(0);
    expect(() => readFileSync(join(home, 'postgres/data/postmaster.pid'))).toThrow('ENOENT');
  });
});
