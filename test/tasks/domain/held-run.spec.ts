import {
  completeLeasedRun,
  failLeasedRun,
  heartbeatRun,
  recordProgress,
  releaseLeasedRun,
} from '../../../src/tasks/domain/decide/hold-run.js';
import type { leasedRun, LeaseHolder } from '../../../src/tasks/domain/decide/run-command.js';
import type { RunState } from '../../../src/tasks/domain/task-state.js';
import type { RunStatus } from '../../../src/tasks/domain/vocabulary.js';
import { rejects, timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  completed,
  created,
  enqueued,
  expired,
  extended,
  failed,
  HASH,
  progressed,
  released,
  RUN,
  run,
  SESSION,
  task,
  taskWith,
  UNTIL,
} from '../support/task-histories.js';

const holder: LeaseHolder = { session_id: SESSION, run_id: RUN, holds_other_lease: false };
const held = () => task(created(), enqueued(), claimed());
const leased = run({ status: 'claimed', session_id: SESSION, claim_token_hash: HASH, lease_until: UNTIL });
const now = timeOf(10);

const OPERATIONS = {
  heartbeat: (state, at, who) => heartbeatRun(state, { ...who, lease_seconds: 60 }, { now: at }),
  complete: (state, at, who) => completeLeasedRun(state, who, { now: at }),
  fail: (state, at, who) => failLeasedRun(state, { ...who, error: 'it broke' }, { now: at }),
  release: (state, at, who) => releaseLeasedRun(state, who, { now: at }),
  progress: (state, at, who) => recordProgress(state, { ...who, steps: [], log: ['a'] }, { now: at }),
} satisfies Record<string, (state: Parameters<typeof leasedRun>[0], at: string, who: LeaseHolder) => unknown>;
const NAMES = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[];

describe.each(NAMES)('the lease table for %s', (name) => {
  const attempt = (one: RunState | null, who: Partial<LeaseHolder> = {}, at = now): unknown =>
    OPERATIONS[name](one && taskWith([one]), at, { ...holder, ...who });
  const ENDED: RunStatus[] = ['completed', 'failed', 'canceled'];

  it('a run of nobody, or of another session: no active lease', () => {
    const queued = run();
    const leaseless = run({ status: 'claimed', session_id: SESSION });
    for (const one of [null, queued, leaseless, { ...leased, session_id: 'sess-2' }, { ...leased, id: 'run-x' }]) {
      expect(attempt(one)).toMatchObject({ code: 'AUTONOMY_NO_ACTIVE_LEASE' });
      expect(attempt(one, { holds_other_lease: true })).toMatchObject({ code: 'AUTONOMY_FOREIGN_RUN' });
    }
  });

  it('the own run after its lease: expired', () => {
    for (const at of [UNTIL, timeOf(301)]) {
      expect(attempt(leased, {}, at)).toMatchObject({ code: 'AUTONOMY_LEASE_EXPIRED' });
    }
    for (const status of ENDED) {
      expect(attempt({ ...leased, status })).toMatchObject({ code: 'AUTONOMY_LEASE_EXPIRED' });
      expect(attempt({ ...leased, status, lease_until: undefined })).toMatchObject({ code: 'AUTONOMY_LEASE_EXPIRED' });
    }
  });

  it('the own run under another lease than the caller means: expired', () => {
    expect(attempt(leased, { claim_token_hash: `sha256:${'b'.repeat(64)}` })).toMatchObject({
      code: 'AUTONOMY_LEASE_EXPIRED',
    });
    expect(attempt(leased, { claim_token_hash: HASH })).toHaveLength(1);
  });

  it.each(['claimed', 'starting', 'running'] as const)('the own %s run: goes ahead', (status) => {
    expect(attempt({ ...leased, status })).toHaveLength(1);
    expect(attempt({ ...leased, status }, {}, '2026-05-05T10:34:59.999Z')).toHaveLength(1);
  });
});

describe('a heartbeat', () => {
  it('moves the end of the lease to now and the duration, also to an earlier time', () => {
    held()
      .when((state, at) => heartbeatRun(state, { ...holder, lease_seconds: 60 }, { now: at }))
      .then(extended({ lease_until: timeOf(63) }))
      .when((state, at) => heartbeatRun(state, { ...holder, lease_seconds: 3600 }, { now: at }))
      .then(extended({ lease_until: timeOf(3604), heartbeat_at: timeOf(4) }));
  });

  it('leaves a running run running', () => {
    const state = taskWith([{ ...leased, status: 'running' }], { status: 'in_progress' });
    expect(heartbeatRun(state, { ...holder, lease_seconds: 60 }, { now })).toMatchObject([
      { data: { status: 'running', task_status: 'in_progress', lease_until: timeOf(70), heartbeat_at: now } },
    ]);
  });
});

