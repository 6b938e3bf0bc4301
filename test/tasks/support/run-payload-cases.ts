/** What people see of the events by which operators and the service act on runs. */
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { ACTOR, timeOf } from '../../support/given-when-then.js';
import { HASH, released, RUN, SESSION, UNTIL } from './task-histories.js';

/** In words, the event, and its public payload. */
export type PayloadCase = [words: string, event: TaskEvent, shown: object];

const NEW = 'run-0000000000000002';
const by = ACTOR;
const manual = { manual: true, actor_kind: ACTOR.kind, actor_id: ACTOR.ref };
const created = { run_id: NEW, number: 9, attempt: 2, task_status: 'ready', source_run_id: RUN } as const;
const work = { run_id: RUN, task_status: 'in_progress' } as const;
const queued_at = timeOf(1);

const OPERATED: PayloadCase[] = [
  [
    'by force',
    released({ reason: 'gone', session_id: SESSION, forced: { by, claim_token_hash: HASH, lease_until: UNTIL } }),
    {
      ...{ previous_status: 'claimed', status: 'queued', task_status: 'ready', reason: 'gone', session_id: SESSION },
      ...{ ...manual, previous_session_id: SESSION, previous_claim_token_hash_truncated: 'aaaaaaaa' },
      previous_lease_until: UNTIL,
    },
  ],
  ['the least', { type: 'task.run_starting', data: work }, { status: 'starting', task_status: 'in_progress' }],
  [
    'on the session of its claimer',
    { type: 'task.run_starting', data: { ...work, session_id: SESSION } },
    { status: 'starting', task_status: 'in_progress', session_id: SESSION },
  ],
  [
    'always',
    { type: 'task.run_session_bound', data: { ...work, session_id: SESSION } },
    { status: 'starting', task_status: 'in_progress', session_id: SESSION },
  ],
  [
    'always',
    { type: 'task.run_started', data: { ...work, session_id: SESSION } },
    { status: 'running', task_status: 'in_progress', session_id: SESSION },
  ],
  [
    'always',
    {
      type: 'task.run_rejected',
      data: { run_id: RUN, operation: 'attach', reason: 'stale_network_channel', network_channel: 'build' },
    },
    { operation: 'attach', reason: 'stale_network_channel', network_channel: 'build' },
  ],
  [
    'of a claimed run',
    {
      type: 'task.run_operator_forced_fail',
      data: {
        ...{ run_id: RUN, by, previous_status: 'claimed', task_status: 'ready', reason: 'stuck' },
        ...{ session_id: SESSION, metadata: { a: 1 } },
      },
    },
    {
      ...{ ...manual, previous_status: 'claimed', status: 'failed', task_status: 'ready', reason: 'stuck' },
      ...{ session_id: SESSION, metadata: { a: 1 } },
    },
  ],
  [
    'always',
    { type: 'task.run_operator_retry', data: { ...created, by, metadata: { a: 1 }, previous_run_id: RUN } },
    { ...manual, source_run_id: RUN, new_run_id: NEW, task_status: 'ready' },
  ],
  [
    'with a reason',
    { type: 'task.run_recovered_from_attention', data: { ...created, by, previous_run_id: RUN, reason: 'a worker' } },
    {
      ...{ ...manual, source_run_id: RUN, new_run_id: NEW, previous_status: 'needs_attention', status: 'queued' },
      ...{ task_status: 'ready', reason: 'a worker' },
    },
  ],
];

const BY_THE_SERVICE: PayloadCase[] = [
  [
    'of a claimed run, the least',
    {
      type: 'task.run_recovered',
      data: { run_id: RUN, action: 'requeue', previous_status: 'claimed', task_status: 'ready' },
    },
    { action: 'requeue', previous_status: 'claimed', status: 'queued', task_status: 'ready' },
  ],
  [
    'of a running run, the most',
    {
      type: 'task.run_recovered',
      data: {
        ...{ run_id: RUN, action: 'fail', previous_status: 'running', task_status: 'failed', reason: 'session_lost' },
        ...{ session_id: SESSION, session_state: 'stopped', classification: 'crashed', detail: 'gone' },
      },
    },
    {
      ...{ action: 'fail', previous_status: 'running', status: 'failed', task_status: 'failed' },
      ...{ reason: 'session_lost', session_id: SESSION, session_state: 'stopped' },
      ...{ classification: 'crashed', detail: 'gone' },
    },
  ],
  [
    'in a channel',
    { type: 'task.run_starved', data: { run_id: RUN, queued_at, queued_age_ms: 9, coordination_channel: 'coord-1' } },
    { queued_at, queued_age_ms: 9, coordination_channel: 'coord-1' },
  ],
  [
    'without a channel',
    { type: 'task.run_needs_attention', data: { run_id: RUN, task_status: 'ready', diagnostic: 'nobody', queued_at } },
    {
      ...{ previous_status: 'queued', status: 'needs_attention', task_status: 'ready' },
      ...{ diagnostic: 'nobody', queued_at },
    },
  ],
];

export const RUN_PAYLOAD_CASES: readonly PayloadCase[] = [...OPERATED, ...BY_THE_SERVICE];
