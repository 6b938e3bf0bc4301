import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RecordedEvent } from '../../ledger/event.js';
import { Hub } from '../../ledger/hub/hub.js';
import { EventLog } from '../../ledger/log/event-log.js';
import { StreamRegistry } from '../../ledger/registry.js';
import { parseStreamName, type Recorded } from '../../ledger/stream-type.js';
import { evolveKey } from '../domain/evolve-key.js';
import type { KeyEvent } from '../domain/key-events.js';
import { type KeyState, usableSecrets } from '../domain/key-state.js';
import { keyStream } from '../domain/key-stream.js';
import { Credential } from './credential.js';
import { DatabaseClock } from './database-clock.js';
import { keyOfRow, type KeyRow } from './key-view.js';
import { Latest } from './latest.js';

const ALL = 'SELECT * FROM api_keys';

/** How long the hub may take to bring what the log is known to hold, in ms. */
const HEARD_WITHIN_MS = 1_000;

interface KnownKey {
  readonly key: KeyState;
  /** Position of its last event. */
  readonly position: number;
}

/**
 * Every key in the memory of this instance, by the hashes of its secrets: a valid key costs no query. They are read at
 * the first request and then follow the log through the hub, so that what any instance does to a key holds in all of
 * them as soon as they hear of it. A secret that is not known, or no longer, is refused only after this instance has
 * heard all that is in the log by then: a key that was just made elsewhere works here, and every refusal takes the
 * same way.
 */
@Injectable()
export class KnownKeys implements OnModuleInit {
  private readonly keys = new Map<string, KnownKey>();
  private readonly credentials = new Map<string, Credential>();
  private readonly upToDate = new Latest(() => this.hearAll());
  private loading: Promise<void> | undefined;
  /** Heard before the keys were read; undefined once they are. */
  private early: RecordedEvent[] | undefined = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly hub: Hub,
    private readonly log: EventLog,
    private readonly registry: StreamRegistry,
    private readonly clock: DatabaseClock,
  ) {}

  onModuleInit(): void {
    this.hub.listen((events) => this.hear(events));
  }

  /** The credential that the secret with this hash is now. Rejects when the database is needed and out of reach. */
  async find(hash: string): Promise<Credential | undefined> {
    if (this.early) await this.load();
    const known = this.valid(hash);
    if (known) return known;
    await this.upToDate.run();
    return this.valid(hash);
  }

  /** Resolves when what stands at `position` holds in this instance. */
  async heard(position: number): Promise<void> {
    await this.hub.reached(position, HEARD_WITHIN_MS);
  }

  private valid(hash: string): Credential | undefined {
    const credential = this.credentials.get(hash);
    return credential?.over === false ? credential : undefined;
  }

  private async hearAll(): Promise<void> {
    await this.heard(await this.log.head());
  }

  /** Not before a request needs it: the hub listens by then, and no event falls between the two. */
  private load(): Promise<void> {
    return (this.loading ??= this.read().finally(() => (this.loading = undefined)));
  }

  private async read(): Promise<void> {
    await this.clock.start();
    const rows = await this.dataSource.query<KeyRow[]>(ALL);
    for (const row of rows) this.set({ key: keyOfRow(row), position: row.position });
    const early = this.early ?? [];
    this.early = undefined;
    this.hear(early);
  }

  private hear(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      const { category, id } = parseStreamName(event.stream);
      if (category !== keyStream.category) continue;
      if (this.early) this.early.push(event);
      else this.apply(id, event);
    }
  }

  private apply(id: string, event: RecordedEvent): void {
    const known = this.keys.get(id);
    if (known && event.position <= known.position) return;
    const recorded = this.registry.recorded(event) as Recorded<KeyEvent>;
    this.set({ key: evolveKey(known?.key ?? null, recorded), position: event.position });
  }

  private set(known: KnownKey): void {
    const { key } = known;
    const before = this.keys.get(key.id);
    this.keys.set(key.id, known);
    const usable = usableSecrets(key);
    for (const { hash } of before ? usableSecrets(before.key) : []) {
      if (!usable.some((secret) => secret.hash === hash)) this.withdraw(hash);
    }
    for (const { hash, until } of usable) {
      const end = until === undefined ? undefined : Date.parse(until);
      const credential = this.credentials.get(hash);
      if (credential) credential.endAt(end);
      else this.credentials.set(hash, new Credential(key, end, this.clock));
    }
  }

  private withdraw(hash: string): void {
    const credential = this.credentials.get(hash);
    this.credentials.delete(hash);
    credential?.withdraw();
  }
}
