import {
  decimalNumber,
  hostName,
  oneOf,
  optionalSetting,
  path,
  postgresUrl,
  secretSetting,
  secretText,
  setting,
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
      default: 'off on loopback with the embedded Postgres, else keys',
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
  leaseSweepSeconds: setting(
    {
      name: 'LEASE_SWEEP_SECONDS',
      default: '15',
      unit: 'seconds',
      meaning: 'How often expired leases are looked for; fractions are allowed.',
    },
    decimalNumber(0.05, 3_600),
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
