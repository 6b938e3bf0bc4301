/** The outbox as a pure view: what its rows are after a history, however it is cut into flushes. */
import type { RowSink } from '../../../src/ledger/lane/inline-view.js';
import type { Recorded } from '../../../src/ledger/stream-type.js';
import { deliveryIdOf, webhookOutboxView } from '../../../src/notifications/views/webhook-outbox-view.js';
import { recoverRun } from '../../../src/tasks/domain/decide/retry-run.js';
import type { RunCall } from '../../../src/tasks/domain/run-call.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { ACTOR, ORIGIN, timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  completed,
  created,
  enqueued,
  failed,
  RUN,
  runCanceled,
  TASK,
} from '../../tasks/support/task-histories.js';

const CALLBACK = 'https://back.example.com/end';
const CALLED = created({ metadata: { callback_url: CALLBACK } });
const HOOK: RunCall = { webhook: { url: 'http://hooks.example.com:8080/x', front: 'd', principal: 'ann' } };

/** The rows after a history whose flushes hold so many events each. */
function rowsAfter(history: readonly TaskEvent[], perFlush: number): object[] {
  const rows = new Map<string, object>();
  const keyOf = (row: object): string => ('run_id' in row ? String(row.run_id) : '');
  const sink: RowSink = {
    put: (_table, row) => void rows.set(keyOf(row), row),
    remove: (_table, key) => void rows.delete(keyOf(key)),
  };
  const recorded = history.map((event, n): Recorded<TaskEvent> => ({
    ...event,
    position: 100 + n,
    recordedAt: timeOf(n),
    actor: ACTOR,
    origin: ORIGIN,
  }));
  let before: TaskStream = taskStream.initial;
  for (let from = 0; from < recorded.length; from += perFlush) {
    const events = recorded.slice(from, from + perFlush);
    const after = events.reduce<TaskStream>((state, event) => taskStream.evolve(state, event), before);
    webhookOutboxView.project({ id: TASK, before, after, events }, sink);
    before = after;
  }
  return [...rows.values()];
}

/** The same however it was cut: a rebuild sees a stream at once. */
function rowsOf(...history: readonly TaskEvent[]): object[] {
  const [first = [], ...others] = [1, 2, 3, history.length].map((perFlush) => rowsAfter(history, perFlush));
  for (const other of others) expect(other).toEqual(first);
  return first;
}

it.each([
  ['completed', completed()],
  ['failed', failed()],
  ['canceled', runCanceled()],
])('has a row for a run that is %s, from that event on', (_, end) => {
  expect(rowsOf(CALLED, enqueued(), claimed())).toEqual([]);
  expect(rowsOf(CALLED, enqueued(), claimed(), end)).toEqual([
    {
      run_id: RUN,
      delivery_id: deliveryIdOf(RUN, CALLBACK),
      called_as: null,
      task_id: TASK,
      url: CALLBACK,
      host: 'back.example.com:443',
      front: 'b',
      principal: 'local-user',
      ended_at: timeOf(3),
      position: 103,
    },
  ]);
});

it('sends to the webhook of the run in place of the callback', () => {
  expect(rowsOf(CALLED, enqueued(HOOK), claimed(), completed())).toMatchObject([
    { url: 'http://hooks.example.com:8080/x', host: 'hooks.example.com:8080', front: 'd', principal: 'ann' },
  ]);
});

it.each([
  ['nobody waits for', created(), enqueued()],
  ['wants nobody told', CALLED, enqueued({ webhook: 'none' })],
  ['only makes schemas', CALLED, enqueued({ purpose: 'schema_generation' })],
])('has no row for a run that %s', (_, made, queued) => {
  expect(rowsOf(made, queued, claimed(), completed())).toEqual([]);
});

it('loses the row with the outcome, whatever that is', () => {
  const delivery = { run_id: RUN, delivery_id: 'whd-1' };
  const ended = [CALLED, enqueued(), claimed(), completed()] as const;
  expect(
    rowsOf(...ended, { type: 'task.run_webhook_delivered', data: { ...delivery, attempt: 1, status_code: 200 } }),
  ).toEqual([]);
  expect(
    rowsOf(...ended, { type: 'task.run_webhook_failed', data: { ...delivery, attempts: 6, last_error: 'gone' } }),
  ).toEqual([]);
});

it('loses the row with the task', () => {
  expect(rowsOf(CALLED, enqueued(), claimed(), completed(), { type: 'task.deleted', data: {} })).toEqual([]);
});

it('names a recovered run as its caller knows it', () => {
  const attention: TaskEvent = {
    type: 'task.run_needs_attention',
    data: { run_id: RUN, task_status: 'ready', diagnostic: 'nobody came', queued_at: timeOf(1) },
  };
  const before = [CALLED, enqueued(HOOK), attention];
  const task = existingTask(
    before.reduce<TaskStream>(
      (state, event, n) =>
        taskStream.evolve(state, { ...event, position: n + 1, recordedAt: timeOf(n), actor: ACTOR, origin: ORIGIN }),
      taskStream.initial,
    ),
  );
  const source = task?.runs[0];
  if (!task || !source) throw new Error('there is a run');
  const run_id = 'run-0000000000000002';
  const recovered = recoverRun(task, source, { by: ACTOR }, { run_id, number: 9, now: timeOf(3) });
  if (!Array.isArray(recovered)) throw new Error('it is recovered');
  const on = (event: TaskEvent): TaskEvent => ({ ...event, data: { ...event.data, run_id } }) as TaskEvent;
  expect(rowsOf(...before, ...recovered)).toEqual([]);
  expect(rowsOf(...before, ...recovered, on(claimed()), on(completed()))).toMatchObject([
    { run_id, called_as: RUN, delivery_id: deliveryIdOf(RUN, 'http://hooks.example.com:8080/x'), principal: 'ann' },
  ]);
});

it('gives one id to a run and a URL, and others to others', () => {
  const id = deliveryIdOf(RUN, CALLBACK);
  expect(id).toMatch(/^whd-[0-9a-f]{16}$/);
  expect(deliveryIdOf(RUN, CALLBACK)).toBe(id);
  expect(deliveryIdOf('run-other', CALLBACK)).not.toBe(id);
  expect(deliveryIdOf(RUN, `${CALLBACK}2`)).not.toBe(id);
});
