/**
 * What the service has acknowledged, and whether the log holds all of it. An answer that arrived whole is a promise;
 * a command without an answer may have happened or not.
 */
import type pg from 'pg';

/** A marker of what an acknowledged answer promised: an event's type and what its data must hold. */
interface Promised {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface StoredEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export class Journal {
  readonly promises: Promised[] = [];
  /** Refusals and failures, as `status method path`. */
  readonly refused: string[] = [];
  /** Commands that got no answer. */
  unanswered = 0;
  private highest = 0;

  constructor(private readonly onAcknowledged: (count: number) => void = () => undefined) {}

  /** The greatest position that an answer named. */
  get position(): number {
    return this.highest;
  }

  acknowledge(type: string, data: Promised['data'], position: number): void {
    this.promises.push({ type, data });
    this.highest = Math.max(this.highest, position);
    this.onAcknowledged(this.promises.length);
  }

  /** The promises that the log does not keep. */
  async broken(database: pg.Client): Promise<readonly Promised[]> {
    const { rows } = await database.query<StoredEvent>("SELECT type, data FROM events WHERE stream LIKE 'task:%'");
    const kept = new Map<string, StoredEvent[]>();
    for (const row of rows) {
      const same = kept.get(placeOf(row));
      if (same) same.push(row);
      else kept.set(placeOf(row), [row]);
    }
    return this.promises.filter((promised) => !kept.get(placeOf(promised))?.some((event) => holds(event, promised)));
  }
}

function placeOf({ type, data }: StoredEvent | Promised): string {
  return `${type} ${String(data.run_id ?? data.id)}`;
}

function holds(event: StoredEvent, promised: Promised): boolean {
  return Object.entries(promised.data).every(
    ([name, value]) => JSON.stringify(event.data[name]) === JSON.stringify(value),
  );
}
