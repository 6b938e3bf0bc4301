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
/** Whether callers may have something. */
export type Permission = 'allowed' | 'refused';
/** `failures`: status 400 and above; a request that was broken off counts as 408. */
export type AccessLog = 'all' | 'failures' | 'off';

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
  /** Which requests get a log line, at level `info`. Default `all`. */
  readonly accessLog: AccessLog;
  /** Form of log lines; absent: text in a terminal, else JSON. */
  readonly logFormat: LogFormat | undefined;
  /** Server secret behind `claim_token_hash` (architecture 12.9); absent: a generated one is kept. */
  readonly secret: string | undefined;
  /** Addresses and networks of the proxies whose `X-Forwarded-*` headers are believed; empty: none. */
  readonly trustedProxies: readonly string[];
  /** Requests per second that each key may send to this instance in the long run; 0: no limit. Default 500. */
  readonly rateLimitPerSecond: number;
  /** Requests that each key may send at once after a pause. Default 1,000. */
  readonly rateLimitBurst: number;
  /** Keys that are not valid that one address may send a minute; 0: no limit. Default 30. */
  readonly authFailuresPerMinute: number;
  /** Seconds for a request to arrive, body included. Default 60; fractions are allowed. */
  readonly requestTimeoutSeconds: number;
  /** Whether agent sessions may pause, resume and force (`http.md` 6.1). Default true. */
  readonly allowAgentForce: boolean;
  /** How often a minute an agent session may do so to one task. Default 10. */
  readonly forceLimitPerMinute: number;
  /** Seconds that a session may go on after its run was canceled with its task. Default 0; fractions are allowed. */
  readonly cancelGraceSeconds: number;
  /** Seconds between two sweeps for expired leases. Default 15; fractions are allowed. */
  readonly leaseSweepSeconds: number;
  /** Seconds between two turns of the starvation ladder (`runs.md` 4.3.2). Default 15; fractions are allowed. */
  readonly schedulerTickSeconds: number;
  /** Seconds that a run is queued before it counts as starved. Default 120; fractions are allowed. */
  readonly starvationAgeSeconds: number;
  /** Turns without an eligible session after which `task.run_starved` is told. Default 6. */
  readonly starvationEventTurns: number;
  /** Turns after which the run needs attention; one that is too small is raised to the other. Default 10. */
  readonly starvationAttentionTurns: number;
  /** Seconds that claim-next with `wait` is held at most. Default 25; fractions are allowed. */
  readonly claimWaitSeconds: number;
  /** Seconds that a call of a front with `wait_for_completion` is held at most (`http.md` 11.8). Default 120, most 600; fractions are allowed. */
  readonly holdMaxSeconds: number;
  /** Seconds that a run is claimed before it is stuck (`views.md` 1.6); 0: never. Default 300; fractions are allowed. */
  readonly claimedStuckSeconds: number;
  /** The same for one that is starting, from its claim on. Default 300. */
  readonly startingStuckSeconds: number;
  /** The same for one that is running. Default 1,800. */
  readonly runningStuckSeconds: number;
  /** Seconds that a run is queued before there is a backlog (`views.md` 1.7). Default 600; fractions are allowed. */
  readonly backlogWarnSeconds: number;
  /** Seconds without activity after which live work is stale (`views.md` 1.10). Default 120; fractions are allowed. */
  readonly dashboardStaleSeconds: number;
  /** Active runs that the dashboard lists. Default 4. */
  readonly dashboardActiveRuns: number;
  /** Seconds for which a forced stop counts (`views.md` 1.5). Default 86,400. */
  readonly forcedStopsWindowSeconds: number;
  /** Whether messages may go out to addresses that are not public (`registries.md` 4). Default false. */
  readonly allowPrivateWebhooks: boolean;
  /** Signs webhooks for which no key has a secret (`http.md` 11.9); undefined: those are not signed. */
  readonly webhookSecret: string | undefined;
  /** Seconds that a receiver of a notification may take. Default and most: 10; fractions are allowed. */
  readonly notificationTimeoutSeconds: number;
  /** Seconds before a notification is tried again for the first time. Default 1; fractions are allowed. */
  readonly notificationRetrySeconds: number;
  /** Seconds between two tries at most, unless the receiver asks for more. Default 300; fractions are allowed. */
  readonly notificationRetryLongestSeconds: number;
  /** Whether execution profiles may name provider and model (`reviews.md` B.2). Default `allowed`. */
  readonly profileProviderOverride: Permission;
  /** Whether they may ask for no sandbox. Default `allowed`. */
  readonly profileSandboxNone: Permission;
  /** Whether they may name one. Default `allowed`. */
  readonly profileSandboxRef: Permission;
  /** Workspaces that metrics name at most. Default 20 with `auth` off, else 0: metrics need no key. */
  readonly metricsWorkspaces: number;
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

/** Workspaces that metrics name where whoever can read them is the operator anyway. */
const NAMED_WORKSPACES = 20;