describe('completing', () => {
  it('keeps the result and completes the task, once', () => {
    const result = { words: 3 };
    held()
      .when((state, at) => completeLeasedRun(state, { ...holder, result }, { now: at }))
      .then(completed({ result, claim_token_hash: HASH }))
      .when((state, at) => completeLeasedRun(state, holder, { now: at }))
      .then(rejects('AUTONOMY_LEASE_EXPIRED'));
  });

  it('needs no result', () => {
    held()
      .when((state, at) => completeLeasedRun(state, holder, { now: at }))
      .then(completed({ claim_token_hash: HASH }));
  });
});

describe('failing', () => {
  it('leaves the task ready while attempts are left', () => {
    held()
      .when((state, at) => failLeasedRun(state, { ...holder, error: 'it broke', metadata: { code: 7 } }, { now: at }))
      .then(failed({ metadata: { code: 7 }, claim_token_hash: HASH }));
  });

  it('fails the task with its last attempt', () => {
    task(created({ max_attempts: 1 }), enqueued(), claimed())
      .when((state, at) => failLeasedRun(state, { ...holder, error: 'it broke' }, { now: at }))
      .then(failed({ claim_token_hash: HASH, task_status: 'failed' }));
  });
});

describe('releasing', () => {
  it('queues the run again', () => {
    held()
      .when((state, at) => releaseLeasedRun(state, { ...holder, reason: 'shutdown' }, { now: at }))
      .then(released({ reason: 'shutdown', session_id: SESSION }))
      .when((state, at) => releaseLeasedRun(state, holder, { now: at }))
      .then(rejects('AUTONOMY_NO_ACTIVE_LEASE'));
  });

  it('of a run in progress gives the task back', () => {
    const state = taskWith([{ ...leased, status: 'running' }], { status: 'in_progress' });
    expect(releaseLeasedRun(state, holder, { now })).toEqual([
      released({ previous_status: 'running', session_id: SESSION }),
    ]);
  });
});

describe('progress', () => {
  const step = (index: number) => ({ index, description: `step ${index}`, actions: [] });

  it('is one event a step, and one for log and usage', () => {
    held()
      .when((state, at) =>
        recordProgress(
          state,
          { ...holder, steps: [step(0), step(1)], log: ['a', 'b'], usage: { turns: 1 } },
          { now: at },
        ),
      )
      .then(progressed(step(0)), progressed(step(1)), progressed({ log: ['a', 'b'], usage: { turns: 1 } }));
  });

  it('holds no empty log and no empty usage', () => {
    held()
      .when((state, at) => recordProgress(state, { ...holder, steps: [step(0)], log: [] }, { now: at }))
      .then(progressed(step(0)));
    held()
      .when((state, at) => recordProgress(state, { ...holder, steps: [], log: [], usage: { turns: 1 } }, { now: at }))
      .then(progressed({ usage: { turns: 1 } }));
  });
});

describe('a stale holder', () => {
  const other = { ...holder, session_id: 'sess-2' };

  it('is refused after the run went to somebody else, who goes on', () => {
    const again = claimed({ session_id: 'sess-2', lease_epoch: 2, claim_token_hash: `sha256:${'b'.repeat(64)}` });
    const given = task(created(), enqueued(), claimed(), expired(), again);
    for (const name of NAMES) {
      expect(OPERATIONS[name](given.state, given.now, holder)).toMatchObject({ code: 'AUTONOMY_NO_ACTIVE_LEASE' });
      expect(OPERATIONS[name](given.state, given.now, other)).toHaveLength(1);
    }
  });

  it('of the same session is told by its hash', () => {
    const hash = `sha256:${'b'.repeat(64)}`;
    const given = task(
      created(),
      enqueued(),
      claimed(),
      expired(),
      claimed({ lease_epoch: 2, claim_token_hash: hash }),
    );
    for (const name of NAMES) {
      const stale = { ...holder, claim_token_hash: HASH };
      expect(OPERATIONS[name](given.state, given.now, stale)).toMatchObject({ code: 'AUTONOMY_LEASE_EXPIRED' });
      expect(OPERATIONS[name](given.state, given.now, { ...holder, claim_token_hash: hash })).toHaveLength(1);
    }
  });
});
