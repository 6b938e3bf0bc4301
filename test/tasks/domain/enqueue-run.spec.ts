import { enqueueRun, existing, refuseUnlessExecutable } from '../../../src/tasks/domain/decide/enqueue-run.js';
import { type NewRunFacts, refuseUnlessEnqueueable } from '../../../src/tasks/domain/decide/new-run.js';
import { coordinationChannelId, runOfDerivedChannel } from '../../../src/tasks/domain/coordination-channel.js';
import { claimKeyNamespace, defaultKey, idempotencyNamespace } from '../../../src/tasks/domain/idempotency.js';
import { RUN_STATUSES, TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { ORIGIN, rejects, timeOf } from '../../support/given-when-then.js';
import { created, enqueued, failed, known, RUN, run, TASK, task, taskWith } from '../support/task-histories.js';

const request = { task_id: TASK };
const facts: NewRunFacts = { run_id: RUN, number: 2, now: timeOf(1) };
const inWorkspace = { scope: 'workspace', workspace_id: 'ws-1' } as const;

describe('enqueueing a run', () => {
  it('is one event that holds nothing which was not said', () => {
    task(created())
      .when((state) => enqueueRun(known(state), request, facts))
      .then(enqueued());
  });

  it('keeps what was said and never the task id', () => {
    const said = {
      idempotency_key: 'key-1',
      request_fingerprint: 'f',
      network_channel: 'build',
      metadata: { workflow_id: 'flow-1' },
    };
    task(created())
      .when((state) => enqueueRun(known(state), { ...request, ...said }, facts))
      .then(enqueued({ ...said, workflow_id: 'flow-1' }));
  });

  it.each([{}, ['flow-1'], 'flow-1', { workflow_id: '' }, { workflow_id: 1 }, { workflow_id: 'w'.repeat(257) }, null])(
    'finds no workflow in %j',
    (metadata) => {
      task(created())
        .when((state) => enqueueRun(known(state), { ...request, metadata }, facts))
        .then(enqueued({ metadata }));
    },
  );

  it('counts on from the highest attempt', () => {
    const runs = [
      run({ id: 'run-a', attempt: 2, status: 'failed' }),
      run({ id: 'run-b', attempt: 1, status: 'failed' }),
    ];
    const [event] = enqueueRun(taskWith(runs), request, facts) as { data: { attempt: number } }[];
    expect(event?.data.attempt).toBe(3);
  });

  it.each(RUN_STATUSES.filter((status) => !['completed', 'failed', 'canceled'].includes(status)))(
    'is refused while a %s run is open',
    (status) => {
      expect(enqueueRun(taskWith([run({ status })]), request, facts)).toMatchObject({ code: 'open_run_exists' });
    },
  );

  it('is refused when the attempts are used, but an open run is told first', () => {
    const used = run({ id: 'run-a', status: 'failed', attempt: 3 });
    expect(enqueueRun(taskWith([used]), request, facts)).toMatchObject({ code: 'attempts_exhausted' });
    expect(enqueueRun(taskWith([used, run()]), request, facts)).toMatchObject({ code: 'open_run_exists' });
  });

  it.each(['draft', 'canceled'] as const)('is refused on a %s task before anything else', (status) => {
    const runs = [run({ status: 'queued', attempt: 9 })];
    expect(enqueueRun(taskWith(runs, { status }), request, facts)).toMatchObject({ code: 'task_not_executable' });
  });

  it('puts a completed or failed task back to ready', () => {
    for (const status of ['completed', 'failed'] as const) {
      const state = taskWith([run({ id: 'run-a', status })], { status });
      expect(enqueueRun(state, request, facts)).toMatchObject([{ data: { attempt: 2, task_status: 'ready' } }]);
    }
  });

  it('is allowed on a blocked task, which stays blocked', () => {
    task(created({ approval_policy: 'manual', approval_state: 'pending', task_status: 'blocked' }))
      .when((state) => enqueueRun(known(state), request, facts))
      .then(enqueued({ task_status: 'blocked' }));
  });

  it('follows on a failed run', () => {
    const second = { ...facts, run_id: 'run-0000000000000002', number: 3 };
    task(created(), enqueued(), failed())
      .when((state) => enqueueRun(known(state), request, second))
      .then(enqueued({ run_id: second.run_id, number: 3, attempt: 2 }))
      .when((state) => enqueueRun(known(state), request, facts))
      .then(rejects('open_run_exists'));
  });
});

describe('the channels of a run', () => {
  it('come from the request, then from the task', () => {
    const given = task(created({ network_channel: 'build' }));
    given.when((state) => enqueueRun(known(state), request, facts)).then(enqueued({ network_channel: 'build' }));
    given
      .when((state) => enqueueRun(known(state), { ...request, network_channel: 'other' }, facts))
      .then(enqueued({ network_channel: 'other' }));
  });

  it('are, in a workspace, the coordination channel too; without one it is derived from the run', () => {
    task(created(inWorkspace))
      .when((state) => enqueueRun(known(state), request, facts))
      .then(enqueued({ coordination_channel_id: `coord-${RUN}` }));
    task(created({ ...inWorkspace, network_channel: 'build' }))
      .when((state) => enqueueRun(known(state), request, facts))
      .then(enqueued({ network_channel: 'build', coordination_channel_id: 'build' }));
  });

  it('must not belong to another workspace', () => {
    const given = task(created({ ...inWorkspace, network_channel: 'build' }));
    given
      .when((state) => enqueueRun(known(state), request, { ...facts, channel_workspace_id: 'ws-2' }))
      .then(rejects('channel_in_other_workspace'));
    given
      .when((state) => enqueueRun(known(state), request, { ...facts, channel_workspace_id: 'ws-1' }))
      .then(enqueued({ network_channel: 'build', coordination_channel_id: 'build' }));
  });

  it('of global tasks are free of that', () => {
    task(created({ network_channel: 'build' }))
      .when((state) => enqueueRun(known(state), request, { ...facts, channel_workspace_id: 'ws-2' }))
      .then(enqueued({ network_channel: 'build' }));
  });

  it('tell their run when they are derived', () => {
    expect(coordinationChannelId({ scope: 'global' }, RUN, 'build')).toBeUndefined();
    expect(runOfDerivedChannel(`coord-${RUN}`)).toBe(RUN);
    expect(runOfDerivedChannel('coord-build')).toBeUndefined();
    expect(runOfDerivedChannel('build')).toBeUndefined();
  });
});

describe('what a task may be asked', () => {
  const statusesRefusedBy = (refuse: typeof refuseUnlessEnqueueable) =>
    TASK_STATUSES.filter((status) => refuse(taskWith([], { status })) !== undefined);

  it('enqueue: not draft, not canceled', () => {
    expect(statusesRefusedBy(refuseUnlessEnqueueable)).toEqual(['draft', 'canceled']);
    expect(refuseUnlessEnqueueable(taskWith([], { status: 'draft' }))).toMatchObject({ code: 'task_not_executable' });
  });

  it('start: not blocked either, as derived', () => {
    expect(statusesRefusedBy(refuseUnlessExecutable)).toEqual(['draft', 'canceled']);
    for (const approval_state of ['pending', 'rejected'] as const) {
      const waiting = taskWith([], { approval_policy: 'manual', approval_state });
      expect(refuseUnlessExecutable(waiting)).toMatchObject({ code: 'task_not_executable' });
    }
    expect(refuseUnlessExecutable(taskWith([], { approval_policy: 'manual', approval_state: 'approved' }))).toBe(
      undefined,
    );
  });

  it('anything: to exist', () => {
    expect(existing(null, TASK)).toMatchObject({ code: 'task_not_found' });
    expect(existing(taskWith([]), TASK)).toMatchObject({ id: TASK });
  });
});

describe('the namespace of an idempotency key', () => {
  it('is the workspace or global, the key, and the whole origin', () => {
    const scope = { key: 'k', origin_kind: 'http', origin_ref: 'test' };
    expect(idempotencyNamespace('ws-1', 'k', ORIGIN)).toEqual({ ...scope, namespace: 'ws-1' });
    expect(idempotencyNamespace(undefined, 'k', ORIGIN)).toEqual({ ...scope, namespace: 'global' });
  });

  it('of a claim is the session', () => {
    expect(claimKeyNamespace('sess-1', 'k')).toMatchObject({ namespace: 'session:sess-1', key: 'k' });
    expect(claimKeyNamespace('sess-2', 'k')).not.toEqual(claimKeyNamespace('sess-1', 'k'));
  });

  it('has a default key for each action and task', () => {
    expect(defaultKey('start', TASK)).toBe(`task.start.${TASK}`);
    expect(defaultKey('approval', TASK)).toBe(`task.approval.${TASK}`);
  });
});
