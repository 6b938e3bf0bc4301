import type { RowSink } from '../../../src/ledger/lane/inline-view.js';
import { runStepsView } from '../../../src/runs/views/run-steps-view.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { ACTOR, ORIGIN, timeOf } from '../../support/given-when-then.js';
import { claimed, created, enqueued, progressed, RUN, task } from '../../tasks/support/task-histories.js';

const action = {
  ...{ name: 'open', params: { n: 1 }, is_done: true },
  ...{ extracted_content: 'much', error: null, include_in_memory: false },
};
const step = (index: number, description: string) => progressed({ index, description, actions: [action] });

/** What the view does when a history goes on. */
function projected(history: readonly TaskEvent[], more: readonly TaskEvent[]) {
  const put: object[] = [];
  const removed: object[] = [];
  const sink: RowSink = {
    put: (_, row) => void put.push(row),
    remove: (table, key) => void removed.push({ name: table.name, by: table.key, key }),
  };
  const before = task(...history).state;
  const after = task(...history, ...more).state;
  const events = more.map((event, n) => ({
    ...event,
    ...{ position: history.length + n + 1, recordedAt: timeOf(history.length + n), actor: ACTOR, origin: ORIGIN },
  }));
  runStepsView.project({ id: 'task-1', before, after, events }, sink);
  return { put, removed };
}

const begun = [created(), enqueued(), claimed()];
const gone: TaskEvent = { type: 'task.deleted', data: {} };

describe('the steps of runs', () => {
  it('are what was said last of each, with where that stands', () => {
    const { put, removed } = projected(begun, [step(0, 'a'), step(1, 'b'), progressed({ log: ['x'] }), step(0, 'c')]);
    expect(put).toMatchObject([
      { run_id: RUN, index: 0, description: 'a', position: 4 },
      { run_id: RUN, index: 1, description: 'b', position: 5 },
      { run_id: RUN, index: 0, description: 'c', position: 7, actions: [action] },
    ]);
    expect(removed).toEqual([]);
  });

  it('know how large they are as a workflow', () => {
    const { put } = projected(begun, [step(0, 'ä')]);
    const workflow = { description: 'ä', actions: [{ name: 'open', params: { n: 1 } }] };
    expect(put).toMatchObject([{ workflow_bytes: Buffer.byteLength(JSON.stringify(workflow)) }]);
  });

  it('go with their task, all of a run at once', () => {
    const told = [...begun, step(0, 'a')];
    const all = { name: 'run_steps', by: ['run_id'], key: { run_id: RUN } };
    expect(projected(told, [gone])).toEqual({ put: [], removed: [all] });
    expect(projected(begun, [step(0, 'a'), gone])).toEqual({ put: [], removed: [] });
  });
});
