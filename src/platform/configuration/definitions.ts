import {
  addressList,
  decimalNumber,
  hostName,
  ignoring,
  oneOf,
  oneOrZero,
  optionalSetting,
  path,
  postgresUrl,
  secretSetting,
  secretText,
  signingSecret,
  setting,
  trueOrFalse,
  wholeNumber,
} from './setting.js';

/** Every setting, under the name that the code uses. */
export const DEFINITIONS = {
  port: setting(
    { name: 'PORT', default: '3000', unit: 'TCP port', meaning: 'Port to listen on; 0 picks a free one.' },
    wholeNumber(0, 65_535),
  ),
  host: setting(
    { name: 'HOST', default: '127.0.0.1', meaning: 'Address to listen on. Beyond loopback every caller needs a key.' },
    hostName(),
  ),
  databaseUrl: secretSetting(
    {
      name: 'DATABASE_URL',
      default: 'none: embedded Postgres',
      meaning: 'Postgres 15 or newer to use instead of the embedded one, as a postgresql:// URL.',
    },
    postgresUrl(),
  ),
  home: setting(
    {
      name: 'TASKLEDGER_HOME',
      default: '.taskledger',
      meaning: 'Directory of the embedded Postgres, its data and the generated secrets.',
    },
    path(),
  ),
  auth: optionalSetting(
    {
      name: 'AUTH',
      default: 'off on loopback with the embedded Postgres and no proxy, else keys',
      meaning: 'Whether callers need an API key (keys) or are the local operator (off).',
    },
    oneOf(['off', 'keys']),
  ),
  role: setting(
    {
      name: 'TASKLEDGER_ROLE',
      default: 'all',
      meaning: 'For several instances on one database: api runs no background work, worker runs that alone.',
    },
    oneOf(['all', 'api', 'worker']),
  ),
  logLevel: setting(
    { name: 'LOG_LEVEL', default: 'info', meaning: 'Least level that is logged: error, warn, info or debug.' },
    oneOf(['error', 'warn', 'info', 'debug']),
  ),
  accessLog: setting(
    {
      name: 'ACCESS_LOG',
      default: 'all',
      meaning: 'Which requests get a log line, at level info: all, failures (status 400 and above) or off.',
    },
    oneOf(['all', 'failures', 'off']),
  ),
  logFormat: optionalSetting(
    {
      name: 'LOG_FORMAT',
      default: 'text in a terminal, else json',
      meaning: 'Log lines on standard error: one JSON object each, or text for people.',
    },
    oneOf(['json', 'text']),
  ),
  secret: secretSetting(
    {
      name: 'TASKLEDGER_SECRET',
      default: 'a random one, made once and kept',
      meaning: 'Key of the claim token hashes; the same for all instances on one database, 16 characters or more.',
    },
    secretText(16),
  ),
  trustedProxies: optionalSetting(
    {
      name: 'TRUSTED_PROXIES',
      default: 'none',
      meaning: 'Proxies whose X-Forwarded-For, -Host and -Proto are believed: addresses or networks, by commas.',
    },
    addressList(),
  ),
  rateLimitPerSecond: setting(
    {
      name: 'RATE_LIMIT_PER_SECOND',
      default: '500',
      unit: 'requests per second',
      meaning: 'What each key may ask of one instance in the long run; beyond it 429. 0 is no limit.',
    },
    decimalNumber(0, 1_000_000),
  ),
  rateLimitBurst: setting(
    {
      name: 'RATE_LIMIT_BURST',
      default: '1000',
      unit: 'requests',
      meaning: 'What each key may ask at once after a pause.',
    },
    wholeNumber(1, 1_000_000),
  ),
  authFailuresPerMinute: setting(
    {
      name: 'AUTH_FAILURES_PER_MINUTE',
      default: '30',
      unit: 'failures per minute',
      meaning: 'How many keys that are not valid one address may send to one instance; beyond it 429. 0 is no limit.',
    },
    wholeNumber(0, 1_000_000),
  ),
  requestTimeoutSeconds: setting(
    {
      name: 'REQUEST_TIMEOUT_SECONDS',
      default: '60',
      unit: 'seconds',
      meaning: 'How long a request may take to arrive whole, body included; then 408. Answers have no limit.',
    },
    decimalNumber(0.1, 3_600),
  ),
  allowAgentForce: setting(
    {
      name: 'TASK_RECOVERY_ALLOW_AGENT_FORCE',
      default: 'true',
      meaning: 'Whether agent sessions may pause and resume tasks and force, retry and recover runs: true or false.',
    },
    trueOrFalse(),
  ),
  forceLimitPerMinute: setting(
    {
      name: 'TASK_RECOVERY_FORCE_LIMIT_PER_MINUTE',
      default: '10',
      unit: 'calls per minute',
      meaning: 'How often an agent session may do so to one task, counted by each instance; beyond it 429.',
    },
    wholeNumber(1, 1_000_000),
  ),
  cancelGraceSeconds: setting(
    {
      name: 'CANCEL_GRACE_SECONDS',
      default: '0',
      unit: 'seconds',
      meaning:
        'How long the session of a run that was canceled at work with its task may go on before it is stopped; ' +
        'fractions are allowed.',
    },
    decimalNumber(0, 3_600),
  ),
  leaseSweepSeconds: setting(
    {
      name: 'LEASE_SWEEP_SECONDS',
      default: '15',
      unit: 'seconds',
      meaning: 'How often expired leases are looked for; fractions are allowed.',
    },
    decimalNumber(0.05, 3_600),
  ),
  schedulerTickSeconds: setting(
    {
      name: 'SCHEDULER_TICK_SECONDS',
      default: '15',
      unit: 'seconds',
      meaning: 'How often the starvation ladder looks for runs that nobody can claim; fractions are allowed.',
    },
    decimalNumber(0.05, 3_600),
  ),
  starvationAgeSeconds: setting(
    {
      name: 'STARVATION_AGE_SECONDS',
      default: '120',
      unit: 'seconds',
      meaning: 'How long a run is queued before it counts as starved; fractions are allowed.',
    },
    decimalNumber(0, 2_592_000),
  ),
  starvationEventTurns: setting(
    {
      name: 'STARVATION_EVENT_TURNS',
      default: '6',
      unit: 'turns of the ladder',
      meaning: 'After how many turns without an eligible session task.run_starved is told.',
    },
    wholeNumber(1, 1_000_000),
  ),
  starvationAttentionTurns: setting(
    {
      name: 'STARVATION_ATTENTION_TURNS',
      default: '10',
      unit: 'turns of the ladder',
      meaning: 'After how many the run needs attention and leaves the queue; at least STARVATION_EVENT_TURNS.',
    },
    wholeNumber(1, 1_000_000),
  ),
  claimWaitSeconds: setting(
    {
      name: 'CLAIM_WAIT_SECONDS',
      default: '25',
      unit: 'seconds',
      meaning: 'How long a claim with wait is held before it answers that there is no work; fractions are allowed.',
    },
    decimalNumber(0, 300),
  ),
  holdMaxSeconds: setting(
    {
      name: 'HOLD_MAX_SECONDS',
      default: '120',
      unit: 'seconds',
      meaning:
        'How long a call with wait_for_completion is held before it answers how its run stands; fractions are allowed.',
    },
    decimalNumber(0, 600),
  ),
  claimedStuckSeconds: setting(
    {
      name: 'DASHBOARD_CLAIMED_STUCK_SECONDS',
      default: '300',
      unit: 'seconds',
      meaning: 'How long a run is claimed before the dashboard calls it stuck; 0: never. Negative: the default.',
    },
    ignoring((seconds) => seconds < 0, { instead: 300, parse: decimalNumber(0, 2_592_000) }),
  ),
  startingStuckSeconds: setting(
    {
      name: 'DASHBOARD_STARTING_STUCK_SECONDS',
      default: '300',
      unit: 'seconds',
      meaning:
        'How long a run is starting, counted from its claim, before the dashboard calls it stuck; 0: never. Negative: the default.',
    },
    ignoring((seconds) => seconds < 0, { instead: 300, parse: decimalNumber(0, 2_592_000) }),
  ),
  runningStuckSeconds: setting(
    {
      name: 'DASHBOARD_RUNNING_STUCK_SECONDS',
      default: '1800',
      unit: 'seconds',
      meaning: 'How long a run is running before the dashboard calls it stuck; 0: never. Negative: the default.',
    },
    ignoring((seconds) => seconds < 0, { instead: 1800, parse: decimalNumber(0, 2_592_000) }),
  ),
  backlogWarnSeconds: setting(
    {
      name: 'DASHBOARD_BACKLOG_WARN_SECONDS',
      default: '600',
      unit: 'seconds',
      meaning: 'How long a run is queued before the dashboard warns of a backlog. 0 or negative: the default.',
    },
    ignoring((seconds) => seconds <= 0, { instead: 600, parse: decimalNumber(0, 2_592_000) }),
  ),
  dashboardStaleSeconds: setting(
    {
      name: 'DASHBOARD_STALE_SECONDS',
      default: '120',
      unit: 'seconds',
      meaning:
        'How long nothing may happen while runs are active before the dashboard is stale. 0 or negative: the default.',
    },
    ignoring((seconds) => seconds <= 0, { instead: 120, parse: decimalNumber(0, 2_592_000) }),
  ),
  dashboardActiveRuns: setting(
    {
      name: 'DASHBOARD_ACTIVE_RUNS',
      default: '4',
      unit: 'runs',
      meaning: 'How many active runs the dashboard lists. 0 or negative: the default.',
    },
    ignoring((runs) => runs <= 0, { instead: 4, parse: wholeNumber(0, 500) }),
  ),
  forcedStopsWindowSeconds: setting(
    {
      name: 'DASHBOARD_FORCED_STOPS_SECONDS',
      default: '86400',
      unit: 'seconds',
      meaning: 'How far back the dashboard counts sessions that were stopped under a run. 0 or negative: the default.',
    },
    ignoring((seconds) => seconds <= 0, { instead: 86_400, parse: decimalNumber(0, 2_592_000) }),
  ),
  allowPrivateWebhooks: setting(
    {
      name: 'ALLOW_PRIVATE_WEBHOOKS',
      default: '0',
      meaning: 'For development: 1 lets notifications go to addresses that are not public, such as this machine.',
    },
    oneOrZero(),
  ),
  webhookSecret: secretSetting(
    {
      name: 'WEBHOOK_SECRET',
      default: 'none: not signed',
      meaning:
        'Signs the webhooks of callers whose keys have no secret of their own: whsec_ and base64, or 16 characters or more.',
    },
    signingSecret(16),
  ),
  notificationTimeoutSeconds: setting(
    {
      name: 'NOTIFICATION_TIMEOUT_SECONDS',
      default: '10',
      unit: 'seconds',
      meaning: 'How long a receiver of a notification may take to answer; fractions are allowed.',
    },
    decimalNumber(0.05, 10),
  ),
  notificationRetrySeconds: setting(
    {
      name: 'NOTIFICATION_RETRY_SECONDS',
      default: '1',
      unit: 'seconds',
      meaning: 'The shortest wait before a notification is tried again; it doubles with each failure.',
    },
    decimalNumber(0.01, 3_600),
  ),
  notificationRetryLongestSeconds: setting(
    {
      name: 'NOTIFICATION_RETRY_LONGEST_SECONDS',
      default: '300',
      unit: 'seconds',
      meaning: 'The longest wait that it grows to, unless the receiver asks for more.',
    },
    decimalNumber(0.01, 86_400),
  ),
  profileProviderOverride: setting(
    {
      name: 'PROFILE_PROVIDER_OVERRIDE',
      default: 'allowed',
      meaning: 'Whether execution profiles may name provider and model: allowed or refused.',
    },
    oneOf(['allowed', 'refused']),
  ),
  profileSandboxNone: setting(
    {
      name: 'PROFILE_SANDBOX_NONE',
      default: 'allowed',
      meaning: 'Whether execution profiles may ask for no sandbox (mode none): allowed or refused.',
    },
    oneOf(['allowed', 'refused']),
  ),
  profileSandboxRef: setting(
    {
      name: 'PROFILE_SANDBOX_REF',
      default: 'allowed',
      meaning: 'Whether execution profiles may name a sandbox (mode ref): allowed or refused.',
    },
    oneOf(['allowed', 'refused']),
  ),
  metricsWorkspaces: optionalSetting(
    {
      name: 'METRICS_WORKSPACES',
      default: '20 with AUTH=off, else 0',
      unit: 'workspaces',
      meaning: 'How many workspaces metrics name at most, by their ids; the others are `other`. Metrics need no key.',
    },
    wholeNumber(0, 1_000),
  ),
  poolSize: setting(
    {
      name: 'TASKLEDGER_POOL_SIZE',
      default: '8',
      unit: 'connections',
      meaning: 'Database connections for queries; the lane and the listener have one each besides.',
    },
    wholeNumber(1, 90),
  ),
};
