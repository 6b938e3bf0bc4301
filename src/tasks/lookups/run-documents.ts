import { Injectable } from '@nestjs/common';
import type { Json } from '../../ledger/event.js';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Staging } from '../../ledger/lane/preparation.js';
import type { TaskEvent } from '../domain/task-events.js';
import { existingTask, type TaskStream } from '../domain/task-state.js';

const METADATA = "SELECT owner_id, value FROM task_documents WHERE owner_id = ANY($1::text[]) AND name = 'metadata'";
/** Each may be 16 KiB. */
const CAPACITY = 500;

/**
 * Metadata of runs, which their states do not hold and which never changes: what a run was asked for. Nobody knows a run's
 * id before its flush is committed, so that a row is there when it is asked for.
 */
@Injectable()
export class RunDocuments implements LaneIndex<TaskStream, TaskEvent> {
  readonly category = 'task';
  /** Run id to its metadata; no value means none. */
  readonly metadataOf = new LaneLookup<Json>('metadata of run', readMetadata, CAPACITY);

  staged({ before, after }: { readonly before: TaskStream; readonly after: TaskStream }, unit: Staging): void {
    if (existingTask(after)) return;
    for (const { id } of existingTask(before)?.runs ?? []) {
      if (this.metadataOf.entries.has(id)) unit.put(this.metadataOf, id, undefined);
    }
  }
}

async function readMetadata(query: LaneQuery, ids: readonly string[]): Promise<Map<string, Json>> {
  const rows = await query<{ owner_id: string; value: Json }>(METADATA, [ids]);
  return new Map(rows.map((row) => [row.owner_id, row.value]));
}
