/** Rate limits on the way through the whole HTTP layer; the time in which tokens come back is too long to matter. */
import type { LightMyRequestResponse } from 'fastify';
import { RateLimits } from '../../../src/http/limits/rate-limits.js';
import { type SampleApp, type SampleOptions, startSampleApp } from '../support/sample-app.js';

const apps: SampleApp[] = [];

async function start(settings: SampleOptions['settings']): Promise<SampleApp> {
  const sample = await startSampleApp({ settings: { auth: 'keys', ...settings } });
  apps.push(sample);
  return sample;
}

afterAll(() => Promise.all(apps.map(({ app }) => app.close())));

interface Call {
  readonly key?: string;
  readonly from?: string;
  readonly headers?: Record<string, string>;
  readonly url?: string;
}

function call(sample: SampleApp, { key, from = '192.0.2.1', headers = {}, url = '/api/samples' }: Call) {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return sample.app.inject({ method: 'GET', url, remoteAddress: from, headers: { ...authorization, ...headers } });
}

async function statuses(sample: SampleApp, ...calls: Call[]): Promise<number[]> {
  const found: number[] = [];
  for (const each of calls) found.push((await call(sample, each)).statusCode);
  return found;
}

const errorOf = (response: LightMyRequestResponse) => response.json<{ error: string }>().error;

describe('the limit of a key', () => {
  // One token in ten minutes: none comes back while the test runs.
  const settings = { rateLimitPerSecond: 1 / 600, rateLimitBurst: 2, authFailuresPerMinute: 0 };

  it('is its burst, then 429 with the time to wait', async () => {
    const sample = await start(settings);
    expect(await statuses(sample, { key: 'tl_a' }, { key: 'tl_a' })).toEqual([401, 401]);
    const refused = await call(sample, { key: 'tl_a' });
    expect([refused.statusCode, errorOf(refused)]).toEqual([429, 'too many requests']);
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(590);
    expect(seconds).toBeLessThanOrEqual(600);
    expect(refused.headers).toMatchObject({ vary: 'Origin', 'x-frame-options': 'DENY' });
  });

  it('is each key of its own, in whichever header and from wherever it comes', async () => {
    const sample = await start(settings);
    const x = (key: string): Call => ({ headers: { 'x-api-key': key }, from: '192.0.2.2' });
    expect(await statuses(sample, { key: 'tl_a' }, x('tl_a'), x('tl_a'))).toEqual([401, 401, 429]);
    expect(await statuses(sample, { key: 'tl_b' }, { key: 'tl_a' })).toEqual([401, 429]);
    expect(await statuses(sample, { key: 'tl_made_up', headers: { 'x-api-key': 'tl_a' } })).toEqual([429]);
  });

  it('counts refusals and unknown routes, and not what sends no key', async () => {
    const sample = await start(settings);
    expect(await statuses(sample, {}, {}, {})).toEqual([401, 401, 401]);
    const nowhere = { key: 'tl_a', url: '/nowhere' };
    expect(await statuses(sample, nowhere, nowhere, nowhere)).toEqual([404, 404, 429]);
  });

  it('is none when it is set to 0', async () => {
    const sample = await start({ ...settings, rateLimitPerSecond: 0 });
    const calls = Array<Call>(20).fill({ key: 'tl_a' });
    expect(await statuses(sample, ...calls)).toEqual(Array(20).fill(401));
  });
});

describe('the limit of failed authentications', () => {
  const settings = { authFailuresPerMinute: 1 };
  const bad = (i: number, from?: string): Call => ({ key: `tl_bad_${i}`, ...(from === undefined ? {} : { from }) });

  it('shuts an address out that sent too many keys that are not valid, valid ones included', async () => {
    const sample = await start(settings);
    expect(await statuses(sample, bad(1))).toEqual([401]);
    const refused = await call(sample, bad(2));
    expect([refused.statusCode, errorOf(refused)]).toEqual([429, 'too many keys from this address were not valid']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refused.headers['www-authenticate']).toBeUndefined();
    const warnings = sample.log.lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(warnings).toEqual([{ msg: 'too many keys that are not valid', address: '192.0.2.1' }]);
  });

  it('is each address of its own, and not of those who send no key', async () => {
    const sample = await start(settings);
    const calls = [bad(1), bad(2), bad(3, '192.0.2.2'), {}, {}];
    expect(await statuses(sample, ...calls)).toEqual([401, 429, 401, 401, 401]);
  });

  it('takes a network of IPv6 for one address', async () => {
    const sample = await start(settings);
    const calls = [bad(1, '2001:db8::1'), bad(2, '2001:db8::2'), bad(3, '2001:db8:0:1::1')];
    expect(await statuses(sample, ...calls)).toEqual([401, 429, 401]);
  });

  it('does not count refusals for other reasons', async () => {
    const sample = await startSampleApp({ settings });
    apps.push(sample);
    const stale = { headers: { 'x-agh-session-id': 'sess-9', 'x-agh-agent': 'ada' } };
    expect(await statuses(sample, stale, stale, stale)).toEqual([401, 401, 401]);
  });

  it('believes what a trusted proxy says of the address, and nobody else', async () => {
    const forwarded = (i: number, from: string, address: string): Call => ({
      ...bad(i, from),
      headers: { 'x-forwarded-for': address },
    });
    const sample = await start({ ...settings, trustedProxies: ['10.0.0.0/8'] });
    const behind = [
      forwarded(1, '10.0.0.1', '192.0.2.1'),
      forwarded(2, '10.0.0.2', '192.0.2.2'),
      // The last address that is no proxy's counts: what stands before it anyone can write.
      forwarded(3, '10.0.0.1', '192.0.2.99, 192.0.2.2, 10.0.0.9'),
    ];
    expect(await statuses(sample, ...behind)).toEqual([401, 401, 429]);
    const direct = [forwarded(4, '203.0.113.1', '192.0.2.3'), forwarded(5, '203.0.113.1', '192.0.2.4')];
    expect(await statuses(sample, ...direct)).toEqual([401, 429]);
  });
});

describe('the time in which it is over', () => {
  it('is the one that was named', () => {
    let now = 0;
    const settings = { rateLimitPerSecond: 1, rateLimitBurst: 1, authFailuresPerMinute: 0 };
    const limits = new RateLimits(settings, () => now);
    const headers: Record<string, unknown> = {};
    const reply = { header: (name: string, value: unknown) => (headers[name] = value) };
    const attempt = (): unknown => {
      let refusal: unknown;
      const request = { headers: { 'x-api-key': 'tl_a' }, ip: '192.0.2.1' };
      limits.onRequest(request, reply, (error) => (refusal = error));
      return refusal;
    };
    expect(attempt()).toBeUndefined();
    now = 300;
    expect(attempt()).toBeInstanceOf(Error);
    expect(headers['retry-after']).toBe(1);
    now = 1_000;
    expect(attempt()).toBeUndefined();
  });
});
