/**
 * The built service as a process of its own, on a home of its own: for tests that start, stop and kill it. Call
 * `stopSpawned` in `afterEach`; it leaves neither processes nor files behind.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { copyPreparedHome } from './prepared-home.js';

export interface SpawnOptions {
  /** A new temporary one unless given, which `spawnService` takes from `preparedHome`; a given one is not removed. */
  readonly home?: string;
  /** Settings; `PORT` is a free one unless given. */
  readonly env?: Readonly<Record<string, string>>;
  /** The built entry file to run. */
  readonly entry?: string;
  readonly args?: readonly string[];
  /** Runs it below a shell, as `npm start` does; signals then go to that shell. */
  readonly belowNpm?: boolean;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartingService {
  readonly home: string;
  readonly pid: number;
  /** Standard output and standard error so far. */
  output(): string;
  stdout(): string;
  stderr(): string;
  /** Pid of the home's Postgres as it noted it itself; it may be gone. */
  postgresPid(): number | undefined;
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<Exit>;
}

export interface SpawnedService extends StartingService {
  readonly url: string;
}

/** Generous: a loaded machine must not fail a test. */
const READY_WITHIN_MS = 120_000;
const POLL_MS = 10;
const ENTRY = resolve('dist/src/main.js');

const spawned = new Set<StartingService & { readonly child: ChildProcess }>();
const homes = new Set<string>();

/** Starts the service and waits until it has said that it is ready. */
export async function spawnService(options: SpawnOptions = {}): Promise<SpawnedService> {
  const needsHome = options.home === undefined && options.env?.DATABASE_URL === undefined;
  const service = await beginService(needsHome ? { ...options, home: preparedHome() } : options);
  await until(() => readyUrl(service) !== undefined, service);
  return { ...service, url: readyUrl(service) ?? '' };
}

/** Starts the service (or another command) without waiting. */
export async function beginService(options: SpawnOptions = {}): Promise<StartingService> {
  const home = options.home ?? temporaryHome();
  const env = { ...ownEnvironment(), TASKLEDGER_HOME: home, PORT: String(await freePort()), ...options.env };
  const program = [process.execPath, options.entry ?? ENTRY, ...(options.args ?? [])];
  const child = options.belowNpm
    ? spawn('sh', ['-c', '"$@"; true', 'sh', ...program], { env: { ...env, npm_lifecycle_event: 'start' } })
    : spawn(program[0] ?? '', program.slice(1), { env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const service = {
    home,
    child,
    pid: child.pid ?? 0,
    output: () => stdout + stderr,
    stdout: () => stdout,
    stderr: () => stderr,
    postgresPid: () => postgresPid(home),
    kill: (signal: NodeJS.Signals) => void child.kill(signal),
    exited: new Promise<Exit>((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))),
  };
  spawned.add(service);
  return service;
}

/** Runs a command that is expected to end by itself. */
export async function runToEnd(options: SpawnOptions = {}): Promise<Exit & { stdout: string; stderr: string }> {
  const service = await beginService(options);
  const exit = await service.exited;
  return { ...exit, stdout: service.stdout(), stderr: service.stderr() };
}

/** Ends everything that was spawned, the Postgres servers included, and removes the temporary homes. */
export async function stopSpawned(): Promise<void> {
  for (const service of spawned) {
    if (service.child.exitCode === null) service.kill('SIGKILL');
    await service.exited;
    await endPostgres(service.postgresPid());
  }
  spawned.clear();
  for (const home of homes) rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  homes.clear();
}

/** A home that the system user who runs Postgres can enter when the tests run as root. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'taskledger-home-'));
  chmodSync(home, 0o711);
  homes.add(home);
  return home;
}

/** A temporary home whose database is set up: for tests that are not about the first start, which takes longer. */
export function preparedHome(): string {
  const home = temporaryHome();
  copyPreparedHome(home);
  return home;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Waits for a condition; fails when the service ends first or the time is up. */
export async function until(condition: () => boolean, service: StartingService): Promise<void> {
  let ended: Exit | undefined;
  void service.exited.then((exit) => (ended = exit));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!condition()) {
    if (ended) throw new Error(`the service ended with ${JSON.stringify(ended)}:\n${service.output()}`);
    if (Date.now() > deadline) throw new Error(`the service did not get there in time:\n${service.output()}`);
    await delay(POLL_MS);
  }
}

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !readFileSync(stat, 'utf8').includes(') Z ');
}

function readyUrl(service: StartingService): string | undefined {
  return /ready at (http:\S+)\n/.exec(service.stdout())?.[1];
}

/** The settings of whoever runs the tests are not those of the service under test. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, LOG_FORMAT: 'json' };
}

function postgresPid(home: string): number | undefined {
  try {
    return Number(readFileSync(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
  } catch {
    return undefined;
  }
}

async function endPostgres(pid: number | undefined): Promise<void> {
  if (pid === undefined || !isAlive(pid)) return;
  process.kill(pid, 'SIGQUIT');
  while (isAlive(pid)) await delay(POLL_MS);
}
