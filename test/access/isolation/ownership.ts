/** Who has which id, as the log itself says: also of what is deleted, and of what nobody was ever told. */
import type { DataSource } from 'typeorm';

/** The workspace of something; `outside` for what is in none. */
export type Place = string;

export const OUTSIDE: Place = 'outside';

const EVENTS =
  "SELECT position, event_id, stream, type, data ->> 'workspace_id' AS workspace_id, data ->> 'run_id' AS run_id, " +
  "data ->> 'uuid' AS uuid FROM events WHERE position > $1 ORDER BY position";

interface EventRow {
  readonly position: number;
  readonly event_id: string;
  readonly stream: string;
  readonly type: string;
  readonly workspace_id: string | null;
  readonly run_id: string | null;
  readonly uuid: string | null;
}

const CREATES = new Set([
  ...['task.created', 'session.registered', 'key.created', 'workspace.created', 'review.requested'],
  ...['bridge.created', 'subscription.created'],
]);

export class Ownership {
  private readonly places = new Map<string, Place>();
  private position = 0;

  constructor(private readonly dataSource: DataSource) {}

  /** The place of an id; undefined when it is none of the service's. */
  of(id: string): Place | undefined {
    return this.places.get(id);
  }

  /** Reads on in the log. */
  async catchUp(): Promise<void> {
    for (const event of await this.dataSource.query<EventRow[]>(EVENTS, [this.position])) {
      this.position = event.position;
      this.learn(event);
    }
  }

  private learn({ event_id, stream, type, workspace_id, run_id, uuid }: EventRow): void {
    const [category = '', ...parts] = stream.split(':');
    // Triage lies where its task does, whose id comes after the actor's two parts.
    const id = parts.slice(category === 'triage' ? 2 : 0).join(':');
    if (CREATES.has(type)) this.places.set(id, category === 'workspace' ? id : (workspace_id ?? OUTSIDE));
    const place = this.places.get(id);
    if (place === undefined) throw new Error(`the first event of ${stream} is ${type}: what it creates is not known`);
    this.places.set(event_id, place);
    if (uuid !== null) this.places.set(uuid, place);
    if (run_id !== null) this.places.set(run_id, place);
  }
}
