import type { Actor } from '../../ledger/event.js';
import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { TriageEvent } from '../domain/triage-events.js';
import { existingTriage, type TriageStream } from '../domain/triage-state.js';

/** A row of `task_triage`. */
export interface TriageRow {
  readonly task_id: string;
  readonly actor_kind: Actor['kind'];
  readonly actor_ref: string;
  readonly read: boolean;
  readonly archived: boolean;
  readonly dismissed: boolean;
  readonly last_seen_activity_at: string;
  readonly last_seen_event_seq: number;
  readonly updated_at: string;
  /** Where the log was: what happened to the task above it is new to the actor, even within the same millisecond. */
  readonly position: number;
}

export const TASK_TRIAGE = table<TriageRow>({
  name: 'task_triage',
  key: ['task_id', 'actor_kind', 'actor_ref'],
  columns: [
    'task_id',
    'actor_kind',
    'actor_ref',
    'read',
    'archived',
    'dismissed',
    'last_seen_activity_at',
    'last_seen_event_seq',
    'updated_at',
    'position',
  ],
});

/** The triage view: one row an actor and task, gone with the task. */
export const triageView: InlineView<TriageStream, TriageEvent> = {
  name: 'triage',
  version: 1,
  category: 'triage',
  tables: [TASK_TRIAGE],

  project({ before, after, events }: StreamChange<TriageStream, TriageEvent>, rows: RowSink): void {
    const [was, is] = [existingTriage(before), existingTriage(after)];
    const last = events.at(-1);
    if (is && last) {
      const { actor, ...kept } = is;
      rows.put(TASK_TRIAGE, { ...kept, ...keyOf({ actor }), position: last.position });
    } else if (was) {
      rows.remove(TASK_TRIAGE, { task_id: was.task_id, ...keyOf(was) });
    }
  },
};

function keyOf({ actor }: { readonly actor: Actor }): Pick<TriageRow, 'actor_kind' | 'actor_ref'> {
  return { actor_kind: actor.kind, actor_ref: actor.ref };
}
