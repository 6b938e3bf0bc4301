import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../tasks/domain/task-state.js';
import type { StoredProfile } from '../domain/stored-profile.js';

/** A row of `execution_profiles`: tasks without a profile of their own have none. */
export interface ExecutionProfileRow extends StoredProfile {
  readonly task_id: string;
}

const EXECUTION_PROFILES = table<ExecutionProfileRow>({
  name: 'execution_profiles',
  key: ['task_id'],
  columns: ['task_id', 'profile', 'created_at', 'updated_at'],
});

/** The execution profiles: the document as it was stored last, gone with the profile and with the task. */
export const executionProfileView: InlineView<TaskStream, TaskEvent> = {
  name: 'execution_profiles',
  version: 1,
  category: 'task',
  tables: [EXECUTION_PROFILES],

  project({ id, before, after, events }: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    const was = existingTask(before)?.execution_profile;
    const is = existingTask(after)?.execution_profile;
    if (is === was) return;
    if (!is) {
      rows.remove(EXECUTION_PROFILES, { task_id: id });
      return;
    }
    const stored = events.findLast((event) => event.type === 'task.execution_profile_updated');
    if (!stored) throw new Error(`task ${id} has got an execution profile without an event that says so`);
    rows.put(EXECUTION_PROFILES, { task_id: id, profile: stored.data.profile, ...is });
  },
};
