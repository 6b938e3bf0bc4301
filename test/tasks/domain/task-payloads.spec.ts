import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  claimedWithoutLease,
  completed,
  created,
  enqueued,
  expired,
  extended,
  failed,
  HASH,
  progressed,
  released,
  SESSION,
  UNTIL,
} from '../support/task-histories.js';

/** The public payload as it is written: members without a value are left out. */
function payloadOf(event: TaskEvent): unknown {
  const { payload } = taskStream.events[event.type];
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
];

describe('public payloads', () => {
  it.each(CASES.map(([words, event, shown]) => [event.type, words, event, shown] as const))(
    '%s, %s',
    (_type, _words, event, shown) => {
      expect(payloadOf(event)).toStrictEqual(shown);
    },
  );

  it('exist for every type of the stream, all of them public', () => {
    const tested = new Set(CASES.map(([, event]) => event.type));
    expect([...tested].sort()).toEqual(Object.keys(taskStream.events).sort());
    for (const definition of Object.values(taskStream.events)) {
      expect(definition).toMatchObject({ visibility: 'public', schemaVersion: 1 });
    }
  });
});
