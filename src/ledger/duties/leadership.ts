import pg from 'pg';

/** Session-level advisory lock: who holds it runs the duties. */
const LEADER_LOCK = 7_261_002;

const RETRY_MS = 2_000;

/**
 * One instance leads per ledger: it holds a session-level advisory lock on a connection of its own. When it dies its
 * server session ends, the lock is free, and another instance takes it at its next try: within 10 s, also when its whole
 * machine is gone.
 */
export class Leadership {
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private leading = false;
  private stopped = false;
  private readonly onGained: (() => void)[] = [];

  constructor(
    private readonly url: string,
    private readonly onError: (error: unknown) => void = () => undefined,
  ) {}

  get leads(): boolean {
    return this.leading;
  }

  /** Calls `listener` each time that this instance begins to lead. */
  whenGained(listener: () => void): void {
    this.onGained.push(listener);
  }

  /** Tries at once, and again and again until it leads. */
  async start(): Promise<void> {
    await this.attempt();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.leading = false;
    clearTimeout(this.timer);
    const client = this.client;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private async attempt(): Promise<void> {
    if (this.stopped) return;
    try {
      const client = this.client ?? (await this.connect());
      if (!client) return;
      const result = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${LEADER_LOCK}) AS taken`);
      this.leading = !this.isStopped() && result.rows[0]?.taken === true;
    } catch (error) {
      this.lost(this.client, error);
    }
    if (!this.leading) this.retry();
    else for (const listener of this.onGained) listener();
  }

  /** Nothing when it was stopped meanwhile. */
  private async connect(): Promise<pg.Client | undefined> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'taskledger leader',
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      // A leader whose machine is gone says nothing: the server asks, and frees the lock within seconds.
      options: '-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3',
    });
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client));
    await client.connect();
    if (this.isStopped()) {
      await client.end();
      return undefined;
    }
    this.client = client;
    return client;
  }

  /** Asked anew after every wait. */
  private isStopped(): boolean {
    return this.stopped;
  }

  private lost(client: pg.Client | undefined, error?: unknown): void {
    if (this.stopped) return;
    if (error !== undefined) this.onError(error);
    if (client === undefined || client !== this.client) return;
    this.leading = false;
    this.client = undefined;
    void client.end().catch(() => undefined);
    this.retry();
  }

  private retry(): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.attempt(), RETRY_MS);
    this.timer.unref();
  }
}
