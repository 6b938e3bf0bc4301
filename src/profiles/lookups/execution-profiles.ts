import { Injectable } from '@nestjs/common';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Staging } from '../../ledger/lane/preparation.js';
import type { Recorded } from '../../ledger/stream-type.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../tasks/domain/task-state.js';
import type { StoredProfile } from '../domain/stored-profile.js';

const PROFILES =
  'SELECT task_id, profile, created_at, updated_at FROM execution_profiles WHERE task_id = ANY($1::text[])';
/** A document may have hundreds of KiB, and few commands ask for one. */
const CAPACITY = 100;

/** The profiles that tasks have of their own; the state of a task says only whether there is one, and whom it lets claim. */
@Injectable()
export class ExecutionProfiles implements LaneIndex<TaskStream, TaskEvent> {
  readonly category = 'task';
  /** Task id to its profile; no value means that the default applies. */
  readonly executionProfileOf = new LaneLookup<StoredProfile>('execution profile of task', readProfiles, CAPACITY);

  staged(
    change: {
      readonly id: string;
      readonly before: TaskStream;
      readonly after: TaskStream;
      readonly event: Recorded<TaskEvent>;
    },
    unit: Staging,
  ): void {
    const { id, before, after, event } = change;
    const is = existingTask(after)?.execution_profile;
    if (is === existingTask(before)?.execution_profile) return;
    const stored = is && event.type === 'task.execution_profile_updated' ? event.data : undefined;
    unit.put(this.executionProfileOf, id, is && stored ? { profile: stored.profile, ...is } : undefined);
  }
}

type Row = StoredProfile & { readonly task_id: string };

async function readProfiles(query: LaneQuery, ids: readonly string[]): Promise<Map<string, StoredProfile>> {
  const rows = await query<Row>(PROFILES, [ids]);
  return new Map(rows.map(({ task_id, ...stored }) => [task_id, stored]));
}
