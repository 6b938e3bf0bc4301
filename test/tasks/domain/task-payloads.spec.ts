import { DEFAULT_EXECUTION_PROFILE } from '../../../src/tasks/domain/execution-profile.js';
import { INTERNAL_TASK_EVENTS, type TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { timeOf } from '../../support/given-when-then.js';
import {
  approved,
  BLOCKER,
  canceled,
  childCreated,
  childRemoved,
  claimed,
  claimedWithoutLease,
  completed,
  created,
  deleted,
  dependencyAdded,
  dependencyChanged,
  dependencyDropped,
  dependencyRemoved,
  enqueued,
  expired,
  extended,
  failed,
  forceStopped,
  HASH,
  paused,
  pauseInherited,
  progressed,
  published,
  rejected,
  released,
  resumed,
  RUN,
  runCanceled,
  SESSION,
  UNTIL,
  updated,
} from '../support/task-histories.js';
import { CALL_PAYLOAD_CASES } from '../support/call-payload-cases.js';
import { REVIEW_PAYLOAD_CASES } from '../support/review-payload-cases.js';
import { RUN_PAYLOAD_CASES } from '../support/run-payload-cases.js';

/** The public payload as it is written: members without a value are left out. */
function payloadOf(event: TaskEvent): unknown {
  const { payload } = taskStream.events[event.type];
  // `never`: the compiler does not see that the payload is the one of this event's type.
  return JSON.parse(JSON.stringify(payload?.(event.data as never)));
}

const owner = { kind: 'pool', ref: 'builders' } as const;
const claimer = { kind: 'agent_session', ref: SESSION };
const action = {
  name: 'look',
  params: {},
  is_done: true,
  extracted_content: null,
  error: null,
  include_in_memory: false,
};

/** Each event with the least and with the most that it can hold, and what the catalogues (`tasks.md` 8, `runs.md` 6) show. */
const CASES: [string, TaskEvent, object][] = [
  ['the least', created(), { scope: 'global', status: 'ready' }],
  [
    'the most',
    created({
      identifier: 'T-1',
      scope: 'workspace',
      workspace_id: 'ws-1',
      parent_task_id: 'task-0',
      network_channel: 'build',
      description: 'at length',
      owner,
      metadata: { a: 1 },
      task_status: 'draft',
    }),
    {
      scope: 'workspace',
      workspace_id: 'ws-1',
      parent_task_id: 'task-0',
      status: 'draft',
      network_channel: 'build',
      owner,
    },
  ],
  ['the least', childCreated(), { child_task_id: 'task-2', child_scope: 'global' }],
  [
    'the most',
    childCreated({ child_scope: 'workspace', child_workspace_id: 'ws-1' }),
    { child_task_id: 'task-2', child_scope: 'workspace', child_workspace_id: 'ws-1' },
  ],
  ['the least', updated({ title: 'Anew' }), { changed_fields: ['title'], status: 'ready' }],
  [
    'the most, in the order of the catalogue',
    updated(
      {
        owner: null,
        network_channel: null,
        metadata: {},
        approval_policy: 'manual',
        auto_enqueue_on_ready: false,
        max_attempts: 1,
        priority: 'low',
        description: '',
        title: 'Anew',
      },
      { approval_state: 'pending', task_status: 'blocked' },
    ),
    {
      changed_fields: [
        'title',
        'description',
        'priority',
        'max_attempts',
        'auto_enqueue_on_ready',
        'approval_policy',
        'metadata',
        'network_channel',
        'owner',
      ],
      status: 'blocked',
    },
  ],
  ['of a draft', published(), { previous_status: 'draft', status: 'ready', approval_state: 'not_required' }],
  ['a decision', approved(), { previous_approval_state: 'pending', approval_state: 'approved', status: 'ready' }],
  ['a decision', rejected(), { previous_approval_state: 'pending', approval_state: 'rejected', status: 'blocked' }],
  ['the least', canceled(), { status: 'canceled' }],
  [
    'the most',
    canceled({ reason: 'late', metadata: { a: 1 }, propagated_from_task_id: 'task-0', canceled_run_ids: [RUN] }),
    {
      reason: 'late',
      metadata: { a: 1 },
      status: 'canceled',
      propagated_from_task_id: 'task-0',
      canceled_run_ids: [RUN],
    },
  ],
  ['an edge', dependencyAdded(), { depends_on_task_id: BLOCKER, kind: 'blocks', status: 'blocked' }],
  ['an edge', dependencyRemoved(), { depends_on_task_id: BLOCKER, kind: 'blocks', status: 'ready' }],
  [
    'the most',
    paused({ metadata: { a: 1 }, previous_paused: true }),
    {
      manual: true,
      actor_kind: 'human',
      actor_id: 'local-user',
      previous_paused: true,
      paused: true,
      reason: 'too early',
      metadata: { a: 1 },
    },
  ],
  [
    'the least',
    resumed({ previous_paused: false }),
    { manual: true, actor_kind: 'human', actor_id: 'local-user', previous_paused: false, paused: false },
  ],
  ['the least', runCanceled(), { status: 'canceled', task_status: 'ready' }],
  [
    'the most',
    runCanceled({
      reason: 'late',
      metadata: { a: 1 },
      session_id: SESSION,
      propagated_from_task_id: 'task-0',
      cooperative_stop_requested: true,
    }),
    {
      status: 'canceled',
      task_status: 'ready',
      reason: 'late',
      metadata: { a: 1 },
      session_id: SESSION,
      propagated_from_task_id: 'task-0',
      cooperative_stop_requested: true,
    },
  ],
  [
    'the most',
    forceStopped({ propagated_from_task_id: 'task-0' }),
    { session_id: SESSION, grace_timeout_ms: 0, propagated_from_task_id: 'task-0' },
  ],
  ['the least', enqueued(), { attempt: 1, status: 'queued', task_status: 'ready' }],
  [
    'the most',
    enqueued({
      attempt: 2,
      task_status: 'blocked',
      network_channel: 'build',
      coordination_channel_id: 'build',
      idempotency_key: 'key-1',
      request_fingerprint: 'f',
      metadata: { a: 1 },
      workflow_id: 'flow-1',
      previous_run_id: 'run-0',
    }),
    {
      attempt: 2,
      status: 'queued',
      task_status: 'blocked',
      network_channel: 'build',
      coordination_channel_id: 'build',
      idempotency_key: 'key-1',
    },
  ],
  [
    'without a lease',
    claimedWithoutLease(),
    { status: 'claimed', task_status: 'ready', claimed_by: { kind: 'human', ref: 'ann' } },
  ],
  [
    'with a lease',
    claimed({ claim_key: 'key-1' }),
    { status: 'claimed', task_status: 'ready', claimed_by: claimer, claim_token_hash: HASH, lease_until: UNTIL },
  ],
  [
    'of a running run',
    extended({ status: 'running', task_status: 'in_progress' }),
    {
      status: 'running',
      task_status: 'in_progress',
      lease_until: UNTIL,
      heartbeat_at: timeOf(3),
      claim_token_hash: HASH,
    },
  ],
  [
    'the least',
    expired(),
    { previous_status: 'claimed', status: 'queued', task_status: 'ready', reason: 'scheduler_sweep' },
  ],
  [
    'the most',
    expired({
      session_id: SESSION,
      lease_until: UNTIL,
      previous_claim_token_hash: HASH,
      coordination_channel_id: 'coord-1',
    }),
    {
      previous_status: 'claimed',
      status: 'queued',
      task_status: 'ready',
      reason: 'scheduler_sweep',
      session_id: SESSION,
      lease_until: UNTIL,
      previous_claim_token_hash: HASH,
      coordination_channel_id: 'coord-1',
    },
  ],
  ['the least', released(), { previous_status: 'claimed', status: 'queued', task_status: 'ready' }],
  [
    'the most',
    released({ reason: 'shutdown', session_id: SESSION }),
    { previous_status: 'claimed', status: 'queued', task_status: 'ready', reason: 'shutdown', session_id: SESSION },
  ],
  ['the least', completed(), { status: 'completed', task_status: 'completed' }],
  [
    'the most',
    completed({ result: [1], claim_token_hash: HASH }),
    { status: 'completed', task_status: 'completed', result: [1], claim_token_hash: HASH },
  ],
  ['the least', failed(), { status: 'failed', task_status: 'ready', error: 'it broke' }],
  [
    'the most',
    failed({ metadata: { code: 1 }, claim_token_hash: HASH }),
    { status: 'failed', task_status: 'ready', error: 'it broke', metadata: { code: 1 }, claim_token_hash: HASH },
  ],
  [
    'of a step',
    progressed({ index: 0, description: 'look', actions: [action] }),
    { index: 0, description: 'look', actions: [action] },
  ],
  ['of log and usage', progressed({ log: ['a'], usage: { turns: 1 } }), { log: ['a'], usage: { turns: 1 } }],
  [
    'always',
    { type: 'task.execution_profile_updated', data: { task_id: 'task-1', profile: DEFAULT_EXECUTION_PROFILE } },
    { task_id: 'task-1', coordinator_mode: 'inherit', worker_mode: 'inherit', sandbox_mode: 'inherit' },
  ],
  ['always', { type: 'task.execution_profile_deleted', data: { task_id: 'task-1' } }, { task_id: 'task-1' }],
  ...RUN_PAYLOAD_CASES,
  ...REVIEW_PAYLOAD_CASES,
  ...CALL_PAYLOAD_CASES,
];

/** The events that people never see. */
const INTERNAL: TaskEvent[] = [
  childRemoved(),
  dependencyChanged(),
  dependencyDropped(),
  pauseInherited('task-0'),
  deleted(),
];

describe('public payloads', () => {
  it.each(CASES.map(([words, event, shown]) => [event.type, words, event, shown] as const))(
    '%s, %s',
    (_type, _words, event, shown) => {
      expect(payloadOf(event)).toStrictEqual(shown);
    },
  );

  it('exist for every type of the stream that people see, and for no other', () => {
    const shown = new Set(CASES.map(([, event]) => event.type));
    const hidden = new Set(INTERNAL.map((event) => event.type));
    expect([...shown, ...hidden].sort()).toEqual(Object.keys(taskStream.events).sort());
    for (const [type, definition] of Object.entries(taskStream.events)) {
      expect(definition).toMatchObject({
        visibility: hidden.has(type as TaskEvent['type']) ? 'internal' : 'public',
        schemaVersion: 1,
      });
      expect('payload' in definition).toBe(definition.visibility === 'public');
    }
    expect(INTERNAL_TASK_EVENTS).toEqual(hidden);
  });
});