type Read = <T>(setting: Setting<T>) => T;

/**
 * Reads the settings from environment variables; a blank variable counts as not set.
 * @throws SettingsError naming the setting, its value and what is allowed.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const read: Read = (setting) => {
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
    accessLog: read(DEFINITIONS.accessLog),
    logFormat: read(DEFINITIONS.logFormat),
    secret: read(DEFINITIONS.secret),
    trustedProxies: read(DEFINITIONS.trustedProxies) ?? [],
    rateLimitPerSecond: read(DEFINITIONS.rateLimitPerSecond),
    rateLimitBurst: read(DEFINITIONS.rateLimitBurst),
    authFailuresPerMinute: read(DEFINITIONS.authFailuresPerMinute),
    requestTimeoutSeconds: read(DEFINITIONS.requestTimeoutSeconds),
    allowAgentForce: read(DEFINITIONS.allowAgentForce),
    forceLimitPerMinute: read(DEFINITIONS.forceLimitPerMinute),
    cancelGraceSeconds: read(DEFINITIONS.cancelGraceSeconds),
    leaseSweepSeconds: read(DEFINITIONS.leaseSweepSeconds),
    schedulerTickSeconds: read(DEFINITIONS.schedulerTickSeconds),
    ...readStarvationSettings(read),
    claimWaitSeconds: read(DEFINITIONS.claimWaitSeconds),
    holdMaxSeconds: read(DEFINITIONS.holdMaxSeconds),
    ...readDashboardSettings(read),
    ...readProfileSettings(read),
    ...readNotificationSettings(read),
    poolSize: read(DEFINITIONS.poolSize),
  };
  const auth = authOf(read(DEFINITIONS.auth), settings);
  const metricsWorkspaces = read(DEFINITIONS.metricsWorkspaces) ?? (auth === 'off' ? NAMED_WORKSPACES : 0);
  return Object.freeze({ ...settings, auth, metricsWorkspaces });
}

/** What goes out over HTTP, and how patiently (`registries.md` 4). */
function readNotificationSettings(read: Read) {
  return {
    allowPrivateWebhooks: read(DEFINITIONS.allowPrivateWebhooks),
    webhookSecret: read(DEFINITIONS.webhookSecret),
    notificationTimeoutSeconds: read(DEFINITIONS.notificationTimeoutSeconds),
    notificationRetrySeconds: read(DEFINITIONS.notificationRetrySeconds),
    notificationRetryLongestSeconds: read(DEFINITIONS.notificationRetryLongestSeconds),
  };
}

/** The ladder's steps (`runs.md` 4.3.2), the last one not before the first. */
function readStarvationSettings(read: Read) {
  const starvationEventTurns = read(DEFINITIONS.starvationEventTurns);
  return {
    starvationAgeSeconds: read(DEFINITIONS.starvationAgeSeconds),
    starvationEventTurns,
    starvationAttentionTurns: Math.max(starvationEventTurns, read(DEFINITIONS.starvationAttentionTurns)),
  };
}

/** The thresholds of the dashboard (`views.md` 1.11). */
function readDashboardSettings(read: Read) {
  return {
    claimedStuckSeconds: read(DEFINITIONS.claimedStuckSeconds),
    startingStuckSeconds: read(DEFINITIONS.startingStuckSeconds),
    runningStuckSeconds: read(DEFINITIONS.runningStuckSeconds),
    backlogWarnSeconds: read(DEFINITIONS.backlogWarnSeconds),
    dashboardStaleSeconds: read(DEFINITIONS.dashboardStaleSeconds),
    dashboardActiveRuns: read(DEFINITIONS.dashboardActiveRuns),
    forcedStopsWindowSeconds: read(DEFINITIONS.forcedStopsWindowSeconds),
  };
}

/** What execution profiles may ask for (`reviews.md` B.2). */
function readProfileSettings(read: Read) {
  return {
    profileProviderOverride: read(DEFINITIONS.profileProviderOverride),
    profileSandboxNone: read(DEFINITIONS.profileSandboxNone),
    profileSandboxRef: read(DEFINITIONS.profileSandboxRef),
  };
}

/**
 * Without keys, whoever reaches the service is its operator: allowed only where nobody else can reach it. A proxy
 * brings callers from elsewhere.
 */
function authOf(
  chosen: Settings['auth'] | undefined,
  { host, databaseUrl, trustedProxies }: Pick<Settings, 'host' | 'databaseUrl' | 'trustedProxies'>,
): Settings['auth'] {
  const alone = isLoopback(host) && databaseUrl === undefined && trustedProxies.length === 0;
  if (chosen !== 'off' || alone) return chosen ?? (alone ? 'off' : 'keys');
  const reason = !isLoopback(host)
    ? `with HOST=${host}, which is not loopback`
    : `with ${databaseUrl === undefined ? 'TRUSTED_PROXIES' : 'DATABASE_URL'}`;
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
