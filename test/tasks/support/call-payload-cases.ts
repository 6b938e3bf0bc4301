/** What compatibility fronts tell of runs and web tasks, and what people see of it. */
import { ACTOR } from '../../support/given-when-then.js';
import type { PayloadCase } from './run-payload-cases.js';
import { enqueued, RUN } from './task-histories.js';

const hashes = { previous_input_schema_sha256: 'a', previous_output_schema_sha256: 'b' };
const generated = { input_schema: '{}', output_schema: '{}', required_secrets: [] };
const delivery = { delivery_id: 'whd-0000000000000001' };

export const CALL_PAYLOAD_CASES: readonly PayloadCase[] = [
  [
    'by a call, whose own facts stay with the run',
    enqueued({
      ...{ budget_exempt: true, purpose: 'schema_generation', cached_workflow: 'miss' },
      ...{ session_timeout: 60, required_capabilities: ['web'], result_check: 'json_schema', request_hash: 'abc' },
      webhook: { url: 'https://hooks.example.com/secret-path', front: 'd', principal: 'ann' },
    }),
    {
      ...{ attempt: 1, status: 'queued', task_status: 'ready' },
      ...{ budget_exempt: true, purpose: 'schema_generation', cached_workflow: 'miss' },
    },
  ],
  [
    'always',
    { type: 'task.run_result_rejected', data: { run_id: RUN, errors: ['/a: type'], rejection_count: 2 } },
    { errors: ['/a: type'], rejection_count: 2 },
  ],
  [
    'always',
    { type: 'task.run_webhook_delivered', data: { run_id: RUN, ...delivery, attempt: 2, status_code: 204 } },
    { ...delivery, attempt: 2, status_code: 204 },
  ],
  [
    'with an answer',
    {
      type: 'task.run_webhook_failed',
      data: { run_id: RUN, ...delivery, attempts: 6, last_status_code: 500, last_error: 'it answered status 500' },
    },
    { ...delivery, attempts: 6, last_status_code: 500, last_error: 'it answered status 500' },
  ],
  [
    'without an answer',
    { type: 'task.run_webhook_failed', data: { run_id: RUN, ...delivery, attempts: 6, last_error: 'no answer' } },
    { ...delivery, attempts: 6, last_error: 'no answer' },
  ],
  [
    'with schemas',
    { type: 'task.schemas_reset', data: { ...hashes, requested_by: ACTOR, cleared: true } },
    { ...hashes, requested_by: ACTOR },
  ],
  [
    'without any',
    { type: 'task.schemas_reset', data: { requested_by: ACTOR, cleared: false } },
    { requested_by: ACTOR },
  ],
  ['in full', { type: 'task.schemas_generated', data: { generated_by: RUN, ...generated } }, generated],
];
