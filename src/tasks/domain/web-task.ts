/** What a web task's metadata say of it at its creation (`http.md` 12). One unreadable part, and it is no web task. */
import type { Json } from '../../ledger/event.js';
import type { RequiredSecret } from './generated-schemas.js';
import { isWebAddress } from './web-address.js';

/** A secret that was given at creation, by the id under which its owner keeps it; never its value. */
export interface CreationSecret {
  readonly secret_uuid: string;
  readonly description: string;
}

/** Slot names to ids of creation secrets. */
export type SecretBindings = Readonly<Record<string, string>>;

export interface WebTaskSettings {
  readonly website: string;
  readonly auto_generate_schemas: boolean;
  /** As text, or as JSON. */
  readonly input_schema?: Json;
  readonly output_schema?: Json;
  /** Absent where nothing is said of them, which is not the same as none. */
  readonly required_secrets?: readonly RequiredSecret[];
  readonly creation_secrets: readonly CreationSecret[];
  /** Those to secrets that were given at creation. */
  readonly secret_bindings: SecretBindings;
}

/** Slots, secrets and bindings of one task, each. */
export const MAX_WEB_SECRETS = 50;
/** Characters of the name of a slot. */
export const MAX_SLOT_NAME = 200;
/** Characters of what is said of a creation secret. */
const MAX_SECRET_DESCRIPTION = 1024;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The member of `web_task` that cannot be what it should be. */
export interface UnreadableWebTask {
  readonly unreadable: string;
}

/** What `metadata.web_task` says; undefined where the task is no web task. */
export function readWebTask(metadata: Json | undefined): WebTaskSettings | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('web_task' in metadata)) return undefined;
  const read = parseWebTask(metadata.web_task);
  return 'unreadable' in read ? undefined : read;
}

/** What a web task's own words say, or which of them cannot be read. */
export function parseWebTask(words: Json | undefined): WebTaskSettings | UnreadableWebTask {
  try {
    return settingsOf(membersOf(words));
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message };
    throw error;
  }
}

function settingsOf(web: Members): WebTaskSettings {
  const creation_secrets = part('creation_secrets', () => creationSecrets(web.creation_secrets));
  return {
    website: part('website', () => website(web.website)),
    auto_generate_schemas: part('creation_auto_generate_schemas', () => flag(web.creation_auto_generate_schemas, true)),
    ...optional('input_schema', web.input_schema, schema),
    ...optional('output_schema', web.output_schema, schema),
    ...optional('required_secrets', web.required_secrets, requiredSecrets),
    creation_secrets,
    secret_bindings: part('secret_bindings', () => bindings(web.secret_bindings, creation_secrets)),
  };
}

/** @throws Unreadable naming the part */
function part<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Unreadable ? new Unreadable(name) : error;
  }
}

function optional<Name extends string, T>(
  name: Name,
  value: Json | undefined,
  read: (value: Json) => T,
): Partial<Record<Name, T>> {
  return isAbsent(value) ? {} : ({ [name]: part(name, () => read(value)) } as Partial<Record<Name, T>>);
}

/** The bindings that are left when a task asks for these secrets. */
export function bindingsOf(bound: SecretBindings, slots: readonly Pick<RequiredSecret, 'name'>[]): SecretBindings {
  const names = new Set(slots.map((slot) => slot.name));
  return Object.fromEntries(Object.entries(bound).filter(([name]) => names.has(name)));
}

/** Something is there that cannot be what it should be. */
class Unreadable extends Error {}

type Members = Readonly<Record<string, Json | undefined>>;

function website(value: Json | undefined): string {
  if (typeof value === 'string' && isWebAddress(value)) return value;
  throw new Unreadable();
}

/** Whether it is a good schema is asked of who asks for it; here it only has to look like one. */
function schema(value: Json): Json {
  const parsed = typeof value === 'string' ? parse(value) : value;
  if (typeof parsed === 'boolean' || (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))) {
    return value;
  }
  throw new Unreadable();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unreadable();
  }
}

function requiredSecrets(value: Json | undefined): readonly RequiredSecret[] {
  const slots = listOf(value).map((slot): RequiredSecret => {
    const { name, type = 'login', requires_totp } = membersOf(slot);
    if (type !== 'login') throw new Unreadable();
    return { name: text(name, MAX_SLOT_NAME), type, requires_totp: flag(requires_totp, false) };
  });
  if (new Set(slots.map((slot) => slot.name)).size < slots.length) throw new Unreadable();
  return slots;
}

function creationSecrets(value: Json | undefined): readonly CreationSecret[] {
  return listOf(value).map((secret) => {
    const { secret_uuid, description } = membersOf(secret);
    const said = isAbsent(description) ? '' : description;
    if (typeof said !== 'string' || said.length > MAX_SECRET_DESCRIPTION) throw new Unreadable();
    return { secret_uuid: uuid(secret_uuid), description: said };
  });
}

/** A binding to a secret that was not given at creation is none. */
function bindings(value: Json | undefined, secrets: readonly CreationSecret[]): SecretBindings {
  const given = new Set(secrets.map((secret) => secret.secret_uuid));
  const bound = Object.entries(isAbsent(value) ? {} : membersOf(value));
  if (bound.length > MAX_WEB_SECRETS) throw new Unreadable();
  const read = bound.map(([slot, secret]) => [text(slot, MAX_SLOT_NAME), uuid(secret)] as const);
  return Object.fromEntries(read.filter(([, secret]) => given.has(secret)));
}

function text(value: Json | undefined, max: number): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= max) return value;
  throw new Unreadable();
}

/** Ids are compared as they are shown: in lower case. */
function uuid(value: Json | undefined): string {
  if (typeof value === 'string' && UUID.test(value)) return value.toLowerCase();
  throw new Unreadable();
}

function flag(value: Json | undefined, otherwise: boolean): boolean {
  if (isAbsent(value)) return otherwise;
  if (typeof value === 'boolean') return value;
  throw new Unreadable();
}

function listOf(value: Json | undefined): readonly Json[] {
  if (isAbsent(value)) return [];
  if (Array.isArray(value) && value.length <= MAX_WEB_SECRETS) return value as readonly Json[];
  throw new Unreadable();
}

function membersOf(value: Json | undefined): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable();
  // Members of the object itself alone: what it inherits was not said.
  return Object.assign(Object.create(null) as object, value) as Members;
}

function isAbsent(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}
