/** What a task says of its runs under `run_defaults` in its metadata (`http.md` 11.3). */
import type { Json } from '../../ledger/event.js';
import type { CallFront, ResponseFormat, RunOptions } from './run-options.js';
import { MAX_NAME, MAX_SESSION_TIMEOUT, MIN_PROMPT, MODEL_PROVIDERS } from './vocabulary.js';
import { isHttpUrl, isWebAddress } from './web-address.js';

/** The options that a task's defaults set; the schema as it is stored, which takes more to be read. */
export interface RunDefaults extends Omit<RunOptions, 'json_schema'> {
  readonly json_schema?: Json;
}

type Reader = (value: Json) => unknown;

const text: Reader = (value) => (typeof value === 'string' && isName(value) ? value : undefined);
const flag: Reader = (value) => (typeof value === 'boolean' ? value : undefined);
const textWhere =
  (accepts: (value: string) => boolean): Reader =>
  (value) =>
    typeof value === 'string' && accepts(value) ? value : undefined;

const SHARED: Readonly<Record<string, Reader>> = {
  model: text,
  webhook_url: textWhere((url) => url === '' || isWebAddress(url)),
  response_format: readFormat,
  json_schema: (value) => value ?? undefined,
  wait_for_completion: flag,
};

const READERS: Readonly<Record<CallFront, Readonly<Record<string, Reader>>>> = {
  c: {
    ...SHARED,
    prompt: textWhere((prompt) => characters(prompt) >= MIN_PROMPT),
    provider: textWhere((name) => (MODEL_PROVIDERS as readonly string[]).includes(name)),
    use_cached_workflow: flag,
  },
  d: {
    ...SHARED,
    prompt: textWhere((prompt) => prompt.trim() !== ''),
    provider: text,
    auth_context_id: text,
    initial_url: textWhere(isHttpUrl),
    session_timeout: (value) => (isSessionTimeout(value) ? value : undefined),
  },
};

/** The task's defaults for a front's calls. What is not valid there counts as not set. */
export function runDefaults(front: CallFront, metadata: Json | undefined): RunDefaults {
  const stored = memberOf(metadata, 'run_defaults');
  const defaults: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(READERS[front])) {
    const value = memberOf(stored, name);
    if (value !== undefined) defaults[name] = read(value);
  }
  return defaults;
}

/** Whole seconds from one on, a day at most. */
function isSessionTimeout(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_SESSION_TIMEOUT;
}

function readFormat(value: Json): ResponseFormat | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  return word === 'text' || word === 'json' ? word : undefined;
}

function isName(value: string): boolean {
  return value.trim() !== '' && characters(value) <= MAX_NAME;
}

function characters(value: string): number {
  return [...value].length;
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, Json>>)[name] : undefined;
}
