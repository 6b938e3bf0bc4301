import type { Json } from '../../ledger/event.js';
import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { RunProgress } from '../../tasks/domain/run-events.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../tasks/domain/task-state.js';

/** A row of `run_steps`: what a worker said last of one step of its run (`http.md` 11.7). */
export interface RunStepRow {
  readonly run_id: string;
  readonly index: number;
  readonly description: string;
  readonly actions: Json;
  /** Bytes of the step as part of a workflow: what was done, without what came of it. */
  readonly workflow_bytes: number;
  /** Of the event that said it. */
  readonly position: number;
}

const RUN_STEPS = table<RunStepRow>({
  name: 'run_steps',
  key: ['run_id', 'index'],
  columns: ['run_id', 'index', 'description', 'actions', 'workflow_bytes', 'position'],
});

/** The same rows, to be taken away with their run. */
const STEPS_OF_RUN = table<RunStepRow>({ ...RUN_STEPS, key: ['run_id'] });

/** The steps of runs: of what was said of one step the last word stands. */
export const runStepsView: InlineView<TaskStream, TaskEvent> = {
  name: 'run_steps',
  version: 2,
  category: 'task',
  tables: [RUN_STEPS],

  project({ before, after, events }: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    if (!existingTask(after)) {
      for (const { id, has_steps } of existingTask(before)?.runs ?? []) {
        if (has_steps === true) rows.remove(STEPS_OF_RUN, { run_id: id });
      }
      return;
    }
    for (const event of events) {
      if (event.type !== 'task.run_progress') continue;
      const row = stepRow(event.data, event.position);
      if (row) rows.put(RUN_STEPS, row);
    }
  },
};

function stepRow(data: RunProgress, position: number): RunStepRow | undefined {
  const { run_id, index, description = '', actions = [] } = data;
  if (index === undefined) return undefined;
  const step = { description, actions: actions.map(({ name, params }) => ({ name, params })) };
  return {
    ...{ run_id, index, description, position },
    actions: actions.map((action) => ({ ...action })),
    workflow_bytes: Buffer.byteLength(JSON.stringify(step)),
  };
}
