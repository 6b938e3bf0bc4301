import { Injectable } from '@nestjs/common';
import type { Json } from '../../ledger/event.js';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Staging } from '../../ledger/lane/preparation.js';
import type { Recorded } from '../../ledger/stream-type.js';
import type { TaskChanges, TaskEvent } from '../domain/task-events.js';
import { existingTask, type TaskStream } from '../domain/task-state.js';

/** The texts of a task that its state does not hold. */
export interface TaskDocumentsEntry {
  readonly description?: string;
  readonly metadata?: Json;
}

const DOCUMENTS =
  'SELECT owner_id, name, value FROM task_documents ' +
  "WHERE owner_id = ANY($1::text[]) AND name IN ('description', 'metadata')";
/** Each may be 80 KiB, and only patches and calls of fronts ask. */
const CAPACITY = 200;

/**
 * Description and metadata of tasks, for patches that must know whether they change anything, and calls whose runs take
 * over what they say. What nobody has read is left alone, so **a command that looks at them must ask in `prepare`**, which
 * runs before anything of the flush is staged.
 */
@Injectable()
export class TaskDocuments implements LaneIndex<TaskStream, TaskEvent> {
  readonly category = 'task';
  /** Task id to its documents; no value means none. */
  readonly documentsOf = new LaneLookup<TaskDocumentsEntry>('documents of task', readDocuments, CAPACITY);

  staged(
    { id, after, event }: { readonly id: string; readonly after: TaskStream; readonly event: Recorded<TaskEvent> },
    unit: Staging,
  ): void {
    const { entries } = this.documentsOf;
    if (!entries.has(id)) return;
    if (!existingTask(after)) unit.put(this.documentsOf, id, undefined);
    if (event.type === 'task.created') unit.put(this.documentsOf, id, changed({}, event.data));
    if (event.type === 'task.updated')
      unit.put(this.documentsOf, id, changed(entries.get(id) ?? {}, event.data.changes));
  }
}

function changed(before: TaskDocumentsEntry, { description, metadata }: TaskChanges): TaskDocumentsEntry {
  return {
    ...before,
    ...(description === undefined ? {} : { description }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

async function readDocuments(query: LaneQuery, ids: readonly string[]): Promise<Map<string, TaskDocumentsEntry>> {
  const found = new Map<string, TaskDocumentsEntry>();
  for (const row of await query<{ owner_id: string; name: string; value: Json }>(DOCUMENTS, [ids])) {
    found.set(row.owner_id, { ...found.get(row.owner_id), [row.name]: row.value });
  }
  return found;
}
