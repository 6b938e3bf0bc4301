/** Keeps all that keys were told, and finds in it what they had no business to know. */
import type { Ownership, Place } from './ownership.js';

const ID = /\b(?:[a-z]+-[0-9a-f]{16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g;

/** One answer or frame. */
export interface Testimony {
  /** The workspace of the key. */
  readonly place: Place;
  readonly call: string;
  /** All of the request: what it names itself, its answer may repeat. */
  readonly sent: string;
  readonly told: string;
}

export class Witness {
  private readonly kept: Testimony[] = [];

  /** `marks` are the words by which the texts of each place are known. */
  constructor(
    private readonly ownership: Ownership,
    private readonly marks: ReadonlyMap<Place, string>,
  ) {}

  keep(testimony: Testimony): void {
    this.kept.push(testimony);
  }

  get count(): number {
    return this.kept.length;
  }

  /** What was told since the last time and should not have been. */
  async leaks(): Promise<string[]> {
    await this.ownership.catchUp();
    return this.kept.splice(0).flatMap((one) => this.leaksOf(one));
  }

  private leaksOf({ place, call, sent, told }: Testimony): string[] {
    const foreignMarks = [...this.marks].filter(([owner]) => owner !== place).map(([, mark]) => mark);
    const foreignIds = [...new Set(told.match(ID) ?? [])].filter((id) => {
      const owner = this.ownership.of(id);
      return owner !== undefined && owner !== place;
    });
    return [...foreignMarks, ...foreignIds]
      .filter((secret) => told.includes(secret) && !sent.includes(secret))
      .map(
        (secret) => `${this.marks.get(place) ?? place} calls ${call} and is told ${secret}: ${around(told, secret)}`,
      );
  }
}

/** The readable form of an answer's cursor, in which ids could travel unseen. */
export function opened(cursor: string | null): string {
  return cursor === null ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
}

function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return text.slice(Math.max(0, at - 300), at + 300);
}
