import { Actor, Origin } from './actor.js';
import { AnyJson, Nested, Text, Timestamp } from './properties.js';

/** An event as the detail of its task shows it. */
export class TaskEvent {
  @Text() id: string;
  @Text() task_id: string;
  @Text({ optional: true }) run_id?: string;
  @Text() event_type: string;
  @Nested(() => Actor) actor: Actor;
  @Nested(() => Origin) origin: Origin;
  @AnyJson({ optional: true }) payload?: unknown;
  @Timestamp() timestamp: string;
}
