import { WaitingClaim } from '../../../src/runs/views/waiting-claims.js';
import { claimableRun } from '../../../src/tasks/domain/claimability.js';
import { run, SESSION, taskWith } from '../../tasks/support/task-histories.js';

const claimable = claimableRun(taskWith([run()]));
const offer = (run_id: string) => ({ run_id, channel: null, weight: 20, definition: requireClass() });

function requireClass() {
  if (!claimable) throw new Error('the run of this test is claimable');
  return claimable.class;
}

function waiting(): WaitingClaim {
  const claimer = { session_id: SESSION, agent_name: 'ada', workspace_id: null, channel: null };
  return new WaitingClaim({ ...claimer, offered: new Set(), priority_min: 0 });
}

const idsOf = (offers: readonly { readonly run_id: string }[]) => offers.map(({ run_id }) => run_id);
const never = new AbortController().signal;
const LONG = 60_000;

describe('a claim that waits', () => {
  it('leaves to others what it was woken for and did not take', () => {
    const waiter = waiting();
    waiter.offer(offer('run-1'));
    waiter.beginTry();
    waiter.offer(offer('run-2'));
    expect(idsOf(waiter.untaken('run-2'))).toEqual(['run-1']);
    expect(idsOf(waiter.untaken('run-1'))).toEqual(['run-2']);
    expect(idsOf(waiter.untaken(undefined))).toEqual(['run-1', 'run-2']);
  });

  it('forgets what a try in vain has answered', () => {
    const waiter = waiting();
    waiter.offer(offer('run-1'));
    waiter.beginTry();
    waiter.beginTry();
    expect(waiter.untaken(undefined)).toEqual([]);
  });

  it('does not wait where something came during the try', async () => {
    const waiter = waiting();
    waiter.beginTry();
    waiter.offer(offer('run-1'));
    await waiter.wait(LONG, never);
    waiter.beginTry();
    waiter.rouse();
    await waiter.wait(LONG, never);
    await waiter.wait(LONG, AbortSignal.abort());
  });

  it('is woken by an offer, a rouse, and its caller’s leaving', async () => {
    const waiter = waiting();
    const leave = new AbortController();
    for (const wake of [() => waiter.offer(offer('run-1')), () => waiter.rouse(), () => leave.abort()]) {
      waiter.beginTry();
      const over = waiter.wait(LONG, leave.signal);
      wake();
      await over;
    }
  });
});
