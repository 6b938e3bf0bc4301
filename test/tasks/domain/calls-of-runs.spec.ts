import { Rejection } from '../../../src/ledger/rejection.js';
import { newRun } from '../../../src/tasks/domain/decide/new-run.js';
import { recoverRun, retryRun } from '../../../src/tasks/domain/decide/retry-run.js';
import { webhookOf } from '../../../src/tasks/domain/calls-of-runs.js';
import type { RunCall, RunWebhook } from '../../../src/tasks/domain/run-call.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import type { RunState } from '../../../src/tasks/domain/task-state.js';
import { ACTOR, timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  completed,
  created,
  enqueued,
  failed,
  progressed,
  released,
  RUN,
  run,
  runCanceled,
  taskState,
  taskWith,
} from '../support/task-histories.js';

const NEXT = 'run-0000000000000002';
const facts = { run_id: NEXT, number: 9, now: timeOf(5) };
const started = {
  type: 'task.run_started',
  data: { run_id: RUN, task_status: 'in_progress', session_id: 's' },
} as const;
const WEBHOOK: RunWebhook = { url: 'https://hooks.example.com/', front: 'd', principal: 'ann' };
const CALL: RunCall = {
  budget_exempt: true,
  required_capabilities: ['web'],
  session_timeout: 60,
  webhook: WEBHOOK,
  result_check: 'json_schema',
  request_hash: 'abc',
};
const callback = { metadata: { callback_url: 'https://back.example.com/' } };

const first = (...history: readonly TaskEvent[]): RunState => taskState(...history).runs[0] ?? run();

describe('a call', () => {
  it('is in the event that creates its run and stays with the run', () => {
    const made = newRun(taskWith([]), { call: { ...CALL, cached_workflow: 'hit' } }, facts);
    expect(made).toMatchObject({ ...CALL, cached_workflow: 'hit' });
    const kept = first(created(), enqueued(CALL), claimed(), released());
    expect(kept).toMatchObject(CALL);
    expect(first(created(), enqueued({ ...CALL, cached_workflow: 'miss' }))).not.toHaveProperty('cached_workflow');
  });

  it('that is exempt is not asked for attempts, and counts on', () => {
    const spent = taskWith([run({ status: 'failed', attempt: 3 })], { max_attempts: 3 });
    expect(newRun(spent, {}, facts)).toMatchObject({ code: 'attempts_exhausted' });
    expect(newRun(spent, { call: CALL }, facts)).toMatchObject({ attempt: 4 });
  });

  it.each(['retried', 'recovered'] as const)('goes on with a run that is %s', (how) => {
    const source = run({ status: how === 'retried' ? 'failed' : 'needs_attention', ...CALL });
    const decide = how === 'retried' ? retryRun : recoverRun;
    const events = decide(taskWith([source]), source, { by: ACTOR }, facts);
    // Who waits for a recovered run knows it by its own id.
    const webhook = how === 'retried' ? WEBHOOK : { ...WEBHOOK, called_as: source.id };
    expect(events).toMatchObject([{ data: { ...CALL, webhook } }]);
  });

  it('keeps its first name over several recoveries', () => {
    const source = run({ status: 'needs_attention', webhook: { ...WEBHOOK, called_as: 'run-first' } });
    const events = recoverRun(taskWith([source]), source, { by: ACTOR }, facts);
    expect(events).toMatchObject([{ data: { webhook: { called_as: 'run-first' } } }]);
  });

  it('of a recovered run is told as its own when that is retried: the caller knows how the first one ended', () => {
    const source = run({ status: 'failed', webhook: { ...WEBHOOK, called_as: 'run-first' } });
    const [event] = retryRun(taskWith([source]), source, { by: ACTOR }, facts) as { data: RunCall }[];
    expect(event?.data.webhook).toEqual(WEBHOOK);
  });

  it.each([undefined, 'none'] as const)('without webhook (%s) has none when it goes on', (webhook) => {
    const source = run({ status: 'needs_attention', ...(webhook === undefined ? {} : { webhook }) });
    const [event] = recoverRun(taskWith([source]), source, { by: ACTOR }, facts) as { data: RunCall }[];
    expect(event?.data.webhook).toBe(webhook);
  });
});

