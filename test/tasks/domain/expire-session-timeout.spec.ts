import { expireSessionTimeout } from '../../../src/tasks/domain/decide/expire-session-timeout.js';
import { sessionDeadline } from '../../../src/tasks/domain/session-deadline.js';
import { findRun, type RunState } from '../../../src/tasks/domain/task-state.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  created,
  enqueued,
  expired,
  failed,
  HASH,
  RUN,
  run,
  SESSION,
  task,
  taskWith,
} from '../support/task-histories.js';
import { existingTask, type TaskStream } from '../../../src/tasks/domain/task-state.js';

const TIMEOUT = 60;
const asked = enqueued({ session_timeout: TIMEOUT });
const started = {
  type: 'task.run_started',
  data: { run_id: RUN, task_status: 'in_progress', session_id: SESSION },
} as const satisfies TaskEvent;
const ACTIVE = ['claimed', 'starting', 'running'] as const;
const timed = run({
  ...{ status: 'claimed', session_timeout: TIMEOUT, timed_from: timeOf(2), claim_token_hash: HASH },
});
const expire = (one: RunState, now: string) => expireSessionTimeout(taskWith([one]), one, { now });

function deadlineAfter(...history: readonly TaskEvent[]): string | undefined {
  const state = existingTask(task(created(), asked, ...history).state);
  const found = state && findRun(state, RUN);
  return found && sessionDeadline(found);
}

describe('the clock of a session timeout', () => {
  it('stands still while the run is queued', () => {
    expect(deadlineAfter()).toBeUndefined();
  });

  it('begins with the claim, and anew with the first start', () => {
    expect(deadlineAfter(claimed())).toBe(timeOf(2 + TIMEOUT));
    expect(deadlineAfter(claimed(), started)).toBe(timeOf(3 + TIMEOUT));
  });

  it('is not set anew by another claim or another start', () => {
    const lost = [claimed(), expired()];
    expect(deadlineAfter(...lost)).toBeUndefined();
    expect(deadlineAfter(...lost, claimed({ lease_epoch: 2 }))).toBe(timeOf(2 + TIMEOUT));
    const begun = [claimed(), started, expired(), claimed({ lease_epoch: 2 })];
    expect(deadlineAfter(...begun)).toBe(timeOf(3 + TIMEOUT));
    expect(deadlineAfter(...begun, started)).toBe(timeOf(3 + TIMEOUT));
  });

  it('ends with the run', () => {
    expect(deadlineAfter(claimed(), failed())).toBeUndefined();
  });
});

describe('a session timeout that is over', () => {
  it('fails the run, and its lease is the one that ends', () => {
    task(created(), asked, claimed())
      .when((stream: TaskStream) => {
        const state = existingTask(stream);
        const found = state && findRun(state, RUN);
        return state && found ? expireSessionTimeout(state, found, { now: timeOf(2 + TIMEOUT) }) : [];
      })
      .then(failed({ error: 'session timeout after 60s', claim_token_hash: HASH }));
  });

  it('is over exactly at its end', () => {
    expect(expire(timed, '2026-05-05T10:31:01.999Z')).toEqual([]);
    expect(expire(timed, timeOf(62))).toHaveLength(1);
  });

  it.each(RUN_STATUSES)('of a %s run', (status) => {
    const found = expire({ ...timed, status }, timeOf(999));
    expect(found).toHaveLength((ACTIVE as readonly string[]).includes(status) ? 1 : 0);
  });

  it('does nothing to a run without a time', () => {
    expect(expire({ ...timed, session_timeout: undefined }, timeOf(999))).toEqual([]);
    expect(expire({ ...timed, timed_from: undefined }, timeOf(999))).toEqual([]);
  });

  it('tells of no lease where there is none', () => {
    expect(expire({ ...timed, claim_token_hash: undefined }, timeOf(62))).toStrictEqual([
      failed({ error: 'session timeout after 60s' }),
    ]);
  });
});
