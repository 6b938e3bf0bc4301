import { readSettings, SETTINGS, SettingsError } from '../../src/platform/configuration/settings.js';

const DATABASE_URL = 'postgresql://ledger:pa55word@db.example:5432/ledger';

function refusal(env: NodeJS.ProcessEnv): string {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('settings', () => {
  it('have the documented defaults', () => {
    expect(readSettings({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      home: `${process.cwd()}/.taskledger`,
      auth: 'off',
      role: 'all',
      logLevel: 'info',
      accessLog: 'all',
      logFormat: undefined,
      secret: undefined,
      trustedProxies: [],
      rateLimitPerSecond: 500,
      rateLimitBurst: 1000,
      authFailuresPerMinute: 30,
      requestTimeoutSeconds: 60,
      allowAgentForce: true,
      forceLimitPerMinute: 10,
      leaseSweepSeconds: 15,
      metricsWorkspaces: 20,
      schedulerTickSeconds: 15,
      starvationAgeSeconds: 120,
      starvationEventTurns: 6,
      starvationAttentionTurns: 10,
      cancelGraceSeconds: 0,
      claimWaitSeconds: 25,
      claimedStuckSeconds: 300,
      startingStuckSeconds: 300,
      runningStuckSeconds: 1800,
      backlogWarnSeconds: 600,
      dashboardStaleSeconds: 120,
      dashboardActiveRuns: 4,
      forcedStopsWindowSeconds: 86_400,
      profileProviderOverride: 'allowed',
      profileSandboxNone: 'allowed',
      profileSandboxRef: 'allowed',
      notificationRetrySeconds: 1,
      notificationRetryLongestSeconds: 300,
      notificationTimeoutSeconds: 10,
      allowPrivateWebhooks: false,
      holdMaxSeconds: 120,
      webhookSecret: undefined,
      poolSize: 8,
    });
  });

  it('are immutable', () => {
    expect(Object.isFrozen(readSettings({}))).toBe(true);
  });

  it('take a blank variable for one that is not set, and trim the others', () => {
    expect(readSettings({ PORT: '  ', HOST: ' ::1 ' })).toMatchObject({ port: 3000, host: '::1' });
  });

  it('accept fractions of seconds', () => {
    const settings = readSettings({ LEASE_SWEEP_SECONDS: '0.5', CLAIM_WAIT_SECONDS: '0.25' });
    expect(settings).toMatchObject({ leaseSweepSeconds: 0.5, claimWaitSeconds: 0.25 });
  });

  it('raise a step of the starvation ladder to the one before it', () => {
    const turns = (event: string, attention: string) => {
      const settings = readSettings({ STARVATION_EVENT_TURNS: event, STARVATION_ATTENTION_TURNS: attention });
      return [settings.starvationEventTurns, settings.starvationAttentionTurns];
    };
    expect([turns('3', '7'), turns('12', '7'), turns('1', '1')]).toEqual([
      [3, 7],
      [12, 12],
      [1, 1],
    ]);
    expect(refusal({ STARVATION_EVENT_TURNS: '0' })).toMatch('expected a whole number from 1');
    expect(refusal({ STARVATION_ATTENTION_TURNS: '-1' })).toMatch('expected a whole number from 1');
  });

  it('have thresholds of the dashboard of which 0 turns off some, and others are ignored', () => {
    const stuck = readSettings({ DASHBOARD_CLAIMED_STUCK_SECONDS: '0', DASHBOARD_RUNNING_STUCK_SECONDS: '-5' });
    expect(stuck).toMatchObject({ claimedStuckSeconds: 0, startingStuckSeconds: 300, runningStuckSeconds: 1800 });
    const none = readSettings({ DASHBOARD_BACKLOG_WARN_SECONDS: '0', DASHBOARD_STALE_SECONDS: '-1.5' });
    expect(none).toMatchObject({ backlogWarnSeconds: 600, dashboardStaleSeconds: 120 });
    const more = readSettings({ DASHBOARD_ACTIVE_RUNS: '-1', DASHBOARD_FORCED_STOPS_SECONDS: '0' });
    expect(more).toMatchObject({ dashboardActiveRuns: 4, forcedStopsWindowSeconds: 86_400 });
    expect(readSettings({ DASHBOARD_BACKLOG_WARN_SECONDS: '0.5' }).backlogWarnSeconds).toBe(0.5);
    expect(refusal({ DASHBOARD_STALE_SECONDS: 'soon' })).toMatch('expected a number from 0');
  });

  it('name workspaces in metrics where nobody else can read them, or where they say so', () => {
    const named = (env: NodeJS.ProcessEnv) => readSettings(env).metricsWorkspaces;
    expect([{}, { AUTH: 'keys' }, { HOST: '0.0.0.0' }].map(named)).toEqual([20, 0, 0]);
    expect([{ METRICS_WORKSPACES: '0' }, { METRICS_WORKSPACES: '5', AUTH: 'keys' }].map(named)).toEqual([0, 5]);
    expect(refusal({ METRICS_WORKSPACES: '1001' })).toMatch('expected a whole number from 0 to 1000');
  });

  it('read addresses and networks of proxies, and yes or no', () => {
    const env = { TRUSTED_PROXIES: ' 10.0.0.0/8 , ::1,192.0.2.7', TASK_RECOVERY_ALLOW_AGENT_FORCE: 'false' };
    const settings = readSettings(env);
    expect(settings).toMatchObject({
      trustedProxies: ['10.0.0.0/8', '::1', '192.0.2.7'],
      allowAgentForce: false,
    });
  });

  it.each(['proxy.example', '10.0.0.0/33', '::1/129', '10.0.0.0/8/8', '10.0.0.1,', '10.0.0.0/'])(
    'refuse %s for a proxy',
    (proxies) => {
      expect(refusal({ TRUSTED_PROXIES: proxies })).toBe(
        `TRUSTED_PROXIES=${proxies} is not allowed: expected IP addresses or networks, separated by commas`,
      );
    },
  );

  it('let messages out to private addresses for 1 alone', () => {
    const allowed = ['1', '0', ''].map((text) => readSettings({ ALLOW_PRIVATE_WEBHOOKS: text }).allowPrivateWebhooks);
    expect(allowed).toEqual([true, false, false]);
    expect(refusal({ ALLOW_PRIVATE_WEBHOOKS: 'yes' })).toBe(
      'ALLOW_PRIVATE_WEBHOOKS=yes is not allowed: expected 1 or 0',
    );
  });

  it('take any text of 16 characters for the secret of webhooks, or base64 after whsec_, and never show it', () => {
    const [text, standard] = ['sixteen letters!', `whsec_${Buffer.alloc(24, 7).toString('base64')}`];
    expect(readSettings({ WEBHOOK_SECRET: text }).webhookSecret).toBe(text);
    expect(readSettings({ WEBHOOK_SECRET: standard }).webhookSecret).toBe(standard);
    expect(refusal({ WEBHOOK_SECRET: 'too short' })).toBe(
      'WEBHOOK_SECRET=(not shown) is not allowed: expected at least 16 characters',
    );
    expect(refusal({ WEBHOOK_SECRET: 'whsec_not base64 at all' })).toBe(
      'WEBHOOK_SECRET=(not shown) is not allowed: expected base64 after whsec_',
    );
  });

  it('resolve the home against the working directory', () => {
    expect(readSettings({ TASKLEDGER_HOME: 'there' }).home).toBe(`${process.cwd()}/there`);
    expect(readSettings({ TASKLEDGER_HOME: '/var/lib/there' }).home).toBe('/var/lib/there');
  });

  it.each([
    ['PORT', 'abc', 'PORT=abc is not allowed: expected a whole number from 0 to 65535'],
    ['PORT', '65536', 'PORT=65536 is not allowed: expected a whole number from 0 to 65535'],
    ['PORT', '-1', 'PORT=-1 is not allowed: expected a whole number from 0 to 65535'],
    ['PORT', '80.5', 'PORT=80.5 is not allowed: expected a whole number from 0 to 65535'],
    ['HOST', 'a b', 'HOST=a b is not allowed: expected a host name or IP address'],
    ['HOST', '1.2.3', 'HOST=1.2.3 is not allowed: expected a host name or IP address'],
    ['AUTH', 'none', 'AUTH=none is not allowed: expected one of off, keys'],
    ['TASKLEDGER_ROLE', 'web', 'TASKLEDGER_ROLE=web is not allowed: expected one of all, api, worker'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL=loud is not allowed: expected one of error, warn, info, debug'],
    ['ACCESS_LOG', 'some', 'ACCESS_LOG=some is not allowed: expected one of all, failures, off'],
    ['RATE_LIMIT_BURST', '0', 'RATE_LIMIT_BURST=0 is not allowed: expected a whole number from 1 to 1000000'],
    [
      'TASK_RECOVERY_ALLOW_AGENT_FORCE',
      'yes',
      'TASK_RECOVERY_ALLOW_AGENT_FORCE=yes is not allowed: expected true or false',
    ],
    ['LOG_FORMAT', 'xml', 'LOG_FORMAT=xml is not allowed: expected one of json, text'],
    ['LEASE_SWEEP_SECONDS', '0', 'LEASE_SWEEP_SECONDS=0 is not allowed: expected a number from 0.05 to 3600'],
    ['CLAIM_WAIT_SECONDS', '1e3', 'CLAIM_WAIT_SECONDS=1e3 is not allowed: expected a number from 0 to 300'],
    ['TASKLEDGER_POOL_SIZE', '0', 'TASKLEDGER_POOL_SIZE=0 is not allowed: expected a whole number from 1 to 90'],
  ])('refuse %s=%s in one clear line', (name, value, line) => {
    expect(refusal({ [name]: value })).toBe(line);
  });

  it.each([
    ['DATABASE_URL', 'mysql://root:pa55word@db/ledger'],
    ['DATABASE_URL', 'postgresql://ledger:pa55/word@db/ledger'],
    ['DATABASE_URL', 'postgresql://ledger:pa55word@db'],
    ['TASKLEDGER_SECRET', 'pa55word'],
  ])('never repeat a bad %s', (name, value) => {
    expect(refusal({ [name]: value })).toMatch(new RegExp(`^${name}=\\(not shown\\) is not allowed: expected `));
    expect(refusal({ [name]: value })).not.toContain('pa55');
  });

  it('list every setting once, with its meaning', () => {
    const names = SETTINGS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(Object.keys(readSettings({})).length);
    for (const setting of SETTINGS) expect(setting.meaning).toMatch(/^[A-Z].+\.$/);
  });
});

describe('AUTH', () => {
  it.each([
    [{}, 'off'],
    [{ HOST: 'localhost' }, 'off'],
    [{ HOST: '::1' }, 'off'],
    [{ HOST: '[::1]' }, 'off'],
    [{ HOST: '127.8.9.10' }, 'off'],
    [{ AUTH: 'off' }, 'off'],
    [{ AUTH: 'keys' }, 'keys'],
    [{ HOST: '0.0.0.0' }, 'keys'],
    [{ HOST: '::' }, 'keys'],
    [{ HOST: 'ledger.example' }, 'keys'],
    [{ DATABASE_URL }, 'keys'],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, 'keys'],
    [{ DATABASE_URL, AUTH: 'keys' }, 'keys'],
  ])('with %j is %s', (env, auth) => {
    expect(readSettings(env).auth).toBe(auth);
  });

  it.each([
    [{ HOST: '0.0.0.0' }, 'AUTH=off is not allowed with HOST=0.0.0.0, which is not loopback: expected keys'],
    [{ HOST: '192.0.2.7' }, 'AUTH=off is not allowed with HOST=192.0.2.7, which is not loopback: expected keys'],
    [
      { HOST: '::ffff:10.0.0.1' },
      'AUTH=off is not allowed with HOST=::ffff:10.0.0.1, which is not loopback: expected keys',
    ],
    [{ DATABASE_URL }, 'AUTH=off is not allowed with DATABASE_URL: expected keys'],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, 'AUTH=off is not allowed with TRUSTED_PROXIES: expected keys'],
  ])('=off with %j is refused', (env, line) => {
    expect(refusal({ ...env, AUTH: 'off' })).toBe(line);
  });
});
