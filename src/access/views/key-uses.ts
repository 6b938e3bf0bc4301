import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How often this instance looks for uses that are due to be written, in ms. */
const LOOK_MS = 1_000;
/** A key's use is written at most this often, in ms. */
const WRITE_EVERY_MS = 60_000;
/** Uses of one statement at most. */
const BATCH = 1_000;

/** In order of id, so that instances that write the same rows never wait for each other in a circle. */
const WRITE =
  'INSERT INTO api_key_uses (key_id, last_used_at) ' +
  "SELECT u.key_id, date_trunc('milliseconds', clock_timestamp() - u.age_ms * interval '1 millisecond') " +
  'FROM unnest($1::text[], $2::float8[]) AS u(key_id, age_ms) ORDER BY u.key_id ' +
  'ON CONFLICT (key_id) DO UPDATE SET last_used_at = greatest(api_key_uses.last_used_at, EXCLUDED.last_used_at)';

/** Times of this process's monotonic clock, in ms. */
interface Use {
  usedAt: number;
  /** The use that was written last, and when. */
  written: { readonly usedAt: number; readonly at: number } | undefined;
}

/** When keys were used last: operational, held in memory, written at most once a minute for a key, and no event. */
@Injectable()
export class KeyUses implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly uses = new Map<string, Use>();
  private readonly logger = new Logger('keys');
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private failing = false;

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.writeDue(), LOOK_MS).unref();
  }

  /** What is remembered is written whether it is due or not: nobody will remember it later. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    await this.write([...this.uses].filter(([, use]) => isUnwritten(use)));
  }

  /** Notes that the key was used just now. Never waits, never throws. */
  used(keyId: string): void {
    const usedAt = performance.now();
    const known = this.uses.get(keyId);
    if (known) known.usedAt = usedAt;
    else this.uses.set(keyId, { usedAt, written: undefined });
  }

  /** How long ago this instance saw the key used, in ms. */
  ageMs(keyId: string): number | undefined {
    const known = this.uses.get(keyId);
    return known && performance.now() - known.usedAt;
  }

  /** Writes what is due. One write runs at a time; a failed one is tried again at the next turn. */
  writeDue(): Promise<void> {
    this.writing ??= this.write(this.due()).finally(() => (this.writing = undefined));
    return this.writing;
  }

  private due(): [string, Use][] {
    const now = performance.now();
    return [...this.uses].filter(([, use]) => {
      return isUnwritten(use) && (use.written === undefined || now - use.written.at >= WRITE_EVERY_MS);
    });
  }

  private async write(uses: readonly [string, Use][]): Promise<void> {
    try {
      for (let at = 0; at < uses.length; at += BATCH) await this.writeBatch(uses.slice(at, at + BATCH));
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`the last use of keys could not be written: ${String(error)}`);
      this.failing = true;
    }
  }

  private async writeBatch(batch: readonly [string, Use][]): Promise<void> {
    const at = performance.now();
    const written = batch.map(([, { usedAt }]) => usedAt);
    await this.dataSource.query(WRITE, [batch.map(([id]) => id), written.map((usedAt) => at - usedAt)]);
    batch.forEach(([, use], i) => (use.written = { usedAt: written[i] ?? at, at }));
  }
}

function isUnwritten({ usedAt, written }: Use): boolean {
  return written?.usedAt !== usedAt;
}
