import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** The index `agent_sessions_active` has these states and no other; naming them leads the planner there. */
const BY_STATE =
  'SELECT state, count(*)::int AS sessions FROM agent_sessions ' +
  "WHERE state IN ('starting', 'active', 'stopping') GROUP BY state";

/** How many sessions there are that have not stopped. */
@Injectable()
export class SessionCounts {
  constructor(private readonly dataSource: DataSource) {}

  async byState(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.dataSource.query<{ state: string; sessions: number }[]>(BY_STATE);
    return new Map(rows.map(({ state, sessions }) => [state, sessions]));
  }
}
