import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { SchedulerEvent } from '../domain/scheduler-events.js';
import type { SchedulerState } from '../domain/scheduler-state.js';

/** The only row of `scheduler`; there is none until somebody pauses for the first time. */
export interface SchedulerRow {
  /** Empty, as the id of the stream. */
  readonly id: string;
  readonly paused: boolean;
  readonly paused_by: string | null;
  readonly paused_at: string | null;
  readonly reason: string | null;
  readonly updated_at: string;
}

const SCHEDULER_ROW = table<SchedulerRow>({
  name: 'scheduler',
  key: ['id'],
  columns: ['id', 'paused', 'paused_by', 'paused_at', 'reason', 'updated_at'],
});

/** A row of `scheduler_drains`: a drain that has not ended. */
export interface DrainRow {
  readonly id: string;
  readonly deadline_at: string;
}

const DRAINS = table<DrainRow>({ name: 'scheduler_drains', key: ['id'], columns: ['id', 'deadline_at'] });

/** The pause as others read it, and the drains that somebody has still to end. */
export const schedulerView: InlineView<SchedulerState, SchedulerEvent> = {
  name: 'scheduler',
  version: 1,
  category: 'scheduler',
  tables: [SCHEDULER_ROW, DRAINS],

  project({ id, before, after }: StreamChange<SchedulerState, SchedulerEvent>, rows: RowSink): void {
    const { paused, paused_by, paused_at, reason, updated_at, drains } = after;
    if (updated_at !== undefined) {
      rows.put(SCHEDULER_ROW, {
        id,
        paused,
        paused_by: paused_by ?? null,
        paused_at: paused_at ?? null,
        reason: reason ?? null,
        updated_at,
      });
    }
    const open = new Set(drains.map((drain) => drain.id));
    const known = new Set(before.drains.map((drain) => drain.id));
    for (const drain of before.drains) if (!open.has(drain.id)) rows.remove(DRAINS, { id: drain.id });
    for (const { id: drain, deadline_at } of drains)
      if (!known.has(drain)) rows.put(DRAINS, { id: drain, deadline_at });
  },
};
