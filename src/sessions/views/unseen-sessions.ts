import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SessionSightings, WRITE_INTERVAL_MS } from './session-sightings.js';

/** Sessions of one look at most; the next look finds the rest. */
const BATCH = 500;

/** A sighting by another instance that follows on a long silence is written at its next turn: that turn is waited for. */
const GRACE_MS = 2 * WRITE_INTERVAL_MS;

const UNSEEN =
  'SELECT s.session_id, s.ttl_seconds FROM agent_sessions s LEFT JOIN agent_session_sightings g USING (session_id) ' +
  "WHERE s.state <> 'stopped' AND NOT s.system AND greatest(g.last_seen_at, s.created_at) " +
  "< clock_timestamp() - s.ttl_seconds * interval '1 second' - $1 * interval '1 millisecond' " +
  'AND s.ttl_seconds * 1000 <= $2::bigint ORDER BY greatest(g.last_seen_at, s.created_at) LIMIT $3';

/**
 * Finds sessions that nobody has seen for their ttl, by the database's clock (`registries.md` 2). While the service was
 * away nobody could be seen: a session is given its whole ttl from the start of this instance on. The service's own
 * sessions, which nobody calls as, are never looked for.
 */
@Injectable()
export class UnseenSessions {
  private readonly watchingSince = performance.now();

  constructor(
    private readonly dataSource: DataSource,
    private readonly sightings: SessionSightings,
  ) {}

  /** Their ids, longest unseen first. */
  async find(): Promise<readonly string[]> {
    const watchedMs = Math.floor(performance.now() - this.watchingSince);
    const values = [GRACE_MS, watchedMs, BATCH];
    const rows = await this.dataSource.query<{ session_id: string; ttl_seconds: number }[]>(UNSEEN, values);
    return rows.filter((row) => !this.isRemembered(row)).map((row) => row.session_id);
  }

  /** Whether this instance has seen the session within its ttl and has only not been able to write it yet. */
  private isRemembered(row: { readonly session_id: string; readonly ttl_seconds: number }): boolean {
    const age = this.sightings.ageMs(row.session_id);
    return age !== undefined && age <= row.ttl_seconds * 1_000;
  }
}
