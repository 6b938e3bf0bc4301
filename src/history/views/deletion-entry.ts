import type { JsonObject, RecordedEvent } from '../../ledger/event.js';
import { parseStreamName } from '../../ledger/stream-type.js';
import type { TaskDeleted } from '../../tasks/domain/task-events.js';
import type { TimelineEntry } from './timeline-reader.js';

/**
 * The end of a task for those who follow it. It is made of the tombstone alone: title and all else are gone. Undefined for
 * one that says too little, of a release that erased nothing.
 */
export function deletionEntry(event: RecordedEvent): TimelineEntry | undefined {
  // What the tombstone of a task holds is its type's.
  const { scope, workspace_id, deleted_by, final_status } = (event.data ?? {}) as TaskDeleted;
  if (scope === undefined || final_status === undefined) return undefined;
  const by = deleted_by === undefined ? {} : { deleted_by: { ...deleted_by } };
  const payload: JsonObject = { ...by, origin: { ...event.origin }, final_status };
  return { event, payload, task: { ...referred(event, workspace_id), scope, status: final_status }, ...NOTHING };
}

const NOTHING = { run: undefined, runError: undefined };

function referred(event: RecordedEvent, workspaceId: string | undefined) {
  return {
    id: parseStreamName(event.stream).id,
    identifier: null,
    title: '',
    priority: 'medium',
    workspace_id: workspaceId ?? null,
    owner_kind: null,
    owner_ref: null,
    paused: false,
    paused_by_task_id: null,
    latest_event_seq: event.position,
    max_attempts: 0,
  } as const;
}
