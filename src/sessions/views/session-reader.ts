import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionLifecycle } from '../domain/session-state.js';
import { SessionSightings } from './session-sightings.js';
import { AGENT_SESSIONS, type SessionRow } from './session-view.js';
import { showSession, type ShownSession } from './shown-session.js';

/** Filters that must all hold; those that are undefined do not narrow. */
export interface SessionFilter {
  readonly state?: SessionLifecycle;
  readonly workspace_id?: string;
  readonly agent_name?: string;
  /** `created_at` and id of the session after which the page begins. */
  readonly before?: readonly string[];
}

/** A session's row with when it was seen, as far as that is written, and the database's time of reading. */
interface ReadRow extends SessionRow {
  readonly last_seen_at: string | null;
  readonly read_at: string;
}

export interface ReadSession extends ReadRow {
  /** When it was asked for, by this process's monotonic clock, in ms. */
  readonly asked: number;
}

const SELECT =
  `SELECT ${AGENT_SESSIONS.columns.map((column) => `s.${column}`).join(', ')}, g.last_seen_at, ` +
  "date_trunc('milliseconds', clock_timestamp()) AS read_at " +
  'FROM agent_sessions s LEFT JOIN agent_session_sightings g USING (session_id)';
const ONE = `${SELECT} WHERE s.session_id = $1`;
const NEWEST =
  `${SELECT} WHERE ($1::text IS NULL OR s.state = $1) AND ($2::text IS NULL OR s.workspace_id = $2) ` +
  'AND ($3::text IS NULL OR s.agent_name = $3) ' +
  'AND ($4::timestamptz IS NULL OR (s.created_at, s.session_id) < ($4, $5)) ' +
  'ORDER BY s.created_at DESC, s.session_id DESC LIMIT $6';
const WITHIN = 'SELECT session_id FROM agent_sessions WHERE session_id = ANY($1::text[]) AND workspace_id = $2';

/** Reads sessions from their view. */
@Injectable()
export class SessionReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sightings: SessionSightings,
  ) {}

  async find(sessionId: string): Promise<ReadSession | undefined> {
    const [session] = await this.read(ONE, [sessionId]);
    return session;
  }

  /** Those of the sessions that belong to the workspace. */
  async within(workspaceId: string, sessionIds: readonly string[]): Promise<string[]> {
    const rows = await this.dataSource.query<{ session_id: string }[]>(WITHIN, [sessionIds, workspaceId]);
    return rows.map((row) => row.session_id);
  }

  /** Newest first, at most `limit`. */
  list({ state, workspace_id, agent_name, before }: SessionFilter, limit: number): Promise<ReadSession[]> {
    const filters = [state, workspace_id, agent_name, before?.[0], before?.[1]].map((value) => value ?? null);
    return this.read(NEWEST, [...filters, limit]);
  }

  /**
   * The session as callers see it, seen last when the table says or when this instance remembers, whichever is later.
   * An age becomes a time of the database's clock: its age when it was asked for, before the time of reading, so that nothing is
   * seen too early. Times of one form sort as they follow each other.
   */
  show(session: ReadSession): ShownSession {
    const written = session.last_seen_at ?? session.created_at;
    const age = this.sightings.ageMs(session.session_id, session.asked);
    const remembered = age === undefined ? written : new Date(Date.parse(session.read_at) - age).toISOString();
    return showSession(session, remembered > written ? remembered : written);
  }

  private async read(text: string, values: unknown[]): Promise<ReadSession[]> {
    const asked = performance.now();
    const rows = await this.dataSource.query<ReadRow[]>(text, values);
    return rows.map((row) => ({ ...row, asked }));
  }
}
