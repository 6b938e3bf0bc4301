import { Integer, LongInteger, Nested, Text, Timestamp, Word } from '../../http/schemas/properties.js';
import { VIEW_KINDS, VIEW_STATES } from '../views/list-views.js';

/** How far the rebuild of a view is. */
export class ViewRebuild {
  @LongInteger({ description: 'Events that are in the copy' }) events_done: number;
  @LongInteger({ description: 'Events that it was begun with' }) events_total: number;
  @Timestamp() started_at: string;
}

/** A view that can be rebuilt from the log. */
export class View {
  @Text() name: string;
  @Text({ description: 'Category of the streams that it follows from' }) category: string;
  @Word(VIEW_KINDS, { description: 'Written with each command, or behind the commands' })
  kind: (typeof VIEW_KINDS)[number];
  @Integer({ description: 'Version of its code' }) version: number;
  @LongInteger({ optional: true, description: 'How far a follower has come' }) position?: number;
  @LongInteger({ optional: true, description: 'Events between that and the head of the log' }) lag?: number;
  @Word(VIEW_STATES, { description: 'idle: another instance follows, or none' }) state: (typeof VIEW_STATES)[number];
  @Text({ optional: true, description: 'Why its follower stopped' }) error?: string;
  @Text({ optional: true, description: 'Why its last rebuild failed, where this instance did it' }) last_error?: string;
  @Nested(() => ViewRebuild, { optional: true, description: 'Under way, or cut off' }) rebuild?: ViewRebuild;
}
