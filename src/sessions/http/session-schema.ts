import { Flag, Integer, Text, TextList, Timestamp, Word } from '../../http/schemas/properties.js';

/** The states of a session, in the order of its life. */
export const SESSION_STATES = ['starting', 'active', 'stopping', 'stopped'] as const;

/** An agent session (`registries.md` 2). */
export class AgentSession {
  @Text() session_id: string;
  @Text() agent_name: string;
  @Text({ optional: true }) name?: string;
  @Text({ optional: true }) workspace_id?: string;
  @Text({ optional: true }) channel?: string;
  @Text({ optional: true }) provider?: string;
  @Text({ optional: true }) model?: string;
  @TextList({ optional: true }) capabilities?: string[];
  @Word(SESSION_STATES) state: (typeof SESSION_STATES)[number];
  @Text({ optional: true }) stop_reason?: string;
  @Text({ optional: true }) failure_kind?: string;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
  @Timestamp({ description: 'Last request of the session, or its registration' }) last_seen_at: string;
  @Integer({ description: 'Seconds that it may go unseen' }) ttl_seconds: number;
  @Flag({ optional: true, description: 'Made for a run that was started: ends with the run and need not be seen' })
  system?: boolean;
}
