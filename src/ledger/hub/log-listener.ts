import pg from 'pg';
import { AWAITED_CHANNEL } from '../followers/awaited.js';
import { LEDGER_CHANNEL } from '../lane/write-flush.js';

const RETRY_MS = 1_000;

/**
 * The instance's one LISTEN connection: wakes the hub whenever any instance has appended. When the connection is lost
 * it comes back on its own; until then the hub's poll finds what is new.
 */
export class LogListener {
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    /** Told of the position that somebody's flush came to; of none where something may have been missed. */
    private readonly wake: (position?: number) => void,
    private readonly onError: (error: unknown) => void = () => undefined,
    /** Told of a view that somebody waits for in whatever instance. */
    private readonly awaited: (view: string) => void = () => undefined,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'taskledger listener',
      keepAlive: true,
    });
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client));
    client.on('notification', ({ channel, payload }) => {
      if (channel === LEDGER_CHANNEL) this.wake(positionIn(payload));
      else this.awaited(payload ?? '');
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${LEDGER_CHANNEL}; LISTEN ${AWAITED_CHANNEL}`);
    } catch (error) {
      this.client = client;
      this.lost(client, error);
      return;
    }
    if (this.closed) return client.end();
    this.client = client;
    this.wake();
  }

  async stop(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    const client = this.client;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  private lost(client: pg.Client, error?: unknown): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    if (error !== undefined) this.onError(error);
    void client.end().catch(() => undefined);
    this.retry = setTimeout(() => void this.start(), RETRY_MS);
    this.retry.unref();
  }
}

/** Releases before this one notified without a position. */
function positionIn(payload: string | undefined): number | undefined {
  return payload !== undefined && /^[1-9]\d{0,15}$/.test(payload) ? Number(payload) : undefined;
}
