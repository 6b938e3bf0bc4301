import type { RecordedEvent } from '../../ledger/event.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import type { ActorKind } from '../../tasks/domain/vocabulary.js';

/** The types of events that timelines and streams show, by name. */
export const SHOWN_EVENT_TYPES: readonly string[] = Object.entries(taskStream.events)
  .filter(([, { visibility }]) => visibility === 'public')
  .map(([type]) => type)
  .sort();

/** Which events of all tasks a stream is narrowed to; what is not given narrows nothing. */
export interface EventFilter {
  /** Events of tasks of this workspace. */
  readonly workspaceId?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Events caused by this actor, or by any of this kind. */
  readonly actor?: { readonly kind: ActorKind; readonly ref?: string | undefined } | undefined;
}

/** Whether an event is of the filter's types and actors; its workspace is known with its task alone. */
export function passes({ types, actor }: EventFilter, { type, actor: cause }: RecordedEvent): boolean {
  if (types && !types.includes(type)) return false;
  if (!actor) return true;
  return actor.kind === cause.kind && (actor.ref === undefined || actor.ref === cause.ref);
}
