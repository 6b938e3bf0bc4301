import {
  allows,
  RUN_OPERATIONS,
  type RunDoor,
  type RunFence,
  type RunOperation,
} from '../../../src/tasks/domain/run-operations.js';
import { hasActiveLease, isActive, isOpen, isTerminal } from '../../../src/tasks/domain/run-status.js';
import { refuseUnlessAllowed } from '../../../src/tasks/domain/decide/run-command.js';
import { RUN_STATUSES, type RunStatus } from '../../../src/tasks/domain/vocabulary.js';
import { timeOf } from '../../support/given-when-then.js';
import { HASH, run } from '../support/task-histories.js';

type Line = readonly [from: readonly RunStatus[], to: RunStatus | undefined, by: RunDoor, fence: RunFence];
const ACTIVE: readonly RunStatus[] = ['claimed', 'starting', 'running'];

/** `runs.md` 1.2 and 2.4 with their choices, written out: what may be done to a run, by whom. */
const TABLE: Record<RunOperation, Line> = {
  claim_next: [['queued'], 'claimed', 'agent', 'none'],
  heartbeat: [ACTIVE, undefined, 'agent', 'lease'],
  record_progress: [ACTIVE, undefined, 'agent', 'lease'],
  complete_leased: [ACTIVE, 'completed', 'agent', 'lease'],
  fail_leased: [ACTIVE, 'failed', 'agent', 'lease'],
  release_leased: [ACTIVE, 'queued', 'agent', 'lease'],
  claim: [['queued'], 'claimed', 'operator', 'none'],
  start: [['claimed', 'starting'], 'running', 'operator', 'holder_of_lease'],
  attach_session: [['claimed', 'starting'], 'starting', 'operator', 'no_session'],
  complete: [['running'], 'completed', 'operator', 'no_lease'],
  fail: [['starting', 'running'], 'failed', 'operator', 'no_lease'],
  cancel: [['queued', 'claimed', 'starting', 'running', 'needs_attention'], 'canceled', 'operator', 'none'],
  force_release: [['claimed'], 'queued', 'force', 'none'],
  force_fail: [['queued', 'claimed', 'needs_attention'], 'failed', 'force', 'none'],
  retry: [['failed'], undefined, 'force', 'none'],
  recover: [['needs_attention'], 'failed', 'force', 'none'],
  expire_lease: [ACTIVE, 'queued', 'service', 'expired'],
  release_for_ended_session: [ACTIVE, 'queued', 'service', 'session_ended'],
  requeue_lost: [['claimed'], 'queued', 'service', 'session_ended'],
  fail_lost: [['starting', 'running'], 'failed', 'service', 'session_ended'],
  time_out: [ACTIVE, 'failed', 'service', 'timed_out'],
  flag_for_attention: [['queued'], 'needs_attention', 'service', 'none'],
};
const OPERATIONS = Object.keys(TABLE) as RunOperation[];
const CASES = OPERATIONS.flatMap((operation) =>
  RUN_STATUSES.map((status) => [operation, status, TABLE[operation][0].includes(status)] as const),
);

describe('the operations on a run', () => {
  it('are these and no others', () => {
    const found = Object.entries(RUN_OPERATIONS).map(([name, rule]) => [
      name,
      [[...rule.from], 'to' in rule ? rule.to : undefined, rule.by, rule.fence],
    ]);
    expect(Object.fromEntries(found)).toEqual(TABLE);
  });

  it.each(CASES)('%s from %s: %p', (operation, status, allowed) => {
    expect(allows(operation, status)).toBe(allowed);
    const refusal = refuseUnlessAllowed(operation, run({ status }));
    expect(refusal?.code).toBe(allowed ? undefined : 'invalid_status_transition');
  });

  it('leave terminal runs alone, but that a failed one may be retried', () => {
    for (const status of RUN_STATUSES.filter(isTerminal)) {
      const allowed = OPERATIONS.filter((operation) => allows(operation, status));
      expect(allowed).toEqual(status === 'failed' ? ['retry'] : []);
    }
  });
});

describe('the kinds of run status', () => {
  it.each([
    ['queued', { terminal: false, open: true, active: false }],
    ['claimed', { terminal: false, open: true, active: true }],
    ['starting', { terminal: false, open: true, active: true }],
    ['running', { terminal: false, open: true, active: true }],
    ['needs_attention', { terminal: false, open: true, active: false }],
    ['completed', { terminal: true, open: false, active: false }],
    ['failed', { terminal: true, open: false, active: false }],
    ['canceled', { terminal: true, open: false, active: false }],
  ] as const)('%s', (status, kinds) => {
    expect({ terminal: isTerminal(status), open: isOpen(status), active: isActive(status) }).toEqual(kinds);
  });
});

describe('a lease', () => {
  const leased = run({ status: 'claimed', claim_token_hash: HASH, lease_until: timeOf(10) });

  it.each(['claimed', 'starting', 'running'] as const)('is active on a %s run before its end', (status) => {
    expect(hasActiveLease({ ...leased, status }, timeOf(9))).toBe(true);
  });

  it('is over exactly at its end', () => {
    expect(hasActiveLease(leased, '2026-05-05T10:30:09.999Z')).toBe(true);
    expect(hasActiveLease(leased, timeOf(10))).toBe(false);
    expect(hasActiveLease(leased, timeOf(11))).toBe(false);
  });

  it('needs a hash, an end and an active run', () => {
    expect(hasActiveLease({ ...leased, claim_token_hash: undefined }, timeOf(1))).toBe(false);
    expect(hasActiveLease({ ...leased, lease_until: undefined }, timeOf(1))).toBe(false);
    for (const status of RUN_STATUSES.filter((one) => !isActive(one))) {
      expect(hasActiveLease({ ...leased, status }, timeOf(1))).toBe(false);
    }
  });
});
