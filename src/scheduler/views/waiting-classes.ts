import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Claimer } from '../../tasks/domain/claimability.js';
import { PRIORITY_WEIGHTS } from '../../tasks/domain/vocabulary.js';
import type { WaitingClass } from '../domain/coverage.js';

/** Every weight that a queued run can have. */
export const WEIGHTS: readonly number[] = Object.values(PRIORITY_WEIGHTS);

/** One step of the index for each class in the queue and one for each of its weights, however many runs there are. */
const CLASSES =
  'WITH RECURSIVE queued AS ((SELECT class FROM claim_queue ORDER BY class LIMIT 1) UNION ALL ' +
  'SELECT (SELECT q.class FROM claim_queue q WHERE q.class > p.class ORDER BY q.class LIMIT 1) FROM queued p ' +
  'WHERE p.class IS NOT NULL) ' +
  'SELECT c.class AS key, c.definition FROM queued p JOIN claim_classes c ON c.class = p.class WHERE EXISTS (' +
  'SELECT FROM unnest($1::smallint[]) AS w(weight) CROSS JOIN LATERAL (SELECT queued_at FROM claim_queue ' +
  'WHERE class = c.class AND weight = w.weight ORDER BY queued_at, run_id LIMIT 1) f ' +
  "WHERE f.queued_at <= now() - $2 * interval '1 millisecond') AND NOT EXISTS (SELECT FROM scheduler WHERE paused)";

/** With what they offered beyond it when they claimed. */
const PROFILE = "a.agent_name, a.workspace_id, a.channel, a.capabilities, coalesce(s.offered, '[]') AS offered";
const ACTIVE =
  "FROM agent_sessions a LEFT JOIN agent_session_sightings s USING (session_id) WHERE a.state = 'active' AND NOT a.system";

const PROFILES = `SELECT DISTINCT ${PROFILE} ${ACTIVE}`;

const OWNERS = `SELECT session_id, ${PROFILE} ${ACTIVE} AND session_id = ANY($1::text[])`;

const OWNED = 'agent_session:';

interface SessionProfile {
  readonly session_id?: string;
  readonly agent_name: string;
  readonly workspace_id: string | null;
  readonly channel: string | null;
  readonly capabilities: readonly string[];
  readonly offered: readonly string[];
}

/** Which classes have runs that wait for long, and which sessions could claim them. */
@Injectable()
export class WaitingClasses {
  constructor(private readonly dataSource: DataSource) {}

  /** The classes with a run that has been queued for `ageMs` at least; none while the scheduler is paused. */
  find(ageMs: number): Promise<WaitingClass[]> {
    return this.dataSource.query<WaitingClass[]>(CLASSES, [WEIGHTS, ageMs]);
  }

  /**
   * The active sessions that could claim from these classes, busy or not; sessions that are alike count as one. What
   * they offered with a claim counts as well. Sessions that the service made for one run claim nothing.
   */
  async claimers(waiting: readonly WaitingClass[]): Promise<readonly Claimer[]> {
    if (waiting.length === 0) return [];
    const owners = waiting.flatMap(({ definition: { owner } }) =>
      owner.startsWith(OWNED) ? [owner.slice(OWNED.length)] : [],
    );
    const profiles = await this.dataSource.query<SessionProfile[]>(PROFILES);
    const owning = owners.length > 0 ? await this.dataSource.query<SessionProfile[]>(OWNERS, [owners]) : [];
    return [...profiles, ...owning].map(claimerOf);
  }
}

function claimerOf({ session_id = '', capabilities, offered, ...profile }: SessionProfile): Claimer {
  return { session_id, ...profile, offered: new Set([...capabilities, ...offered]), priority_min: 0 };
}
