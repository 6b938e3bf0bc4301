import type { Actor } from '../../ledger/event.js';
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import type { RunRow } from '../../tasks/views/run-tables.js';
import { TaskReader, type TaskWithActivity } from '../../tasks/views/task-reader.js';
import { type BlockingReason, blockingReason } from '../domain/blocking-reason.js';
import type { InboxPlace } from './inbox-question.js';
import { TASK_TRIAGE, type TriageRow } from './triage-view.js';

/** A task of the inbox with everything that is shown of it. */
export interface InboxItem extends InboxPlace {
  readonly task: TaskWithActivity;
  readonly run: RunRow | undefined;
  readonly run_error: unknown;
  readonly blocking_reason: BlockingReason | undefined;
  /** What the actor has done with it, as stored. */
  readonly triage: Pick<TriageRow, 'last_seen_activity_at' | 'updated_at'> | undefined;
}

/** A task has few runs: as many as it may have attempts. */
const LATEST_RUNS = `SELECT r.* FROM unnest($1::text[]) t(id) CROSS JOIN LATERAL (
  SELECT * FROM runs x WHERE x.task_id = t.id ORDER BY x.attempt DESC, x.queued_at DESC, x.id DESC LIMIT 1) r`;
const READ_TRIAGE = `SELECT task_id, last_seen_activity_at, updated_at FROM unnest($1::text[]) t(id)
  JOIN ${TASK_TRIAGE.name} r ON r.task_id = t.id WHERE r.actor_kind = $2 AND r.actor_ref = $3`;

/** Reads the items by the ids of their tasks. One whose task was deleted since is not there. */
export async function readItems(
  snapshot: RowSource,
  actor: Actor,
  places: readonly InboxPlace[],
): Promise<ReadonlyMap<string, InboxItem>> {
  if (places.length === 0) return new Map();
  const ids = places.map((place) => place.task_id);
  const reader = new TaskReader(snapshot);
  const tasks = await reader.tasks(ids);
  const runs = byTask(await snapshot.query<RunRow[]>(LATEST_RUNS, [ids]));
  const documents = await reader.documents([...runs.values()].map((run) => run.id));
  const triages = byTask(await snapshot.query<TriageRow[]>(READ_TRIAGE, [ids, actor.kind, actor.ref]));
  return new Map(
    places.flatMap((place) => {
      const { task_id } = place;
      const [task, run] = [tasks.get(task_id), runs.get(task_id)];
      if (!task) return [];
      const run_error = run && documents.get(run.id)?.error;
      const blocking_reason = blockingReason(task, run?.status);
      return [[task_id, { ...place, task, run, run_error, blocking_reason, triage: triages.get(task_id) }]];
    }),
  );
}

function byTask<Row extends { readonly task_id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.task_id, row]));
}
