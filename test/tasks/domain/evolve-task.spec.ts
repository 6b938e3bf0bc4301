import { evolveTask } from '../../../src/tasks/domain/evolve-task.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { attentionAt, attentionSeq } from '../../../src/tasks/domain/task-state.js';
import { ACTOR, ORIGIN, timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  claimedWithoutLease,
  completed,
  created,
  deleted,
  dependencyChanged,
  enqueued,
  expired,
  extended,
  failed,
  forceStopped,
  HASH,
  paused,
  progressed,
  released,
  RUN,
  run,
  runCanceled,
  SESSION,
  task,
  taskState,
} from '../support/task-histories.js';

const runAfter = (...history: readonly TaskEvent[]) => taskState(created(), ...history).runs[0];
const recorded = (event: TaskEvent) => ({ ...event, position: 1, recordedAt: timeOf(0), actor: ACTOR, origin: ORIGIN });
const claimMembers = [
  'claimed_by',
  'session_id',
  'claim_token_hash',
  'claim_key',
  'lease_until',
  'heartbeat_at',
  'claimed_at',
];

describe('an enqueued run', () => {
  it('has the time and origin of its event', () => {
    expect(runAfter(enqueued())).toStrictEqual(run());
  });

  it('keeps what it was made with, its metadata in the view', () => {
    const said = {
      idempotency_key: 'key-1',
      network_channel: 'build',
      coordination_channel_id: 'build',
      workflow_id: 'flow-1',
      previous_run_id: 'run-0',
    };
    const made = runAfter(enqueued({ ...said, request_fingerprint: 'f', metadata: { a: 1 } }));
    expect(made).toStrictEqual(run({ ...said, has_metadata: true }));
  });
});

describe('a claim', () => {
  it('without a lease names the claimer alone', () => {
    expect(runAfter(enqueued(), claimedWithoutLease())).toStrictEqual(
      run({ status: 'claimed', claimed_by: { kind: 'human', ref: 'ann' }, claimed_at: timeOf(2) }),
    );
  });

  it('is the current run until the run is ended or queued again', () => {
    const current = (...history: readonly TaskEvent[]) => taskState(created(), enqueued(), ...history).current_run_id;
    expect(current()).toBeUndefined();
    expect(current(claimed(), extended())).toBe(RUN);
    for (const end of [released(), expired(), completed(), failed(), runCanceled()]) {
      expect(taskState(created(), enqueued(), claimed(), end)).not.toHaveProperty('current_run_id');
    }
  });
});

describe.each([
  ['released', released()],
  ['expired', expired()],
])('a %s run', (_word, event) => {
  it('is as it was queued, but for its epoch', () => {
    const said = { idempotency_key: 'key-1', network_channel: 'build', metadata: { a: 1 } };
    const fresh = runAfter(enqueued(said));
    const again = runAfter(enqueued(said), claimed({ claim_key: 'k' }), extended(), event);
    expect(again).toStrictEqual({ ...fresh, lease_epoch: 1 });
    for (const member of claimMembers) expect(again).not.toHaveProperty(member);
  });
});

describe('an ended run', () => {
  it.each([
    ['completed', completed({ result: 1 })],
    ['failed', failed()],
    ['canceled', runCanceled()],
  ] as const)('%s keeps session, claimer and hash and loses its lease', (status, event) => {
    expect(runAfter(enqueued(), claimed(), event)).toStrictEqual(
      run({
        status,
        lease_epoch: 1,
        claimed_by: { kind: 'agent_session', ref: SESSION },
        session_id: SESSION,
        claim_token_hash: HASH,
        claimed_at: timeOf(2),
        ended_at: timeOf(3),
      }),
    );
  });
});

describe('a canceled run', () => {
  it('was never claimed: has nothing of a claim', () => {
    expect(runAfter(enqueued(), runCanceled())).toStrictEqual(run({ status: 'canceled', ended_at: timeOf(2) }));
  });

  it('owes its session a stop while that has not been told, and is then as others are', () => {
    const at = (more: Parameters<typeof runCanceled>[0]) => runCanceled({ session_id: SESSION, ...more });
    const owed = [enqueued(), claimed(), at({ cooperative_stop_requested: true, propagated_from_task_id: 'task-0' })];
    const plain = runAfter(enqueued(), claimed(), at({}));
    expect(runAfter(...owed)).toStrictEqual({ ...plain, session_stop: { propagated_from_task_id: 'task-0' } });
    expect(runAfter(...owed, forceStopped())).toStrictEqual(plain);
  });
});

describe('a heartbeat', () => {
  it('moves the times of the lease alone', () => {
    const before = runAfter(enqueued(), claimed());
    const after = runAfter(enqueued(), claimed(), extended({ lease_until: timeOf(60), heartbeat_at: timeOf(3) }));
    expect(after).toStrictEqual({ ...before, lease_until: timeOf(60), heartbeat_at: timeOf(3) });
  });
});

