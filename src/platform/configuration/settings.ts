/**
 * What the operator can set: environment variables, read once at the start, checked, and from then on immutable.
 */
import { isIP, BlockList } from 'node:net';
import { resolve } from 'node:path';
import { DEFINITIONS } from './definitions.js';
import type { Setting } from './setting.js';
import { SettingsError } from './settings-error.js';

export { SettingsError } from './settings-error.js';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
export type LogFormat = 'json' | 'text';

/** The service's settings; architecture 9 gives the rules that tie them together. */
export interface Settings {
  /** TCP port to listen on; 0 picks a free one. Default 3000. */
  readonly port: number;
  /** Host name or address to listen on. Default 127.0.0.1. */
  readonly host: string;
  /** URL of a given Postgres, 15 or newer; absent means the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Absolute path of the home directory. Default `.taskledger` in the working directory. */
  readonly home: string;
  /** `off`: callers without a key are the local operator; only on loopback with the embedded Postgres. */
  readonly auth: 'off' | 'keys';
  /** `api`: no background work. `worker`: that alone. Default `all`. */
  readonly role: 'all' | 'api' | 'worker';
  /** Least level that is logged. Default `info`. */
  readonly logLevel: LogLevel;
  /** Form of log lines; absent: text in a terminal, else JSON. */
  readonly logFormat: LogFormat | undefined;
  /** Server secret behind `claim_token_hash` (architecture 12.9); absent: a generated one is kept. */
  readonly secret: string | undefined;
  /** Seconds between two sweeps for expired leases. Default 15; fractions are allowed. */
  readonly leaseSweepSeconds: number;
  /** Seconds that claim-next with `wait` is held at most. Default 25; fractions are allowed. */
  readonly claimWaitSeconds: number;
  /** Connections for queries, besides the lane's and the listener's. Default 8. */
  readonly poolSize: number;
}

/** What documentation says of one setting. */
export interface DocumentedSetting {
  readonly name: string;
  readonly default: string;
  readonly unit?: string;
  readonly meaning: string;
}

/** Every setting as documentation has to list it. */
export const SETTINGS: readonly DocumentedSetting[] = Object.values(DEFINITIONS).map(
  ({ name, default: byDefault, unit, meaning }: Setting<unknown>) => ({ name, default: byDefault, unit, meaning }),
);

/**
 * Reads the settings from environment variables; a blank variable counts as not set.
 * @throws SettingsError naming the setting, its value and what is allowed.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const read = <T>(setting: Setting<T>): T => {
    const text = env[setting.name]?.trim();
    return setting.read(text === '' ? undefined : text);
  };
  const settings = {
    port: read(DEFINITIONS.port),
    host: read(DEFINITIONS.host),
    databaseUrl: read(DEFINITIONS.databaseUrl),
    home: resolve(read(DEFINITIONS.home)),
    role: read(DEFINITIONS.role),
    logLevel: read(DEFINITIONS.logLevel),
    logFormat: read(DEFINITIONS.logFormat),
    secret: read(DEFINITIONS.secret),
    leaseSweepSeconds: read(DEFINITIONS.leaseSweepSeconds),
    claimWaitSeconds: read(DEFINITIONS.claimWaitSeconds),
    poolSize: read(DEFINITIONS.poolSize),
  };
  return Object.freeze({ ...settings, auth: authOf(read(DEFINITIONS.auth), settings.host, settings.databaseUrl) });
}

/** Without keys, whoever reaches the service is its operator: allowed only where nobody else can reach it. */
function authOf(chosen: Settings['auth'] | undefined, host: string, databaseUrl: string | undefined): Settings['auth'] {
  const alone = isLoopback(host) && databaseUrl === undefined;
  if (chosen !== 'off' || alone) return chosen ?? (alone ? 'off' : 'keys');
  const reason = isLoopback(host) ? 'with DATABASE_URL' : `with HOST=${host}, which is not loopback`;
  throw new SettingsError(`AUTH=off is not allowed ${reason}: expected keys`);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only programs on this machine can reach the host. */
function isLoopback(host: string): boolean {
  const version = isIP(host);
  return version === 0 ? host.toLowerCase() === 'localhost' : LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