describe('who is told of the end of a run', () => {
  const B = { url: 'https://back.example.com/', front: 'b', principal: 'local-user' };

  it('is its webhook, or else the callback of the task', () => {
    const state = taskState(created(callback));
    expect(webhookOf(state, run({ webhook: WEBHOOK }))).toEqual(WEBHOOK);
    expect(webhookOf(state, run())).toEqual(B);
    expect(webhookOf(state, run({ webhook: 'none' }))).toBeUndefined();
    expect(webhookOf(state, run({ purpose: 'schema_generation' }))).toBeUndefined();
    expect(webhookOf(taskState(created()), run())).toBeUndefined();
  });

  it.each([
    ['completed', completed()],
    ['failed', failed()],
    ['canceled', runCanceled()],
  ])('is noted when it is %s, until that was told or given up', (_, end) => {
    const ended = [created(callback), enqueued(), claimed(), end] as const;
    expect(first(created(callback), enqueued(), claimed())).not.toHaveProperty('untold');
    expect(first(...ended).untold).toEqual(B);
    const delivery = { run_id: RUN, delivery_id: 'whd-1' };
    const told = { type: 'task.run_webhook_delivered', data: { ...delivery, attempt: 1, status_code: 200 } } as const;
    const lost = { type: 'task.run_webhook_failed', data: { ...delivery, attempts: 6, last_error: 'gone' } } as const;
    expect(first(...ended, told)).not.toHaveProperty('untold');
    expect(first(...ended, lost)).not.toHaveProperty('untold');
  });

  it('is not told of a run that another one goes on for', () => {
    const data = { run_id: RUN, task_status: 'ready', diagnostic: 'nobody came', queued_at: timeOf(1) } as const;
    const before = [created(callback), enqueued(CALL), { type: 'task.run_needs_attention', data } as const] as const;
    const flagged = taskState(...before);
    const decided = recoverRun(flagged, flagged.runs[0] ?? run(), { by: ACTOR }, facts);
    if (decided instanceof Rejection) throw decided;
    const { runs } = taskState(...before, ...decided);
    expect(runs[0]).not.toHaveProperty('untold');
    expect(runs[1]).toMatchObject({ status: 'queued', webhook: { called_as: RUN } });
  });
});

describe('the clock of a session timeout', () => {
  const timed = [created(), enqueued({ session_timeout: 60 })] as const;

  it('begins with the first claim and anew with the first start, and with nothing after that', () => {
    expect(first(...timed)).not.toHaveProperty('timed_from');
    expect(first(...timed, claimed()).timed_from).toBe(timeOf(2));
    expect(first(...timed, claimed(), released()).timed_from).toBe(timeOf(2));
    expect(first(...timed, claimed(), released(), claimed()).timed_from).toBe(timeOf(2));
    const begun = [...timed, claimed(), released(), claimed(), started] as const;
    expect(first(...begun)).toMatchObject({ timed_from: timeOf(5), timed_by_start: true });
    expect(first(...begun, released(), claimed(), started).timed_from).toBe(timeOf(5));
  });

  it('does not run for a run without timeout', () => {
    expect(first(created(), enqueued(), claimed(), started)).not.toHaveProperty('timed_from');
  });
});

it('a run notes that it has steps, not that it has lines', () => {
  expect(first(created(), enqueued(), claimed(), progressed({ log: ['a'] }))).not.toHaveProperty('has_steps');
  expect(
    first(created(), enqueued(), claimed(), progressed({ index: 0, description: 'd', actions: [] })).has_steps,
  ).toBe(true);
});
