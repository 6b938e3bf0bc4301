import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { JsonObject, RecordedEvent } from '../../ledger/event.js';
import { EventLog } from '../../ledger/log/event-log.js';
import { Rejection } from '../../ledger/rejection.js';
import { StreamRegistry } from '../../ledger/registry.js';
import { streamName } from '../../ledger/stream-type.js';
import type { RunRow } from './run-tables.js';
import { type Documents, TaskReader, type TaskWithActivity } from './task-reader.js';

/** Events and runs that a task's detail embeds; the rest is paged by the timeline and the run list (`tasks.md` 6.3). */
const EMBEDDED_EVENTS = 200;
const EMBEDDED_RUNS = 100;

/** An event with what of it people see. */
export interface ShownEvent {
  readonly event: RecordedEvent;
  readonly payload: JsonObject | undefined;
}

/** A task with everything that belongs to it, as stored. */
export interface TaskDetailView {
  readonly task: TaskWithActivity;
  readonly children: readonly TaskWithActivity[];
  readonly runs: readonly RunRow[];
  readonly openRuns: ReadonlyMap<string, RunRow>;
  readonly documents: ReadonlyMap<string, Documents>;
  /** Newest first. */
  readonly events: readonly ShownEvent[];
}

/** One task in detail (`tasks.md` 6.3). Refused: `task_not_found`. */
export class GetTask extends Query<TaskDetailView> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetTask)
export class GetTaskHandler implements IQueryHandler<GetTask> {
  constructor(
    private readonly reader: TaskReader,
    private readonly log: EventLog,
    private readonly registry: StreamRegistry,
  ) {}

  async execute({ id }: GetTask): Promise<TaskDetailView> {
    const task = await this.reader.task(id);
    if (!task) throw new Rejection('task_not_found', `task ${id} does not exist`);
    const [children, runs, events] = await Promise.all([
      task.child_count > 0 ? this.reader.children(id) : [],
      this.reader.runsOfTask(id, EMBEDDED_RUNS),
      this.log.newestOfStream(streamName('task', id), EMBEDDED_EVENTS),
    ]);
    const [openRuns, documents] = await Promise.all([
      this.reader.openRuns([id, ...children.map((child) => child.id)]),
      this.reader.documents([id, ...runs.map((run) => run.id)]),
    ]);
    const shown = events.map((event) => ({ event, payload: this.registry.payloadOf(event) }));
    return { task, children, runs, openRuns, documents, events: shown };
  }
}