describe('progress', () => {
  it('notes its time and adds up what was used', () => {
    const first = { input_tokens: 10, total_cost: 0.5, cost_currency: 'EUR' };
    const second = { input_tokens: 5, output_tokens: 2, tool_calls: 1, turns: 1, cost_currency: 'USD' };
    const made = runAfter(
      enqueued(),
      claimed(),
      progressed({ usage: first }),
      progressed({ log: ['a'], usage: second }),
    );
    expect(made).toMatchObject({ last_progress_at: timeOf(4) });
    expect(made?.usage).toStrictEqual({
      input_tokens: 15,
      output_tokens: 2,
      total_cost: 0.5,
      tool_calls: 1,
      turns: 1,
      cost_currency: 'EUR',
    });
  });

  it('without usage leaves the sum alone', () => {
    expect(runAfter(enqueued(), claimed(), progressed({ log: ['a'] }))).not.toHaveProperty('usage');
  });
});

describe('the times of a task', () => {
  it('moves updated_at with the status only, activity and sequence with every event', () => {
    const quiet = taskState(created(), enqueued(), claimed(), extended());
    expect(quiet).toMatchObject({ updated_at: timeOf(0), latest_event_seq: 4, last_activity_at: timeOf(3) });
    const done = taskState(created(), enqueued(), claimed(), completed());
    expect(done).toMatchObject({ status: 'completed', updated_at: timeOf(3), closed_at: timeOf(3) });
  });

  it('keeps the activity before the heartbeats while nothing else comes after them', () => {
    const worked = [created(), enqueued(), claimed()];
    const beating = taskState(...worked, extended(), extended());
    expect(beating).toMatchObject({ last_activity_at: timeOf(4), activity_before_heartbeats_at: timeOf(2) });
    expect([attentionAt(beating), attentionAt(taskState(...worked))]).toEqual([timeOf(2), timeOf(2)]);
    expect([attentionSeq(beating), attentionSeq(taskState(...worked))]).toEqual([3, 3]);
    const done = taskState(...worked, extended(), progressed({ log: ['a'] }));
    expect(done).not.toHaveProperty('activity_before_heartbeats_at');
    expect([attentionAt(done), attentionSeq(done)]).toEqual([timeOf(4), 5]);
    expect(done).not.toHaveProperty('attention_seq');
  });

  it('takes a change of status by an internal event for activity, also after heartbeats and with one', () => {
    const worked = [created(), enqueued(), claimed(), extended()];
    const blocked = dependencyChanged({ satisfied: false, task_status: 'blocked' });
    const beat = extended({ task_status: 'blocked' });
    const turned = taskState(...worked, blocked);
    expect(turned).not.toHaveProperty('activity_before_heartbeats_at');
    expect([attentionAt(turned), turned.last_activity_at, turned.latest_event_seq]).toEqual([timeOf(4), timeOf(4), 4]);
    expect([attentionSeq(turned), attentionSeq(taskState(...worked, blocked, beat))]).toEqual([5, 5]);
    expect(attentionAt(taskState(...worked, dependencyChanged()))).toBe(timeOf(2));
    expect(attentionSeq(taskState(...worked, dependencyChanged()))).toBe(3);
    expect(attentionAt(taskState(...worked, beat))).toBe(timeOf(4));
  });

  it('has closed_at exactly while it is closed: fail, run again, complete', () => {
    const retry = { run_id: 'run-0000000000000002', number: 9, attempt: 2 };
    const history = [
      created({ max_attempts: 1 }),
      enqueued(),
      claimed(),
      failed({ task_status: 'failed' }),
      enqueued({ ...retry, task_status: 'ready' }),
      completed({ run_id: retry.run_id }),
    ];
    const closed = history.map((_event, n) => taskState(...history.slice(0, n + 1)).closed_at);
    expect(closed).toEqual([undefined, undefined, undefined, timeOf(3), undefined, timeOf(5)]);
    expect(task(...history.slice(0, 5)).state).not.toHaveProperty('closed_at');
  });
});

describe('a stream that cannot be', () => {
  it('is refused: nothing comes before the creation, no event names a run that is not there', () => {
    expect(() => evolveTask(null, recorded(enqueued()))).toThrow('task.run_enqueued on a task that does not exist');
    expect(() => evolveTask(taskState(created()), recorded(claimed()))).toThrow(RUN);
  });

  it('is refused: nothing follows on a deletion', () => {
    const gone = task(created(), deleted()).state;
    expect(() => evolveTask(gone, recorded(paused()))).toThrow('task.paused on a task that does not exist');
  });
});
