/** How long a value counts as fresh, in ms. */
const FRESH_MS = 5_000;
/** A reading that takes long is repeated the more seldom: it may keep one connection busy for a twentieth of the time. */
const REST_FACTOR = 20;
/** How long anybody waits for a reading, in ms; it goes on for those who ask later. */
const PATIENCE_MS = 2_000;

/** A value that costs a read of the database, for metrics: however often it is asked for, it is read now and then only. */
export class CachedReading<T> {
  private value: T | undefined;
  private freshUntil = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** The last value, read anew where it is no longer fresh; undefined where it could not be read. Never rejects. */
  async get(): Promise<T | undefined> {
    if (performance.now() >= this.freshUntil) {
      this.reading ??= this.refresh().finally(() => (this.reading = undefined));
      await withPatience(this.reading);
    }
    return this.value;
  }

  private async refresh(): Promise<void> {
    const begun = performance.now();
    try {
      this.value = await this.read();
    } catch (error) {
      this.value = undefined;
      this.onFailure(error);
    }
    const ended = performance.now();
    this.freshUntil = ended + Math.max(FRESH_MS, REST_FACTOR * (ended - begun));
  }
}

async function withPatience(reading: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([reading, enough]);
  clearTimeout(timer);
}
