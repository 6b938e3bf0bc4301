/** Keys that go into one read at most. */
const MAX_KEYS = 256;

interface Asked<Value> {
  readonly key: string;
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads by key, many callers at a time: what is asked for in the same turn of the event loop is read by one statement. The
 * commands of a flush are all answered in one turn. The statement begins after the asking, so that whoever asks after its commit
 * sees what it committed.
 */
export class GatheredReads<Value> {
  private asked: Asked<Value>[] = [];

  /** @param read reads the values of different keys; those without a value are left out of the map. */
  constructor(private readonly read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>) {}

  /** Rejects as the read does, for each of those who asked. */
  get(key: string): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      if (this.asked.length === 0) setImmediate(() => this.begin());
      this.asked.push({ key, resolve, reject });
    });
  }

  private begin(): void {
    const { asked } = this;
    this.asked = [];
    for (let from = 0; from < asked.length; from += MAX_KEYS) void this.answer(asked.slice(from, from + MAX_KEYS));
  }

  private async answer(asked: readonly Asked<Value>[]): Promise<void> {
    try {
      const values = await this.read([...new Set(asked.map(({ key }) => key))]);
      for (const { key, resolve } of asked) resolve(values.get(key));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
