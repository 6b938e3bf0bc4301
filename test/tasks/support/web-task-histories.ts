import type { Json } from '../../../src/ledger/event.js';
import type { RunEnqueued } from '../../../src/tasks/domain/run-events.js';
import type { SchemasGenerated, SchemasReset, TaskCreated, TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { ACTOR } from '../../support/given-when-then.js';
import { created, enqueued, RUN } from './task-histories.js';

export const WEBSITE = 'https://shop.example.com/';
export const SECRET = '9f8b6c9e-1f0a-4a5e-8a50-0f5a3b2c1d00';
export const OTHER_SECRET = '9f8b6c9e-1f0a-4a5e-8a50-0f5a3b2c1d01';

/** A task that is made to be a web task. */
export function webCreated(web: Readonly<Record<string, Json>> = {}, more: Partial<TaskCreated> = {}): TaskEvent {
  return created({ metadata: { web_task: { website: WEBSITE, ...web } }, ...more });
}

/** A schema run in the queue. */
export function schemaEnqueued(more: Partial<RunEnqueued> = {}): TaskEvent {
  return enqueued({
    budget_exempt: true,
    purpose: 'schema_generation',
    required_capabilities: ['schema.generate'],
    result_check: 'schema_generation',
    ...more,
  });
}

export function schemasReset(more: Partial<SchemasReset> = {}): TaskEvent {
  return { type: 'task.schemas_reset', data: { requested_by: ACTOR, cleared: true, ...more } };
}

export function schemasGenerated(more: Partial<SchemasGenerated> = {}): TaskEvent {
  const data = { generated_by: RUN, input_schema: '{"type":"object"}', output_schema: 'true', ...more };
  return { type: 'task.schemas_generated', data };
}
