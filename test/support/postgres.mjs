/**
 * The Postgres of a test run: an embedded server of its own in the system's temporary directory, with one migrated
 * template database of which every test file gets a copy. Plain ESM outside jest's modules, because the server's
 * package cannot be loaded inside them; it uses our own compiled code.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const PREFIX = 'taskledger-test-';
const OWNER = 'owner.json';
const SOCKETS = 'sockets';
const TEMPLATE = 'taskledger_template';
/** A home without an owner's file is one in the making, unless it is older than this. */
const OWNED_WITHIN_MS = 60_000;
/**
 * The data of a test run need not outlive the machine, nor its password be costly to guess: hundreds of instances make
 * their connections to this server.
 */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
  scram_iterations: '1',
};
/** Node speaks to Postgres by them at half the cost of TCP; where there are none, tests do with TCP. */
const HAS_SOCKET_FILES = process.platform !== 'win32';

/** A run that is told to end leaves through `exit`, where the server is stopped; node's own way would leave it running. */
function leaveBySignal() {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.once(signal, () => process.exit(code));
  }
}

/** Loaded late: the files are there only once the build has run. */
async function loadCompiled() {
  const [server, source, identity] = await Promise.all([
    import('../../dist/src/platform/postgres/embedded-server.js'),
    import('../../dist/src/platform/postgres/data-source.js'),
    import('../../dist/src/platform/process/process-identity.js'),
  ]);
  return { ...server, ...source, ...identity };
}

function isAbandoned(home, compiled) {
  const owner = join(home, OWNER);
  if (existsSync(owner)) return !compiled.isStillRunning(JSON.parse(readFileSync(owner, 'utf8')));
  return Date.now() - statSync(home).mtimeMs > OWNED_WITHIN_MS;
}

/** Ends what a run that was killed has left: its server, if that still runs, and its files. */
async function removeAbandonedHomes(compiled) {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const home = join(tmpdir(), name);
    try {
      if (!isAbandoned(home, compiled)) continue;
      // Starting takes over a server that is still there; it is the one way to be sure of stopping the right process.
      if (existsSync(join(home, 'postgres', 'data', 'postmaster.pid'))) {
        const server = await compiled.startEmbeddedServer({ home });
        await server.stop();
      }
      rmSync(home, { recursive: true, force: true });
    } catch (error) {
      console.warn(`test: could not remove the left-over ${home}: ${error.message}`);
    }
  }
}

function makeHome(compiled) {
  const home = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(home, OWNER), JSON.stringify(compiled.identifyProcess(process.pid)));
  // A root-owned run starts the server as another user, who must be able to walk in.
  chmodSync(home, 0o711);
  const sockets = join(home, SOCKETS);
  mkdirSync(sockets);
  chmodSync(sockets, 0o777);
  return home;
}

/** The address of a database by the server's socket file; by TCP it is the same without the parameter. */
function socketUrl(url, home) {
  const address = new URL(url);
  if (HAS_SOCKET_FILES) address.searchParams.set('host', join(home, SOCKETS));
  return address.href;
}

/** The same password, stored anew as the server's settings say. */
async function keepPasswordCheaply(client) {
  const { user, password } = client;
  await client.query(`ALTER ROLE ${pg.escapeIdentifier(user)} PASSWORD ${pg.escapeLiteral(password)}`);
}

async function makeTemplate(server, compiled) {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    await keepPasswordCheaply(client);
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
    const source = compiled.createDataSource(server.url(TEMPLATE), { poolSize: 1, applicationName: 'test template' });
    await source.initialize();
    await source.runMigrations();
    await source.destroy();
    await client.query(`ALTER DATABASE ${TEMPLATE} WITH ALLOW_CONNECTIONS false`);
  } finally {
    await client.end();
  }
}

/**
 * Starts the server of this test run.
 * @returns connection string of its `postgres` database, the template's name, its home, in which tests may keep what
 *   they share, and `stop`, which removes everything.
 */
export async function startTestPostgres() {
  const compiled = await loadCompiled();
  await removeAbandonedHomes(compiled);
  leaveBySignal();
  const home = makeHome(compiled);
  let server;
  const stop = async () => {
    await server?.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const sockets = HAS_SOCKET_FILES ? { unix_socket_directories: join(home, SOCKETS) } : {};
    server = await compiled.startEmbeddedServer({ home, settings: { ...SETTINGS, ...sockets } });
    await makeTemplate(server, compiled);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: socketUrl(server.url('postgres'), home), template: TEMPLATE, home, stop };
}
