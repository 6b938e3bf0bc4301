import { rememberedFingerprint } from '../../ledger/fingerprint.js';
import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import { type ClaimableRun, claimableRun, type ClaimClass } from '../../tasks/domain/claimability.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import type { TaskStream } from '../../tasks/domain/task-state.js';

/** A row of `claim_queue`: a run that claim-next may hand out now. Everything else is not in the table. */
export interface ClaimQueueRow {
  readonly run_id: string;
  readonly task_id: string;
  readonly class: string;
  readonly channel: string | null;
  readonly weight: number;
  readonly queued_at: string;
}

const CLAIM_QUEUE = table<ClaimQueueRow>({
  name: 'claim_queue',
  key: ['run_id'],
  columns: ['run_id', 'task_id', 'class', 'channel', 'weight', 'queued_at'],
});

/** A row of `claim_classes`: what a class of runs asks of its claimers. */
export interface ClaimClassRow {
  readonly class: string;
  readonly workspace_id: string | null;
  readonly owner_key: string;
  readonly definition: ClaimClass;
}

const CLAIM_CLASSES = table<ClaimClassRow>({
  name: 'claim_classes',
  key: ['class'],
  columns: ['class', 'workspace_id', 'owner_key', 'definition'],
  insertOnly: true,
  shared: true,
});

/** A class says whom a task's profile wants, and goes with the last run of it that an erased task had. */
const FORGET_UNUSED_CLASSES =
  'DELETE FROM claim_classes c WHERE NOT EXISTS (SELECT 1 FROM claim_queue q WHERE q.class = c.class)';

/** The claim queue: exactly the runs that somebody may claim, by class and order (`runs.md` 3.4). */
export const claimQueueView: InlineView<TaskStream, TaskEvent> = {
  name: 'claim_queue',
  version: 1,
  category: 'task',
  tables: [CLAIM_QUEUE, CLAIM_CLASSES],
  tidy: FORGET_UNUSED_CLASSES,

  project({ before, after }: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    const was = claimableRun(before);
    const now = claimableRun(after);
    if (was && was.run_id !== now?.run_id) rows.remove(CLAIM_QUEUE, { run_id: was.run_id });
    if (!now) return;
    const row = rowOf(now);
    if (was && sameRow(rowOf(was), row)) return;
    rows.put(CLAIM_QUEUE, row);
    rows.put(CLAIM_CLASSES, {
      class: row.class,
      workspace_id: now.class.workspace_id,
      owner_key: now.class.owner,
      definition: now.class,
    });
  },
};

function rowOf(run: ClaimableRun): ClaimQueueRow {
  return {
    run_id: run.run_id,
    task_id: run.task_id,
    class: rememberedFingerprint(run.class),
    channel: run.channel,
    weight: run.weight,
    queued_at: run.queued_at,
  };
}

function sameRow(one: ClaimQueueRow, other: ClaimQueueRow): boolean {
  return CLAIM_QUEUE.columns.every((column) => one[column] === other[column]);
}
