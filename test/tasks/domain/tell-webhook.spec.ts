import { webhookTold } from '../../../src/tasks/domain/decide/tell-webhook.js';
import { existingTask, findRun, type RunState, type TaskStream } from '../../../src/tasks/domain/task-state.js';
import { given, nothing } from '../../support/given-when-then.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { claimed, completed, created, enqueued, RUN } from '../support/task-histories.js';

const CALLED = { metadata: { callback_url: 'https://back.example.com/' } };
const ended = [created(CALLED), enqueued(), claimed(), completed()] as const;
const delivered = { run_id: RUN, delivery_id: 'whd-0123456789abcdef', attempt: 2, status_code: 204 };
const failed = {
  run_id: RUN,
  delivery_id: 'whd-0123456789abcdef',
  attempts: 6,
  last_status_code: 500,
  last_error: 'no',
};

function runIn(stream: TaskStream): RunState {
  const task = existingTask(stream);
  const run = task && findRun(task, RUN);
  if (!run) throw new Error('there is a run');
  return run;
}

const told = (outcome: typeof delivered | typeof failed) => (stream: TaskStream) => webhookTold(runIn(stream), outcome);

it('an end that reached its receiver is told, once', () => {
  const event = { type: 'task.run_webhook_delivered', data: delivered } as const;
  given(taskStream, ...ended)
    .when(told(delivered))
    .then(event)
    .when(told(delivered))
    .then(nothing)
    .when(told(failed))
    .then(nothing);
});

it('an end that was given up is told, once', () => {
  const event = { type: 'task.run_webhook_failed', data: failed } as const;
  given(taskStream, ...ended)
    .when(told(failed))
    .then(event)
    .when(told(delivered))
    .then(nothing);
});

it('nothing is told of a run that goes on, nor of one that nobody waits for', () => {
  given(taskStream, created(CALLED), enqueued(), claimed()).when(told(delivered)).then(nothing);
  given(taskStream, created(), enqueued(), claimed(), completed()).when(told(delivered)).then(nothing);
});

it.each([delivered, failed])('neither outcome changes the run or the task', (outcome) => {
  const before = given(taskStream, ...ended);
  const after = given(taskStream, ...ended, ...webhookTold(runIn(before.state), outcome));
  const { untold: _untold, ...run } = runIn(before.state);
  expect(runIn(after.state)).toEqual(run);
  expect(existingTask(after.state)).toMatchObject({ status: existingTask(before.state)?.status });
});
