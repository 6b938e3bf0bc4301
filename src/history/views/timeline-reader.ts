import { Injectable } from '@nestjs/common';
import type { JsonObject, RecordedEvent } from '../../ledger/event.js';
import { StreamRegistry } from '../../ledger/registry.js';
import { parseStreamName } from '../../ledger/stream-type.js';
import type { RunRow } from '../../tasks/views/run-tables.js';
import {
  type Documents,
  type ReferencedTask,
  TaskReader,
  type TaskWithActivity,
} from '../../tasks/views/task-reader.js';

/** An event with the task and run it is about, as they stand now (`views.md` 4). */
export interface TimelineEntry {
  readonly event: RecordedEvent;
  readonly payload: JsonObject | undefined;
  readonly task: ReferencedTask & Pick<TaskWithActivity, 'max_attempts'>;
  readonly run: RunRow | undefined;
  readonly runError: Documents['error'];
}

/** Adds to events what people want to see with them: a fixed number of reads for any number of events. */
@Injectable()
export class TimelineReader {
  constructor(
    private readonly reader: TaskReader,
    private readonly registry: StreamRegistry,
  ) {}

  /** Events of tasks that exist, in the given order; those of vanished tasks are left out (`views.md` 5.5). */
  async entries(events: readonly RecordedEvent[]): Promise<TimelineEntry[]> {
    const taskIds = new Set(events.map((event) => parseStreamName(event.stream).id));
    const runIds = new Set(events.map(runIdOf).filter((id) => id !== undefined));
    const [tasks, runs] = await Promise.all([this.reader.tasks([...taskIds]), this.reader.runs([...runIds])]);
    const failed = [...runs.values()].filter((run) => run.status === 'failed' || run.status === 'needs_attention');
    const documents = await this.reader.documents(failed.map((run) => run.id));
    const entries: TimelineEntry[] = [];
    for (const event of events) {
      const task = tasks.get(parseStreamName(event.stream).id);
      if (!task) continue;
      const run = runs.get(runIdOf(event) ?? '');
      const runError = run && documents.get(run.id)?.error;
      entries.push({ event, payload: this.registry.payloadOf(event), task, run, runError });
    }
    return entries;
  }
}

function runIdOf(event: RecordedEvent): string | undefined {
  const runId = event.data?.run_id;
  return typeof runId === 'string' ? runId : undefined;
}
