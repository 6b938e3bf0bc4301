import type { RowSource } from '../../../ledger/log/read-snapshot.js';
import type { SchedulerRow } from '../../../scheduler/views/scheduler-view.js';

const PAUSE = 'SELECT paused, paused_by, paused_at, reason, updated_at FROM scheduler';

/** Whether claim-next hands out runs at all, and who stopped it (`runs.md` 5). */
export type SchedulerPause = Omit<SchedulerRow, 'id' | 'updated_at'> & { readonly updated_at: string | null };

const UNTOUCHED: SchedulerPause = { paused: false, paused_by: null, paused_at: null, reason: null, updated_at: null };

/** The scheduler's pause; there is no row until somebody pauses for the first time. */
export async function schedulerPause(source: RowSource): Promise<SchedulerPause> {
  const [row] = await source.query<SchedulerPause[]>(PAUSE);
  return row ?? UNTOUCHED;
}
