import { Injectable } from '@nestjs/common';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Staging } from '../../ledger/lane/preparation.js';
import type { Recorded } from '../../ledger/stream-type.js';
import type { RequiredSecret } from '../domain/generated-schemas.js';
import type { TaskEvent } from '../domain/task-events.js';
import { existingTask, type TaskStream } from '../domain/task-state.js';

/** What a web task's state does not hold and a regeneration asks for. */
export interface WebTaskEntry {
  readonly website: string;
  /** As text. */
  readonly input_schema?: string;
  readonly output_schema?: string;
  readonly required_secrets: readonly RequiredSecret[];
}

const WEB_TASKS =
  'SELECT w.task_id, w.website, t.name, t.value FROM web_tasks w LEFT JOIN web_task_texts t ON t.task_id = w.task_id ' +
  "AND t.name IN ('input_schema', 'output_schema', 'required_secrets') WHERE w.task_id = ANY($1::text[])";
/** Each may be as long as a result. */
const CAPACITY = 200;

interface TextOfWebTask {
  readonly task_id: string;
  readonly website: string;
  readonly name: keyof WebTaskEntry | null;
  readonly value: string | null;
}

/**
 * Websites, schemas and secret slots of web tasks. What nobody has read is left alone, so **a command that needs them
 * must ask in `prepare`**, which runs before anything of the flush is staged, and for tasks that were there before.
 */
@Injectable()
export class WebTasks implements LaneIndex<TaskStream, TaskEvent> {
  readonly category = 'task';
  /** Task id to what it holds; no value: no web task. */
  readonly entryOf = new LaneLookup<WebTaskEntry>('web tasks', readWebTasks, CAPACITY);

  staged(
    { id, after, event }: { readonly id: string; readonly after: TaskStream; readonly event: Recorded<TaskEvent> },
    unit: Staging,
  ): void {
    const entry = this.entryOf.entries.get(id);
    if (!entry) return;
    if (!existingTask(after)) unit.put(this.entryOf, id, undefined);
    else if (event.type === 'task.schemas_reset' && event.data.cleared) {
      const { input_schema: _input, output_schema: _output, ...kept } = entry;
      unit.put(this.entryOf, id, kept);
    } else if (event.type === 'task.schemas_generated') {
      const { generated_by: _run, ...schemas } = event.data;
      unit.put(this.entryOf, id, { ...entry, ...schemas });
    }
  }
}

async function readWebTasks(query: LaneQuery, ids: readonly string[]): Promise<Map<string, WebTaskEntry>> {
  const found = new Map<string, WebTaskEntry>();
  for (const { task_id, website, name, value } of await query<TextOfWebTask>(WEB_TASKS, [ids])) {
    const entry = found.get(task_id) ?? { website, required_secrets: [] };
    if (name === null || value === null) found.set(task_id, entry);
    else if (name === 'required_secrets') {
      found.set(task_id, { ...entry, required_secrets: JSON.parse(value) as RequiredSecret[] });
    } else found.set(task_id, { ...entry, [name]: value });
  }
  return found;
}
