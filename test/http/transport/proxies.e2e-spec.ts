import { type SampleApp, startSampleApp } from '../support/sample-app.js';

describe('behind a proxy that ends TLS', () => {
  let sample: SampleApp;

  beforeAll(async () => {
    sample = await startSampleApp({ settings: { auth: 'keys', trustedProxies: ['10.0.0.0/8'] } });
  });

  afterAll(() => sample.app.close());

  const page = (remoteAddress: string, origin: string) => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'tasks.example' };
    const headers = { host: 'inside:3000', origin, ...forwarded };
    return sample.app.inject({ method: 'GET', url: '/api/samples', remoteAddress, headers });
  };

  it('the page of the outer name is the own one', async () => {
    const response = await page('10.0.0.1', 'https://tasks.example');
    expect(response.statusCode).toBe(401);
    expect(response.headers['access-control-allow-origin']).toBe('https://tasks.example');
  });

  it('other pages stay foreign, and so does everything where the proxy is not trusted', async () => {
    expect((await page('10.0.0.1', 'https://evil.example')).statusCode).toBe(403);
    expect((await page('10.0.0.1', 'http://tasks.example')).statusCode).toBe(403);
    expect((await page('192.0.2.1', 'https://tasks.example')).statusCode).toBe(403);
  });
});
