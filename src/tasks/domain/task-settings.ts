/** What the service itself reads in a task's metadata, which else is its users' own (`http.md` 11.3, 11.9 and 12). */
import type { Json } from '../../ledger/event.js';
import { isWebAddress } from './web-address.js';
import { readWebTask, type SecretBindings } from './web-task.js';

/** What deciding needs to know of a web task; the rest is in its view. */
export interface WebTask {
  /** Whether a regeneration takes the present schemas away. */
  readonly auto_generate_schemas: boolean;
  /** Those of its creation that no schema run has made pointless since; absent where there are none. */
  readonly secret_bindings?: SecretBindings;
}

/** Where every run's end is told that has no webhook of its own: `callback_url`, when it can be called. */
export function callbackOf(metadata: Json | undefined): string | undefined {
  const url = memberOf(metadata, 'callback_url');
  return typeof url === 'string' && isWebAddress(url) ? url : undefined;
}

/** The web task that a task is made to be by `web_task.website`; undefined where it is none. */
export function webTaskOf(metadata: Json | undefined): WebTask | undefined {
  const web = readWebTask(metadata);
  return web && withBindings({ auto_generate_schemas: web.auto_generate_schemas }, web.secret_bindings);
}

/** A web task with these bindings, and no others. */
export function withBindings({ auto_generate_schemas }: WebTask, bindings: SecretBindings): WebTask {
  const bound = Object.keys(bindings).length > 0;
  return { auto_generate_schemas, ...(bound ? { secret_bindings: bindings } : {}) };
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, Json>>)[name] : undefined;
}
