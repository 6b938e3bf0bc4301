import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { JsonObject, RecordedEvent } from '../../ledger/event.js';
import { EventLog } from '../../ledger/log/event-log.js';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import { Rejection } from '../../ledger/rejection.js';
import { StreamRegistry } from '../../ledger/registry.js';
import { streamName } from '../../ledger/stream-type.js';
import { isOpen } from '../domain/run-status.js';
import type { OpenRun, RunRow } from './run-tables.js';
import { type DependencyView, type Documents, TaskReader, type TaskWithActivity } from './task-reader.js';

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
  readonly openRuns: ReadonlyMap<string, OpenRun>;
  /** Edges of the task and of its children. */
  readonly dependencies: ReadonlyMap<string, readonly DependencyView[]>;
  readonly documents: ReadonlyMap<string, Documents>;
  /** Newest first. */
  readonly events: readonly ShownEvent[];
}

/** One task in detail, all of it as of one moment (`tasks.md` 6.3, 9). Refused: `task_not_found`. */
export class GetTask extends Query<TaskDetailView> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetTask)
export class GetTaskHandler implements IQueryHandler<GetTask> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: StreamRegistry,
  ) {}

  execute({ id }: GetTask): Promise<TaskDetailView> {
    return readSnapshot(this.dataSource, (snapshot) => this.read(snapshot, id));
  }

  private async read(snapshot: RowSource, id: string): Promise<TaskDetailView> {
    const reader = new TaskReader(snapshot);
    const task = await reader.task(id);
    if (!task) throw new Rejection('task_not_found', `task ${id} does not exist`);
    const children = task.child_count > 0 ? await reader.children(id) : [];
    const runs = await reader.runsOfTask(id, EMBEDDED_RUNS);
    const events = await new EventLog(snapshot).newestOfStream(streamName('task', id), EMBEDDED_EVENTS);
    const waiting = [task, ...children].filter((one) => one.dependency_count > 0);
    const documents = await reader.documents([id, ...runs.map((run) => run.id)]);
    return {
      task,
      children,
      runs,
      openRuns: await openRuns(reader, [task, ...children], runs, documents),
      dependencies: await reader.dependenciesOf(waiting.map((one) => one.id)),
      documents,
      events: events.map((event) => ({ event, payload: this.registry.payloadOf(event) })),
    };
  }
}

/** A task's own open run is among its newest ones, unless there are more than were read. */
async function openRuns(
  reader: TaskReader,
  [task, ...children]: readonly [TaskWithActivity, ...TaskWithActivity[]],
  runs: readonly RunRow[],
  documents: ReadonlyMap<string, Documents>,
): Promise<ReadonlyMap<string, OpenRun>> {
  const asked = runs.length < EMBEDDED_RUNS ? children : [task, ...children];
  const found = await reader.openRuns(asked.map((one) => one.id));
  const open = asked === children ? runs.find((run) => isOpen(run.status)) : undefined;
  return open ? found.set(task.id, { ...open, error: documents.get(open.id)?.error ?? null }) : found;
}
