import { isIP, isIPv4 } from 'node:net';
import { SettingsError } from './settings-error.js';

/** One setting: how the documentation describes it and how its text is read. */
export interface Setting<T> {
  /** Name of the environment variable. */
  readonly name: string;
  /** The default as the documentation says it; a fixed default is also read from this text. */
  readonly default: string;
  readonly unit?: string;
  readonly meaning: string;
  /** Reads the text, which is trimmed and not blank; nothing when the variable is not set. */
  readonly read: (text: string | undefined) => T;
}

interface Described {
  readonly name: string;
  readonly default: string;
  readonly unit?: string;
  readonly meaning: string;
}

/** Reads a text, or says what would have been allowed. */
type Parse<T> = (text: string) => T | Refused;

class Refused {
  constructor(readonly allowed: string) {}
}

/** A setting with a fixed default. */
export function setting<T>(described: Described, parse: Parse<T>): Setting<T> {
  return { ...described, read: (text) => accept(described.name, text ?? described.default, parse) };
}

/** A setting without a fixed default; `undefined` when it is not set. */
export function optionalSetting<T>(described: Described, parse: Parse<T>): Setting<T | undefined> {
  return { ...described, read: (text) => (text === undefined ? undefined : accept(described.name, text, parse)) };
}

/** As `optionalSetting`, for a value that no message may repeat. */
export function secretSetting<T>(described: Described, parse: Parse<T>): Setting<T | undefined> {
  return {
    ...described,
    read: (text) => (text === undefined ? undefined : accept(described.name, text, parse, '(not shown)')),
  };
}

function accept<T>(name: string, text: string, parse: Parse<T>, shown = text): T {
  const value = parse(text);
  if (value instanceof Refused) throw new SettingsError(`${name}=${shown} is not allowed: expected ${value.allowed}`);
  return value;
}

export function wholeNumber(least: number, most: number): Parse<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    return value >= least && value <= most ? value : new Refused(`a whole number from ${least} to ${most}`);
  };
}

export function decimalNumber(least: number, most: number): Parse<number> {
  return (text) => {
    const value = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : NaN;
    return value >= least && value <= most ? value : new Refused(`a number from ${least} to ${most}`);
  };
}

/** A number that `ignored` names counts as not set: its default stands instead. */
export function ignoring(
  ignored: (value: number) => boolean,
  { instead, parse }: { readonly instead: number; readonly parse: Parse<number> },
): Parse<number> {
  return (text) => (/^-?\d/.test(text) && ignored(Number(text)) ? instead : parse(text));
}

export function oneOf<const T extends string>(values: readonly T[]): Parse<T> {
  return (text) => values.find((value) => value === text) ?? new Refused(`one of ${values.join(', ')}`);
}

export function trueOrFalse(): Parse<boolean> {
  return (text) => (text === 'true' || text === 'false' ? text === 'true' : new Refused('true or false'));
}

export function oneOrZero(): Parse<boolean> {
  return (text) => (text === '1' || text === '0' ? text === '1' : new Refused('1 or 0'));
}

/** IP addresses and networks (`10.0.0.0/8`), separated by commas. */
export function addressList(): Parse<readonly string[]> {
  return (text) => {
    const addresses = text.split(',').map((address) => address.trim());
    return addresses.every(isNetwork) ? addresses : new Refused('IP addresses or networks, separated by commas');
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  if (isIP(address) === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128));
}

export function hostName(): Parse<string> {
  const name = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i;
  return (text) => {
    const bare = text.replace(/^\[(.*)\]$/, '$1');
    return isIP(bare) || (name.test(bare) && !/^[\d.]+$/.test(bare)) ? bare : new Refused('a host name or IP address');
  };
}

export function path(): Parse<string> {
  return (text) => (text.includes('\0') ? new Refused('a path') : text);
}

export function postgresUrl(): Parse<string> {
  return (text) => {
    const refused = new Refused('postgresql://user:password@host:port/database, with special characters %-encoded');
    if (!URL.canParse(text)) return refused;
    const { protocol, pathname } = new URL(text);
    return /^postgres(ql)?:$/.test(protocol) && pathname.length > 1 ? text : refused;
  };
}

export function secretText(leastLength: number): Parse<string> {
  return (text) => (text.length >= leastLength ? text : new Refused(`at least ${leastLength} characters`));
}

/** What signs: any text, or `whsec_` and base64 as Standard Webhooks has it. */
export function signingSecret(leastLength: number): Parse<string> {
  const prefixed = /^whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
  return (text) =>
    text.startsWith('whsec_') && !prefixed.test(text)
      ? new Refused('base64 after whsec_')
      : secretText(leastLength)(text);
}
