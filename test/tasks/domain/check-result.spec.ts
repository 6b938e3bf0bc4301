/** Completing runs whose result has to be something (`http.md` 11.6 and 12). */
import type { Json } from '../../../src/ledger/event.js';
import { ResultUnchecked, type ResultVerdict } from '../../../src/tasks/domain/decide/check-result.js';
import { completeRun } from '../../../src/tasks/domain/decide/end-run.js';
import { completeLeasedRun } from '../../../src/tasks/domain/decide/hold-run.js';
import type { LeaseHolder } from '../../../src/tasks/domain/decide/run-command.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { existingTask, findRun, type TaskStream } from '../../../src/tasks/domain/task-state.js';
import { rejects, timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  claimedWithoutLease,
  completed,
  created,
  enqueued,
  expired,
  failed,
  HASH,
  RUN,
  SESSION,
  task,
} from '../support/task-histories.js';

const holder: LeaseHolder = { session_id: SESSION, run_id: RUN, holds_other_lease: false };
const ERRORS = ['/a must be number'];
const WRONG: ResultVerdict = { errors: ERRORS };
const RIGHT: ResultVerdict = { errors: [] };
const started: TaskEvent = {
  type: 'task.run_started',
  data: { run_id: RUN, task_status: 'in_progress', session_id: SESSION },
};

const held = (more: object = {}) => task(created(), enqueued({ result_check: 'json_schema', ...more }), claimed());
const complete =
  (verdict?: ResultVerdict, result?: Json) =>
  (state: TaskStream, now: string): ReturnType<typeof completeLeasedRun> =>
    completeLeasedRun(state, { ...holder, result, verdict }, { now });
const refusal = (rejection_count: number, errors = ERRORS): TaskEvent => ({
  type: 'task.run_result_rejected',
  data: { run_id: RUN, errors, rejection_count },
});
const unsatisfied = failed({ error: 'result does not satisfy json_schema', claim_token_hash: HASH });

it('a result that will do completes the run', () => {
  held()
    .when(complete(RIGHT, { a: 1 }))
    .then(completed({ result: { a: 1 }, claim_token_hash: HASH }));
});

it('a result that will not is refused, and run and lease stay as they are', () => {
  const before = held();
  const after = before.when(complete(WRONG)).then(refusal(1));
  const runOf = (state: TaskStream) => {
    const found = existingTask(state);
    return { ...(found && findRun(found, RUN)), result_rejections: undefined };
  };
  expect(runOf(after.state)).toEqual(runOf(before.state));
  expect(existingTask(after.state)?.status).toBe(existingTask(before.state)?.status);
});

it('a corrected result completes it', () => {
  held()
    .when(complete(WRONG))
    .then(refusal(1))
    .when(complete(RIGHT))
    .then(completed({ claim_token_hash: HASH }));
});

it('the third refusal fails it', () => {
  held()
    .when(complete(WRONG))
    .then(refusal(1))
    .when(complete(WRONG))
    .then(refusal(2))
    .when(complete(WRONG))
    .then(refusal(3), unsatisfied)
    .when(complete(RIGHT))
    .then(rejects('AUTONOMY_LEASE_EXPIRED'));
});

it('refusals are counted over leases', () => {
  task(created(), enqueued({ result_check: 'json_schema' }), claimed(), refusal(1), refusal(2), expired())
    .when((state) => [claimed()].filter(() => existingTask(state) !== undefined))
    .then(claimed())
    .when(complete(WRONG))
    .then(refusal(3), unsatisfied);
});

it('an operator is refused in the same way', () => {
  const byOperator = (verdict?: ResultVerdict) => (state: TaskStream) => {
    const found = existingTask(state);
    const run = found && findRun(found, RUN);
    if (!found || !run) throw new Error('no run');
    return completeRun(found, run, { result: 1, verdict });
  };
  const running = task(
    created(),
    enqueued({ result_check: 'json_schema' }),
    claimedWithoutLease(),
    started,
    refusal(1),
    refusal(2),
  );
  running.when(byOperator(RIGHT)).then(completed({ result: 1 }));
  running.when(byOperator(WRONG)).then(refusal(3), failed({ error: 'result does not satisfy json_schema' }));
  expect(() => running.when(byOperator())).toThrow(ResultUnchecked);
});

it('nothing is decided without a verdict; who may not complete the run hears that first', () => {
  expect(() => held().when(complete())).toThrow(ResultUnchecked);
  held()
    .when((state) => complete()(state, timeOf(301)))
    .then(rejects('AUTONOMY_LEASE_EXPIRED'));
  held()
    .when((state, now) => completeLeasedRun(state, { ...holder, session_id: 'sess-2' }, { now }))
    .then(rejects('AUTONOMY_NO_ACTIVE_LEASE'));
});

it('a run that asks for nothing needs no verdict, and none matters', () => {
  const plain = task(created(), enqueued(), claimed());
  plain.when(complete()).then(completed({ claim_token_hash: HASH }));
  plain.when(complete(WRONG)).then(completed({ claim_token_hash: HASH }));
});

describe('a schema run', () => {
  const schemas = { input_schema: '{"type":"object"}', output_schema: 'true' };
  const schemaRun = () => held({ result_check: 'schema_generation', purpose: 'schema_generation' });

  it('gives the task its schemas with its end', () => {
    schemaRun()
      .when(complete({ errors: [], schemas }))
      .then(completed({ claim_token_hash: HASH }), {
        type: 'task.schemas_generated',
        data: { generated_by: RUN, ...schemas },
      });
  });

  it('gives none when its result is refused', () => {
    schemaRun()
      .when(complete({ errors: ERRORS, schemas }))
      .then(refusal(1));
  });
});
