import { Actor, Origin } from './actor.js';
import { AnyJson, LongInteger, Nested, Text, Timestamp } from './properties.js';
import { RunSummary } from './run.js';
import { TaskReference } from './task-reference.js';

/** An event as the timeline shows it. */
export class TimelineItem {
  @LongInteger() sequence: number;
  @Text() event_id: string;
  @Text() event_type: string;
  @Nested(() => TaskReference) task: TaskReference;
  @Nested(() => RunSummary, { optional: true }) run?: RunSummary;
  @Nested(() => Actor) actor: Actor;
  @Nested(() => Origin) origin: Origin;
  @AnyJson({ optional: true }) payload?: unknown;
  @Timestamp() timestamp: string;
}

/** The data of one frame of the stream (`http.md` 8). */
export class StreamFrame {
  @LongInteger() sequence: number;
  @Text() type: string;
  @Nested(() => TimelineItem) timeline: TimelineItem;
}
