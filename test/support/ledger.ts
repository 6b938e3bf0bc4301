/**
 * The engine alone on a database of its own, with accounts for streams: lanes as separate instances of the service
 * would have them, the log, and SQL beside them.
 */
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { Lane, type LaneOptions } from '../../src/ledger/lane/lane.js';
import { EventLog } from '../../src/ledger/log/event-log.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { type Verdict, verifyLedger } from '../../src/ledger/verify/verify.js';
import { createDataSource } from '../../src/platform/postgres/data-source.js';
import { AccountBook, accountStream, accountView, CREATE_ACCOUNT_TABLE } from './account-stream.js';
import { createTestDatabase } from './database.js';

/** One instance's lane, with what it told and remembers. */
export interface TestLane {
  readonly lane: Lane;
  readonly registry: StreamRegistry;
  readonly book: AccountBook;
  readonly flushes: readonly { readonly commands: number; readonly events: number }[];
  readonly failures: readonly unknown[];
}

export interface TestLaneOptions extends Partial<LaneOptions> {
  readonly book?: AccountBook;
  readonly registry?: StreamRegistry;
}

export interface TestLedger {
  readonly url: string;
  readonly dataSource: DataSource;
  readonly registry: StreamRegistry;
  readonly log: EventLog;
  /** A lane of an instance of its own; closed with the ledger. */
  instance(options?: TestLaneOptions): TestLane;
  /** SQL on a connection that is no lane's. */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Ends the server's side of connections by their application name; answers how many there were. */
  terminate(applicationName: string): Promise<number>;
  verify(): Promise<Verdict>;
  close(): Promise<void>;
}

function accountRegistry(book?: AccountBook): StreamRegistry {
  const registry = new StreamRegistry();
  registry.register(accountStream);
  registry.view(accountView);
  if (book) registry.index(book);
  return registry;
}

export async function openTestLedger(): Promise<TestLedger> {
  const database = await createTestDatabase();
  const { url } = database;
  const dataSource = await createDataSource(url, { poolSize: 4, applicationName: 'test' }).initialize();
  await dataSource.query(CREATE_ACCOUNT_TABLE);
  const registry = accountRegistry();
  const lanes: Lane[] = [];
  const sql = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    dataSource.query<Row[]>(text, [...values]);
  return {
    url,
    dataSource,
    registry,
    log: new EventLog(dataSource),
    instance: (options = {}) => {
      const made = makeLane(url, options);
      lanes.push(made.lane);
      return made;
    },
    sql,
    terminate: async (applicationName) => {
      const cut = await sql(
        'SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity ' +
          'WHERE datname = current_database() AND application_name = $1',
        [applicationName],
      );
      return cut.length;
    },
    verify: () => verifyLedger(dataSource, registry),
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
      await dataSource.destroy();
      await database.drop();
    },
  };
}

function makeLane(
  url: string,
  { book = new AccountBook(), registry = accountRegistry(book), ...options }: TestLaneOptions,
): TestLane {
  const flushes: { commands: number; events: number }[] = [];
  const failures: unknown[] = [];
  const observer = {
    flushed: ({ commands, events }: { commands: number; events: number }) => void flushes.push({ commands, events }),
    failed: (error: unknown) => void failures.push(error),
  };
  const lane = new Lane(registry, { url, observer, ...options });
  lane.memory.register(book.accountOfOwner);
  return { lane, registry, book, flushes, failures };
}

/** A plain connection of a test, for transactions of its own. */
export async function openSession(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'test session' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The numbers from 0 up to but not including `count`. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** What became of promises, in words: `ok`, a rejection's code, else the error's name. */
export async function outcomes(promises: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => {
    if (one.status === 'fulfilled') return 'ok';
    const { code, name } = one.reason as { code?: string; name: string };
    return code ?? name;
  });
}
