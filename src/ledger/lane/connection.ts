import pg from 'pg';
import type { LaneQuery } from './lookup.js';

export interface LaneConnectionOptions {
  readonly url: string;
  /** A statement of a flush that takes longer is canceled by the server, in ms. */
  readonly statementTimeoutMs?: number;
  /** Shown in `pg_stat_activity`; `taskledger lane` unless given. */
  readonly applicationName?: string;
  /** Statements are sent without waiting for the answers of those before them; each still runs after these. */
  readonly pipeline?: true;
  /** Further settings of the session, as command-line options of the server. */
  readonly settings?: string;
}

const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * Every statement of the lane goes by key or index, row by row in the order that it was given: a plan made while a table was small
 * must not read it whole later, and none depends on the values, so that it is made once.
 */
const ROW_BY_ROW =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan';

/** The names of texts that were sent with parameters: a few dozen, and should there ever be many, the rest has none. */
const NAMES = new Map<string, string>();
const MOST_NAMES = 500;

function nameOf(text: string): string | undefined {
  const known = NAMES.get(text);
  if (known !== undefined || NAMES.size >= MOST_NAMES) return known;
  const name = `lane_read_${NAMES.size}`;
  NAMES.set(text, name);
  return name;
}

/**
 * The lane's own connection. A holder that hangs is cut off by the server's timeouts, so that one stuck instance cannot
 * stop the ledger; a connection that failed is thrown away, never reused.
 */
export class LaneConnection {
  private client: pg.Client | undefined;

  constructor(private readonly options: LaneConnectionOptions) {}

  /** @throws DatabaseFailure when the database cannot be reached. */
  async open(): Promise<void> {
    if (this.client) return;
    const timeout = this.options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
    const client = new pg.Client({
      connectionString: this.options.url,
      application_name: this.options.applicationName ?? 'taskledger lane',
      options: `-c TimeZone=UTC ${ROW_BY_ROW} -c jit=off ${this.options.settings ?? ''}`.trimEnd(),
      statement_timeout: timeout,
      lock_timeout: timeout,
      // Shorter than the lock's: a holder that hangs is cut off before those behind it give up.
      idle_in_transaction_session_timeout: Math.ceil(timeout * 0.4),
      connectionTimeoutMillis: timeout,
      query_timeout: timeout * 2,
      keepAlive: true,
      pipeline: this.options.pipeline ?? false,
    });
    client.on('error', () => this.discard(client));
    client.on('end', () => this.discard(client));
    try {
      await client.connect();
    } catch (error) {
      // No command is to blame, whatever the reason.
      throw new DatabaseFailure('connection', asError(error));
    }
    this.client = client;
  }

  /** Several statements in one message, without parameters; the last result decides the command tag. */
  async script(text: string): Promise<pg.QueryResult[]> {
    const results: unknown = await this.run((client) => client.query(text));
    return (Array.isArray(results) ? results : [results]) as pg.QueryResult[];
  }

  /** A prepared statement: `name` must always stand for the same text. */
  async prepared(name: string, text: string, values: readonly unknown[]): Promise<void> {
    await this.run((client) => client.query({ name, text, values: [...values] }));
  }

  /** With parameters, a statement is prepared the first time and planned no more after a few. */
  readonly query: LaneQuery = async <Row extends object>(text: string, values: readonly unknown[]) => {
    const name = values.length === 0 ? undefined : nameOf(text);
    const statement = name === undefined ? { text, values: [...values] } : { name, text, values: [...values] };
    const result = await this.run((client) => client.query<Row>(statement));
    return result.rows;
  };

  /** As `query`, each row as the array of its values: cheaper, where there are very many. */
  async tuples<Tuple extends unknown[]>(text: string, values: readonly unknown[]): Promise<Tuple[]> {
    const result = await this.run((client) => client.query<Tuple>({ text, values: [...values], rowMode: 'array' }));
    return result.rows;
  }

  /** Drops the connection without a word to the server, which then rolls back whatever was open. */
  async abandon(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private async run<T>(statement: (client: pg.Client) => Promise<T>): Promise<T> {
    if (!this.client) throw new DatabaseFailure('connection', new Error('the lane has no connection'));
    try {
      return await statement(this.client);
    } catch (error) {
      throw asFailure(error);
    }
  }

  private discard(client: pg.Client): void {
    if (this.client === client) this.client = undefined;
  }
}

/**
 * - `connection`: the connection or the server went away;
 * - `passing`: a lock or statement took too long, or the server lacks resources, so the same may succeed later;
 * - `statement`: the statement itself was refused, as it will be again.
 */
export type FailureKind = 'connection' | 'passing' | 'statement';

/** What the database did to us; everything else that a command throws is its own doing. */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure';

  constructor(
    readonly kind: FailureKind,
    override readonly cause: Error,
  ) {
    super(cause.message);
  }
}

function asFailure(error: unknown): DatabaseFailure {
  const cause = asError(error);
  return new DatabaseFailure(kindOf(cause), cause);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** SQLSTATE classes: 08 connection, 57P operator intervention, 53 resources, 40 rollback, 55P03 and 57014 timeouts. */
function kindOf(error: Error): FailureKind {
  const code = error instanceof pg.DatabaseError ? error.code : undefined;
  if (code === undefined || code.startsWith('08') || code.startsWith('57P') || code.startsWith('25P')) {
    return 'connection';
  }
  if (code.startsWith('53') || code.startsWith('40') || code === '55P03' || code === '57014') return 'passing';
  return 'statement';
}
