import {
  allows,
  hasActiveLease,
  isActive,
  isOpen,
  isTerminal,
  RUN_TRANSITIONS,
  type RunTransition,
} from '../../../src/tasks/domain/run-status.js';
import { refuseUnlessAllowed } from '../../../src/tasks/domain/decide/run-command.js';
import { RUN_STATUSES, type RunStatus } from '../../../src/tasks/domain/vocabulary.js';
import { timeOf } from '../../support/given-when-then.js';
import { HASH, run } from '../support/task-histories.js';

/** `runs.md` 1.2 with its choices, written out: what each transition may start from. */
const TABLE: Record<RunTransition, { readonly to: RunStatus; readonly from: readonly RunStatus[] }> = {
  claim: { to: 'claimed', from: ['queued'] },
  start: { to: 'starting', from: ['claimed'] },
  run: { to: 'running', from: ['claimed', 'starting'] },
  complete: { to: 'completed', from: ['claimed', 'starting', 'running'] },
  fail: { to: 'failed', from: ['claimed', 'starting', 'running'] },
  force_fail: { to: 'failed', from: ['queued', 'claimed', 'needs_attention'] },
  release: { to: 'queued', from: ['claimed', 'starting', 'running'] },
  expire: { to: 'queued', from: ['claimed', 'starting', 'running'] },
  cancel: { to: 'canceled', from: ['queued', 'claimed', 'starting', 'running', 'needs_attention'] },
  flag: { to: 'needs_attention', from: ['queued'] },
};
const CASES = (Object.keys(TABLE) as RunTransition[]).flatMap((transition) =>
  RUN_STATUSES.map((status) => [transition, status, TABLE[transition].from.includes(status)] as const),
);

describe('run transitions', () => {
  it('are these and no others', () => {
    const targets = Object.fromEntries(Object.entries(RUN_TRANSITIONS).map(([name, { to }]) => [name, to]));
    expect(targets).toEqual(Object.fromEntries(Object.entries(TABLE).map(([name, { to }]) => [name, to])));
  });

  it.each(CASES)('%s from %s: %p', (transition, status, allowed) => {
    expect(allows(transition, status)).toBe(allowed);
    const refusal = refuseUnlessAllowed(transition, run({ status }));
    expect(refusal?.code).toBe(allowed ? undefined : 'invalid_status_transition');
  });

  it('leave terminal runs alone', () => {
    for (const status of RUN_STATUSES.filter(isTerminal)) {
      for (const transition of Object.keys(TABLE) as RunTransition[]) expect(allows(transition, status)).toBe(false);
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
