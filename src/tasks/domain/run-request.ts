/**
 * What a call of the numbered or the task run front asks of its run, and what comes of it together with the task's own
 * defaults (`http.md` 11.3).
 */
import type { Json } from '../../ledger/event.js';
import type { RunCall } from './run-call.js';
import { runDefaults } from './run-defaults.js';
import type { CallFront, JsonSchema, ResponseFormat, RunOptions } from './run-options.js';

export type { CallFront, JsonSchema, ResponseFormat, RunOptions } from './run-options.js';

/** The effective options of a run, as its worker finds them under `run_request` in the run's metadata. */
export interface RunRequest extends RunOptions {
  readonly prompt: string;
  readonly response_format: ResponseFormat;
  readonly wait_for_completion: boolean;
}

/** What a task has to say of its runs. */
export interface RequestedTask {
  readonly title: string;
  readonly description?: string;
  readonly metadata?: Json;
}

/** The schema that a task's default stands for, undefined where that is none. Only asked where it would be effective. */
export type ReadDefaultSchema = (stored: Json) => JsonSchema | undefined;

/**
 * What each option of a run is: what the call says, else the task's default (`run_defaults` in its metadata) where that
 * is valid, else the service's. Options of the other front are not looked at.
 */
export function effectiveRequest(
  front: CallFront,
  options: RunOptions,
  task: RequestedTask,
  readDefaultSchema: ReadDefaultSchema,
): RunRequest {
  const { json_schema: storedSchema, ...defaults } = runDefaults(front, task.metadata);
  const { response_format: asked, json_schema: sent, ...said } = options;
  const format = asked ?? (sent === undefined ? defaults.response_format : undefined);
  // A text has no schema to satisfy: the task's own one gives way.
  const inherited = format === 'text' || storedSchema === undefined ? undefined : readDefaultSchema(storedSchema);
  const schema = sent ?? inherited;
  return {
    ...{ prompt: prompt(task), wait_for_completion: false, ...(front === 'c' ? { use_cached_workflow: false } : {}) },
    ...defined(defaults),
    ...defined(said),
    response_format: format ?? (schema === undefined ? 'text' : 'json'),
    ...(schema === undefined ? {} : { json_schema: schema }),
  };
}

/** Whether the caller of a run wants to be answered at its end. */
export function waitsForCompletion(
  front: CallFront,
  options: RunOptions,
  { metadata }: Pick<RequestedTask, 'metadata'>,
): boolean {
  return options.wait_for_completion ?? runDefaults(front, metadata).wait_for_completion ?? false;
}

/** Why a call contradicts itself, in words that follow the name of the member; undefined when it does not. */
export function contradiction({ response_format, json_schema }: RunOptions): string | undefined {
  if (response_format !== 'text' || json_schema === undefined) return undefined;
  return 'must not be text together with json_schema';
}

/**
 * The facts of the event that creates the run. `principal`: who asked. `requestHash`: of prompt and schema.
 */
export function callOfRequest(
  request: RunRequest,
  {
    front,
    principal,
    requestHash,
  }: { readonly front: CallFront; readonly principal: string; readonly requestHash: string },
): RunCall {
  const { webhook_url, session_timeout, json_schema } = request;
  return {
    budget_exempt: true,
    ...(session_timeout === undefined ? {} : { session_timeout }),
    ...(webhook_url === undefined
      ? {}
      : { webhook: webhook_url === '' ? 'none' : { url: webhook_url, front, principal } }),
    ...(json_schema === undefined ? {} : { result_check: 'json_schema' }),
    request_hash: requestHash,
  };
}

/** Equal for runs that are to do the same, as a cached workflow must (`http.md` 14). */
export function hashedOfRequest({ prompt, json_schema }: RunRequest): Json {
  return json_schema === undefined ? { prompt } : { prompt, json_schema };
}

function prompt({ title, description }: RequestedTask): string {
  return description === undefined || description.trim() === '' ? title : description;
}

/** Without members that are undefined, which would hide those that they are laid over. */
function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // What is taken out has no value, so that the rest is what the type says.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
