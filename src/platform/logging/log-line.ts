import { inspect } from 'node:util';
import { redactText } from '../redaction/redact.js';
import { isSensitiveKey, REDACTED } from '../redaction/sensitive-keys.js';

/** What one log line says, besides level and time. */
export type LogFields = Readonly<Record<string, unknown>>;

const SECRET_NAME = /authorization|cookie|password|passwd|secret|api[-_]?key|(^|[-_])token$|credential/i;
const URL_CREDENTIALS = /:\/\/[^\s/]*@/g;
const DEEPEST = 6;

/** Turns what a caller logged into fields that can be written: errors whole, secrets masked, nothing cyclic. */
export function logFields(message: unknown): LogFields {
  if (message instanceof Error) return { msg: withoutSecrets(message.message), error: describeError(message) };
  if (typeof message === 'object' && message !== null) return scrub(message, 0) as LogFields;
  return { msg: withoutSecrets(String(message)) };
}

/** One JSON object, whatever the fields hold. */
export function jsonLine(fields: LogFields): string {
  return `${JSON.stringify(fields, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}\n`;
}

/** The same for people: time, level, context, message, and the other fields behind it. */
export function textLine({ time, level, context, msg, error, ...rest }: LogFields): string {
  const clock = shown(time).slice(11, 23);
  const name = context === undefined ? '' : ` [${shown(context)}]`;
  const others = Object.entries(rest).filter(([, value]) => value !== undefined);
  const details = others.map(([key, value]) => ` ${key}=${shown(value)}`).join('');
  const stack = (error as { stack?: string } | undefined)?.stack;
  const below = stack === undefined ? '' : `\n${stack}`;
  return `${clock} ${shown(level).toUpperCase().padEnd(5)}${name} ${shown(msg ?? '')}${details}${below}\n`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}

function describeError(error: Error, depth = 0): LogFields {
  const { cause, code } = error as Error & { code?: unknown };
  return {
    name: error.name,
    message: withoutSecrets(error.message),
    code: typeof code === 'string' ? code : undefined,
    stack: error.stack === undefined ? undefined : withoutSecrets(error.stack),
    cause: cause instanceof Error && depth < DEEPEST ? describeError(cause, depth + 1) : undefined,
  };
}

function scrub(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (value instanceof Error) return describeError(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[deeper]';
  if (Array.isArray(value)) return value.map((item: unknown) => scrub(item, depth + 1));
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    isSecretName(key) ? REDACTED : scrub(item, depth + 1),
  ]);
  return Object.fromEntries(entries) as LogFields;
}

function isSecretName(key: string): boolean {
  return isSensitiveKey(key) || SECRET_NAME.test(key);
}

function withoutSecrets(text: string): string {
  return redactText(text.replace(URL_CREDENTIALS, '://***@'));
}
