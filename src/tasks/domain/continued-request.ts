import type { Json, JsonObject } from '../../ledger/event.js';
import type { RunState } from './task-state.js';

/** What a schema run's metadata says of its work. */
const OF_SCHEMA_RUN = ['purpose', 'website', 'instructions', 'secret_slots'];
const OF_CALLED_RUN = ['run_request'];

/** Whether the run was asked for at a front: what it is to do then stands in its metadata. */
export function hasRequest(run: RunState): boolean {
  return run.request_hash !== undefined || run.purpose !== undefined;
}

/**
 * Metadata of a run that takes over the work of another one, by retry, recovery or a rejecting review (`http.md` 11.3):
 * what the source was asked for goes along, over anything of that name in `given`, and `given` stands beside it. As it is
 * for a source that nobody asked for at a front.
 */
export function continuedMetadata(source: RunState, its: Json | undefined, given: Json | undefined): Json | undefined {
  if (!hasRequest(source) || !isObject(its)) return given;
  const request: Record<string, Json | undefined> = {};
  for (const name of source.purpose === undefined ? OF_CALLED_RUN : OF_SCHEMA_RUN) {
    if (Object.hasOwn(its, name)) request[name] = its[name];
  }
  if (given === undefined) return request;
  return isObject(given) ? { ...given, ...request } : { metadata: given, ...request };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
