import { Actor } from './actor.js';
import { Flag, Nested, Text, Timestamp } from './properties.js';

/** What an actor has done with a task in its inbox. */
export class Triage {
  @Text() task_id: string;
  @Nested(() => Actor) actor: Actor;
  @Flag() read: boolean;
  @Flag() archived: boolean;
  @Flag() dismissed: boolean;
  @Timestamp({ optional: true }) last_seen_activity_at?: string;
  @Timestamp() updated_at: string;
}
