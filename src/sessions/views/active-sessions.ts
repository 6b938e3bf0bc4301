import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RecordedEvent } from '../../ledger/event.js';
import { Hub } from '../../ledger/hub/hub.js';
import { Lane } from '../../ledger/lane/lane.js';
import { trimOldest } from '../../ledger/lane/lookup.js';
import { parseStreamName } from '../../ledger/stream-type.js';
import { sessionStream } from '../domain/session-stream.js';
import { SessionSightings } from './session-sightings.js';
import type { SessionRow } from './session-view.js';

/** Sessions kept in memory at most; the least recently used go first. */
const CAPACITY = 10_000;

const FIND =
  'SELECT session_id, agent_name, workspace_id, channel, state, capabilities, principal_ref, ttl_seconds ' +
  'FROM agent_sessions WHERE session_id = $1';

/** What a request that names a session is checked against. */
export type KnownSession = Pick<
  SessionRow,
  'session_id' | 'agent_name' | 'workspace_id' | 'channel' | 'state' | 'capabilities' | 'principal_ref' | 'ttl_seconds'
>;

/**
 * The sessions that call: the active ones are remembered, because every agent request asks for its own. What this
 * instance commits is taken to heart before its caller is answered, what others commit as soon as the hub hears of it.
 */
@Injectable()
export class ActiveSessions implements OnModuleInit {
  private readonly known = new Map<string, KnownSession>();
  private readonly loading = new Map<string, Promise<KnownSession | undefined>>();
  /** Sessions that changed while they were being read: what was read may be older. */
  private readonly changed = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly lane: Lane,
    private readonly hub: Hub,
    private readonly sightings: SessionSightings,
  ) {}

  onModuleInit(): void {
    this.lane.onCommitted((events) => this.apply(events));
    this.hub.listen((events) => this.apply(events));
  }

  /** The session in any state; undefined when there is none. Rejects when the database cannot be asked. */
  async find(sessionId: string): Promise<KnownSession | undefined> {
    const known = this.known.get(sessionId);
    if (!known) return this.load(sessionId);
    this.known.delete(sessionId);
    this.known.set(sessionId, known);
    return known;
  }

  /** The remembered session, without asking the database. */
  remembered(sessionId: string): KnownSession | undefined {
    return this.known.get(sessionId);
  }

  private load(sessionId: string): Promise<KnownSession | undefined> {
    let loading = this.loading.get(sessionId);
    if (!loading) {
      loading = this.read(sessionId).finally(() => {
        this.loading.delete(sessionId);
        this.changed.delete(sessionId);
      });
      this.loading.set(sessionId, loading);
    }
    return loading;
  }

  private async read(sessionId: string): Promise<KnownSession | undefined> {
    for (;;) {
      this.changed.delete(sessionId);
      const [session] = await this.dataSource.query<KnownSession[]>(FIND, [sessionId]);
      if (this.changed.has(sessionId)) continue;
      if (session?.state === 'active') {
        this.known.set(sessionId, session);
        trimOldest(this.known, CAPACITY);
      }
      return session;
    }
  }

  private apply(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      const { category, id } = parseStreamName(event.stream);
      if (category !== sessionStream.category) continue;
      this.known.delete(id);
      if (this.loading.has(id)) this.changed.add(id);
      if (event.type === 'session.stopped') this.sightings.forget(id);
    }
  }
}
