/**
 * The Postgres server that a home brings along: set up at the first start, its data kept between starts, found again
 * when an earlier service was killed. Only the server programs come from npm; running them is done here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeFileAtomically } from '../home-directory.js';
import { isStillRunning } from '../process/process-identity.js';
import { StartError } from '../start-error.js';
import { findBinaryPackage, prepareBinaries, type Binaries } from './embedded/binaries.js';
import { ensureCluster } from './embedded/cluster.js';
import { freePort } from './embedded/free-port.js';
import { launch, LaunchError } from './embedded/launch.js';
import { stopLeftover, takeLeftover } from './embedded/leftover.js';
import { serverProcess, requestStop, shutDown, type ServerProcess } from './embedded/shutdown.js';
import { openStorage, type Storage } from './embedded/storage.js';
import { hasLostPassword, resetPassword, SUPERUSER, superuserPassword } from './embedded/superuser.js';

export interface EmbeddedServerOptions {
  /** Directory that holds everything of this server; made when missing. */
  readonly home: string;
  /** TCP port on 127.0.0.1; without it the port of the last start when free, else any free one. */
  readonly port?: number;
  /** Server settings on top of ours, by their names in `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told the few things that a person should know, such as data kept outside the home. */
  readonly log?: (line: string) => void;
}

/** A running server. */
export interface EmbeddedServer {
  /** Connection string of a database, with the superuser's password in it. */
  url(database: string): string;
  readonly pid: number;
  readonly port: number;
  /** Whether it was still running when we came. */
  readonly reused: boolean;
  /** Whether the process is there. */
  isRunning(): boolean;
  /** Fast shutdown, at most 10 s, then an immediate one. May be called more than once. */
  stop(): Promise<void>;
}

const PREDECESSOR_GONE_WITHIN_MS = 15_000;
const RETRY_MS = 100;
const PORTS_TRIED = 5;

/**
 * Starts the home's server, or takes over the one that still runs. It is stopped when this process ends in any way but
 * SIGKILL. One process per home: callers hold the home lock.
 * @throws StartError with one clear line when it cannot be started.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  try {
    return await start(resolve(options.home), options);
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new StartError(`embedded Postgres cannot be set up in ${resolve(options.home)}: ${message}`);
  }
}

async function start(home: string, options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const storage = openStorage(home, options.log ?? (() => undefined));
  const binaries = prepareBinaries(findBinaryPackage(), storage.user, storage.reachable);
  if (hasLostPassword(storage)) {
    await stopLeftover(storage, binaries);
    await resetPassword(storage, binaries);
  }
  await ensureCluster(storage, binaries);
  const password = superuserPassword(storage.directory);
  const urlAt = (port: number, database = 'postgres') => connectionUrl(password, port, database);
  const leftover = await takeLeftover(storage, binaries, urlAt, options.port);
  const { pid, port } = leftover ?? (await launchOnFreePort(storage, binaries, options));
  writeFileAtomically(join(storage.directory, 'port'), `${port}\n`);
  const server = serverProcess(pid, storage.data, binaries);
  return handle(server, port, leftover !== undefined, (database) => urlAt(port, database));
}

/** Connection string of a database on the home's running server, for programs that join it; nothing without a server. */
export function embeddedServerUrl(home: string, port: number, database: string): string | undefined {
  const directory = join(resolve(home), 'postgres');
  if (!existsSync(join(directory, 'password'))) return undefined;
  return connectionUrl(superuserPassword(directory), port, database);
}

function connectionUrl(password: string, port: number, database: string): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

async function launchOnFreePort(
  storage: Storage,
  binaries: Binaries,
  options: EmbeddedServerOptions,
): Promise<{ pid: number; port: number }> {
  const deadline = Date.now() + PREDECESSOR_GONE_WITHIN_MS;
  let preferred = recordedPort(storage.directory);
  for (let tried = 1; ;) {
    const port = options.port ?? (await freePort(preferred));
    try {
      return { pid: await launch(storage, binaries, port, options.settings), port };
    } catch (error) {
      const failure = error instanceof LaunchError ? error.failure : 'other';
      const again = failure === 'predecessor alive' && Date.now() < deadline;
      if (!again && !(failure === 'port taken' && options.port === undefined && tried < PORTS_TRIED)) throw error;
      if (failure === 'port taken') [preferred, tried] = [undefined, tried + 1];
      else await delay(RETRY_MS);
    }
  }
}

function recordedPort(directory: string): number | undefined {
  try {
    const port = Number(readFileSync(join(directory, 'port'), 'utf8'));
    return port > 0 ? port : undefined;
  } catch {
    return undefined;
  }
}

function handle(
  server: ServerProcess,
  port: number,
  reused: boolean,
  url: (database: string) => string,
): EmbeddedServer {
  const stopAtExit = (): void => requestStop(server, 'SIGINT');
  process.once('exit', stopAtExit);
  let stopped: Promise<void> | undefined;
  return {
    url,
    pid: server.identity.pid,
    port,
    reused,
    isRunning: () => isStillRunning(server.identity),
    stop: () => (stopped ??= shutDown(server).finally(() => process.removeListener('exit', stopAtExit))),
  };
}
