import type { Actor, Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import type { RequiredSecret } from '../generated-schemas.js';
import type { RunCall } from '../run-call.js';
import { isOpen } from '../run-status.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import type { RunWords } from './new-run.js';

/** Hashes of the schemas that are there, if they are. */
export interface SchemaHashes {
  readonly input_schema_sha256?: string;
  readonly output_schema_sha256?: string;
}

/** What a schema run is told of the task. */
export interface SchemaRequest {
  readonly website: string;
  /** The task's description, else its title. */
  readonly instructions: string;
  readonly required_secrets: readonly RequiredSecret[];
}

/** What claims a schema run must offer. */
const SCHEMA_CAPABILITY = 'schema.generate';

/** The schema run that is under way, if one is. */
export function openSchemaRun(task: TaskState): RunState | undefined {
  return task.runs.find((run) => run.purpose === 'schema_generation' && isOpen(run.status));
}

/**
 * `task.schemas_reset`, after which the schema run is to be queued; nothing while one is open. Refused in this order:
 * `task_not_found` for what is no web task, `task_not_executable` (draft, blocked, canceled), `open_run_exists`.
 */
export function resetSchemas(
  task: TaskState,
  { requested_by, previous }: { readonly requested_by: Actor; readonly previous: SchemaHashes },
): TaskEvent[] | Rejection {
  if (task.web_task === undefined) return new Rejection('task_not_found', `task ${task.id} is no web task`);
  if (openSchemaRun(task)) return [];
  if (task.status === 'draft' || task.status === 'blocked' || task.status === 'canceled') {
    return new Rejection('task_not_executable', `task ${task.id} is ${task.status}: its schemas cannot be regenerated`);
  }
  const open = task.runs.find((run) => isOpen(run.status));
  if (open) {
    return new Rejection('open_run_exists', `task ${task.id} is not finished: run ${open.id} is ${open.status}`);
  }
  const { input_schema_sha256, output_schema_sha256 } = previous;
  const data = {
    ...(input_schema_sha256 === undefined ? {} : { previous_input_schema_sha256: input_schema_sha256 }),
    ...(output_schema_sha256 === undefined ? {} : { previous_output_schema_sha256: output_schema_sha256 }),
    requested_by,
    cleared: task.web_task.auto_generate_schemas,
  };
  return [{ type: 'task.schemas_reset', data }];
}

const CALL: RunCall = {
  budget_exempt: true,
  purpose: 'schema_generation',
  required_capabilities: [SCHEMA_CAPABILITY],
  result_check: 'schema_generation',
};

/** How a schema run is asked for: it is nothing that the task is for, and costs it no attempt. */
export function schemaRun(request: SchemaRequest): RunWords {
  return { call: CALL, metadata: metadataOf(request) };
}

/** Bytes of JSON of such a run's metadata: with room for what a retry says besides, in what a run may have. */
const METADATA_BYTES = 14_336;

/** What is too long is cut at the end: the worker can read the task itself. */
function metadataOf({ website, instructions, required_secrets }: SchemaRequest): Json {
  const made = (told: string, slots: readonly RequiredSecret[]): Readonly<Record<string, Json>> => ({
    purpose: 'schema_generation',
    website,
    instructions: told,
    secret_slots: slots.map(({ name, type, requires_totp }) => ({ name, type, requires_totp })),
  });
  const slots = required_secrets.slice(
    0,
    most(required_secrets.length, (n) => made('', required_secrets.slice(0, n))),
  );
  const characters = [...instructions];
  return made(
    characters
      .slice(
        0,
        most(characters.length, (n) => made(characters.slice(0, n).join(''), slots)),
      )
      .join(''),
    slots,
  );
}

/** The greatest number up to `all` with which it fits. */
function most(all: number, made: (n: number) => Json): number {
  const fits = (n: number) => Buffer.byteLength(JSON.stringify(made(n))) <= METADATA_BYTES;
  if (fits(all)) return all;
  let [low, high] = [0, all];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
