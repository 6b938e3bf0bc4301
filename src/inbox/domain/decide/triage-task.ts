import type { TaskSeen, TriageEvent } from '../triage-events.js';
import { existingTriage, type TriageStream } from '../triage-state.js';

/** `triage.read`, every time: what has been seen and when is then the newest. Takes a dismissal back. */
export function markTaskRead(seen: TaskSeen): TriageEvent[] {
  return [{ type: 'triage.read', data: seen }];
}

/** `triage.archived`, every time: the task is out of the actor's way for good. */
export function archiveTask(seen: TaskSeen): TriageEvent[] {
  return [{ type: 'triage.archived', data: seen }];
}

/** `triage.dismissed`, every time: the task is out of the actor's way until something happens to it. */
export function dismissTask(seen: TaskSeen): TriageEvent[] {
  return [{ type: 'triage.dismissed', data: seen }];
}

/** `triage.deleted`, the tombstone, when the task is deleted; nothing where there is nothing left. */
export function deleteTriage(stream: TriageStream): TriageEvent[] {
  return existingTriage(stream) ? [{ type: 'triage.deleted', data: {} }] : [];
}
