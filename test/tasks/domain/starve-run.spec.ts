import {
  flagRunForAttention,
  type StarvationFacts,
  type StarvingRun,
  tellStarvedRun,
} from '../../../src/tasks/domain/decide/starve-run.js';
import { isOpen } from '../../../src/tasks/domain/run-status.js';
import { nothing, timeOf } from '../../support/given-when-then.js';
import {
  canceled,
  claimed,
  created,
  deleted,
  dependencyAdded,
  enqueued,
  expired,
  known,
  paused,
  pauseInherited,
  resumed,
  RUN,
  runCanceled,
  task,
} from '../support/task-histories.js';

const starving: StarvingRun = { run_id: RUN, lease_epoch: 0, turns: 10 };
const facts: StarvationFacts = { now: timeOf(271), scheduler_paused: false };
const starved = {
  type: 'task.run_starved',
  data: { run_id: RUN, queued_at: timeOf(1), queued_age_ms: 270_000 },
} as const;
const flagged = {
  type: 'task.run_needs_attention',
  data: {
    run_id: RUN,
    queued_at: timeOf(1),
    task_status: 'ready',
    diagnostic:
      'the run has been queued for 270 s and nobody could claim it: ' +
      'in 10 turns of the scheduler no active session was eligible',
  },
} as const;

const queued = task(created(), enqueued());
const tell = (history: typeof queued, one = starving, known = facts) =>
  history.when((state) => tellStarvedRun(state, one, known));
const flag = (history: typeof queued, one = starving, known = facts) =>
  history.when((state) => flagRunForAttention(state, one, known));

describe('a run that nobody can claim', () => {
  it('is said to starve, once', () => {
    tell(tell(queued).then(starved)).then(nothing);
  });

  it('leaves the queue, its task as it was and no other run beside it', () => {
    const left = flag(tell(queued).then(starved)).then(flagged);
    const state = known(left.state);
    expect([state.status, state.runs.map(({ status }) => status)]).toEqual(['ready', ['needs_attention']]);
    expect(state.runs.filter(({ status }) => isOpen(status))).toHaveLength(1);
    flag(left).then(nothing);
    tell(left).then(nothing);
  });

  it('names its channel', () => {
    const there = task(created(), enqueued({ coordination_channel_id: 'coord-1' }));
    tell(there).then({ ...starved, data: { ...starved.data, coordination_channel: 'coord-1' } });
    flag(there).then({ ...flagged, data: { ...flagged.data, coordination_channel: 'coord-1' } });
  });

  it('is left alone while the scheduler is paused', () => {
    const known = { ...facts, scheduler_paused: true };
    tell(queued, starving, known).then(nothing);
    flag(queued, starving, known).then(nothing);
  });

  const claimedOnce = task(...queued.history, claimed());
  it.each([
    ['is claimed', claimedOnce],
    ['was claimed and is queued again', task(...claimedOnce.history, expired())],
    ['is paused', task(...queued.history, paused())],
    ['is below a paused task', task(...queued.history, pauseInherited('task-9'))],
    ['is blocked', task(...queued.history, dependencyAdded())],
    ['was canceled', task(...queued.history, runCanceled({ task_status: 'canceled' }), canceled())],
    ['is gone', task(created(), deleted())],
    ['never was', task()],
  ])('is left alone when it %s', (_what, history) => {
    tell(history).then(nothing);
    flag(history).then(nothing);
  });

  it('starves again when it was claimed in between, and goes on where it was when it was only paused', () => {
    const again = tell(task(...tell(queued).then(starved).history, claimed(), expired()), {
      ...starving,
      lease_epoch: 1,
    });
    expect(again.events()).toMatchObject([{ type: 'task.run_starved' }]);
    tell(task(...tell(queued).then(starved).history, paused(), resumed())).then(nothing);
  });
});
