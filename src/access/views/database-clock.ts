import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How often the two clocks are compared, in ms. */
const COMPARE_MS = 30_000;

/**
 * The database's clock without asking it each time: this machine's, corrected by how far they were apart when last
 * compared. Keys expire by it, on every instance at the same moment.
 */
@Injectable()
export class DatabaseClock implements OnModuleDestroy {
  private aheadMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly dataSource: DataSource) {}

  /** Milliseconds since 1970, as the database would say. */
  get now(): number {
    return Date.now() + this.aheadMs;
  }

  /** Compares now, and from then on regularly. Rejects when the database cannot be asked. */
  async start(): Promise<void> {
    await this.compare();
    this.timer ??= setInterval(() => void this.compare().catch(() => undefined), COMPARE_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async compare(): Promise<void> {
    const asked = Date.now();
    const [row] = await this.dataSource.query<{ now: string }[]>(
      "SELECT date_trunc('milliseconds', clock_timestamp()) AS now",
    );
    const answered = Date.now();
    if (row) this.aheadMs = Date.parse(row.now) - (asked + answered) / 2;
  }
}
