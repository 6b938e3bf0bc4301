/**
 * How body classes are read. Each decorator of `fields/` records here how its member is taken out of parsed JSON
 * (JSON type, trimming, what counts as absent), and puts class-validator rules and OpenAPI metadata on the property.
 * Reading is the syntax half (400), the rules are the semantic half (validation class).
 */
import { Rejection } from '../../ledger/rejection.js';
import type { Class } from '../operation/operation.js';

/** A member of a body class. */
export interface Field {
  readonly name: string;
  /** Takes the member out of parsed JSON; `at` is its path in error texts. Rejects with `malformed_body`. */
  readonly read: (raw: unknown, at: string) => unknown;
}

const FIELDS = new WeakMap<object, Field[]>();

/** Records a field of the class whose prototype is `target`. Decorators run in the order of declaration. */
export function recordField(target: object, field: Field): void {
  const own = FIELDS.get(target);
  if (own) own.push(field);
  else FIELDS.set(target, [field]);
}

/** The fields of a body class, those of its base classes first. */
export function fieldsOf(type: Class): readonly Field[] {
  return collect(type.prototype as object);
}

const COLLECTED = new WeakMap<object, readonly Field[]>();

function collect(prototype: object): readonly Field[] {
  const known = COLLECTED.get(prototype);
  if (known) return known;
  const base: unknown = Object.getPrototypeOf(prototype);
  const inherited = base !== null && base !== Object.prototype ? collect(base as object) : [];
  const fields = [...inherited, ...(FIELDS.get(prototype) ?? [])];
  COLLECTED.set(prototype, fields);
  return fields;
}

/** Makes an instance of a body class out of a JSON object. Unknown members are ignored, `null` counts as absent. */
export function readFields<T extends object>(type: Class<T>, json: object, at: string): T {
  const instance = new type();
  const members = json as Record<string, unknown>;
  for (const { name, read } of fieldsOf(type)) {
    if (!Object.hasOwn(members, name)) continue;
    const raw = members[name];
    if (raw === null || raw === undefined) continue;
    const value = read(raw, `${at}.${name}`);
    if (value !== undefined) (instance as Record<string, unknown>)[name] = value;
  }
  return instance;
}

/** The failure of a member that has the wrong JSON type. */
export function wrongType(at: string, expected: string): Rejection {
  return new Rejection('malformed_body', `${at} must be ${expected}`);
}
