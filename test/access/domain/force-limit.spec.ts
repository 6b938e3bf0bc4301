import fc from 'fast-check';
import { AgentForceLimiter, ForceLimitRejection } from '../../../src/access/domain/force-limit.js';
import { errorBodyOf, failureOf } from '../../../src/http/errors/error-body.js';
import type { Actor } from '../../../src/ledger/event.js';
import { Rejection } from '../../../src/ledger/rejection.js';

const AGENT: Actor = { kind: 'agent_session', ref: 'sess-1' };
const OTHER: Actor = { kind: 'agent_session', ref: 'sess-2' };
const PERSON: Actor = { kind: 'human', ref: 'ann' };

function limiter({ allowAgents = true, perMinute = 10, capacity = 100 } = {}) {
  let time = 1_000;
  const limits = new AgentForceLimiter({ allowAgents, perMinute, capacity }, () => time);
  return {
    limits,
    pass: (ms: number) => void (time += ms),
    count: (actor: Actor, task = 'task-1') => refusalOf(() => limits.count(actor, task)),
  };
}

function refusalOf(action: () => void): Rejection | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
}

describe('the limit of what agents may force', () => {
  it('lets ten calls a minute through and refuses the eleventh', () => {
    const { count, pass } = limiter();
    for (let i = 0; i < 10; i++) expect(count(AGENT)).toBeUndefined();
    pass(20_500);
    const refusal = count(AGENT);
    expect(refusal).toBeInstanceOf(ForceLimitRejection);
    expect((refusal as ForceLimitRejection).retryAfterSeconds).toBe(40);
    expect(failureOf(refusal)).toEqual({
      status: 429,
      body: {
        error: expect.stringMatching(/^Force operation rate limit exceeded: .+ \(next: GET .+\)$/) as string,
        diagnostic: expect.objectContaining({
          id: 'task.force.force_op_rate_limited',
          category: 'task',
          severity: 'warn',
          doc_url: '/runtime/core/autonomy/task-runs-and-leases#force-operations',
          evidence: { actor_kind: 'agent_session', actor_id: 'sess-1', task_id: 'task-1', limit: 10 },
        }) as object,
      },
    });
  });

  it('counts each agent and each task for itself, and people never', () => {
    const { count, limits } = limiter({ perMinute: 1 });
    expect([count(AGENT), count(AGENT, 'task-2'), count(OTHER)]).toEqual([undefined, undefined, undefined]);
    expect(count(AGENT)?.code).toBe('force_op_rate_limited');
    for (let i = 0; i < 50; i++) expect(count(PERSON)).toBeUndefined();
    expect(limits.size).toBe(3);
  });

  it('begins anew a minute after the first call, not after the last', () => {
    const { count, pass } = limiter({ perMinute: 2 });
    count(AGENT);
    pass(59_999);
    expect(count(AGENT)).toBeUndefined();
    expect(count(AGENT)?.code).toBe('force_op_rate_limited');
    pass(1);
    expect([count(AGENT), count(AGENT)]).toEqual([undefined, undefined]);
    expect(count(AGENT)?.code).toBe('force_op_rate_limited');
  });

  it('refuses agents altogether where they may not force, and nobody else', () => {
    const { limits } = limiter({ allowAgents: false });
    const refusal = refusalOf(() => limits.requireAllowed(AGENT));
    expect(failureOf(refusal).status).toBe(403);
    expect(errorBodyOf(refusal).diagnostic).toMatchObject({
      id: 'task.force.forbidden_operator_action',
      code: 'forbidden_operator_action',
      evidence: { actor_kind: 'agent_session', actor_id: 'sess-1' },
    });
    expect(refusalOf(() => limits.requireAllowed(PERSON))).toBeUndefined();
    expect(refusalOf(() => limiter().limits.requireAllowed(AGENT))).toBeUndefined();
  });

  it('remembers no more than it may, and forgets what is over first', () => {
    const { count, limits, pass } = limiter({ perMinute: 1, capacity: 2 });
    count(AGENT, 'old');
    pass(60_000);
    count(AGENT, 'a');
    count(AGENT, 'b');
    expect(limits.size).toBe(2);
    expect([count(AGENT, 'a')?.code, count(AGENT, 'b')?.code]).toEqual(Array(2).fill('force_op_rate_limited'));
    count(AGENT, 'c');
    expect(limits.size).toBe(2);
  });

  it('never lets more through in a window than its limit', () => {
    const calls = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 100 });
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 12 }), (pauses, perMinute) => {
        const { count, pass } = limiter({ perMinute });
        let now = 0;
        let window = { start: -60_000, calls: 0 };
        for (const pause of pauses) {
          pass(pause);
          now += pause;
          if (now - window.start >= 60_000) window = { start: now, calls: 0 };
          const expected = window.calls < perMinute;
          expect(count(AGENT) === undefined).toBe(expected);
          if (expected) window.calls += 1;
        }
      }),
    );
  });
});
