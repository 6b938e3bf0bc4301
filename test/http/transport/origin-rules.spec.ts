import { isLoopback, refuseForeignPage } from '../../../src/http/transport/origin-rules.js';

const OFF = { auth: 'off', host: '127.0.0.1', port: 3000 } as const;
const KEYS = { auth: 'keys', host: '10.0.0.5', port: 80 } as const;

describe('refuseForeignPage', () => {
  it.each([
    [OFF, 'localhost:3000', undefined],
    [OFF, '127.0.0.1:3000', 'http://127.0.0.1:3000'],
    [OFF, 'localhost:3000', 'http://127.0.0.1:3000'],
    [OFF, '[::1]:3000', 'http://[::1]:3000'],
    [OFF, 'LOCALHOST', 'http://localhost:80'],
    [KEYS, 'tasks.example', undefined],
    [KEYS, 'tasks.example:80', 'http://tasks.example'],
    [KEYS, 'tasks.example', 'http://10.0.0.5'],
  ])('%j lets Host %s with Origin %s pass', (settings, host, origin) => {
    expect(() => refuseForeignPage({ host, origin }, `http://${host}`, settings)).not.toThrow();
  });

  it.each([
    [OFF, 'localhost:3000', 'null'],
    [OFF, 'localhost:3000', 'https://localhost:3000'],
    [OFF, 'localhost:3000', 'http://localhost:3001'],
    [OFF, 'localhost:3000', 'http://evil.example'],
    [OFF, 'localhost:3000', 'http://localhost.evil.example:3000'],
    [OFF, 'localhost:3000', ''],
    [KEYS, 'tasks.example', 'null'],
    [KEYS, 'tasks.example', 'https://tasks.example'],
    [KEYS, 'tasks.example', 'http://tasks.example:8080'],
  ])('%j refuses Host %s with Origin %j', (settings, host, origin) => {
    expect(() => refuseForeignPage({ host, origin }, `http://${host}`, settings)).toThrow('origin not allowed');
  });

  it.each(['evil.example', '127.0.0.1.evil.example', '10.0.0.5', '', '@', 'localhost@evil.example'])(
    'refuses Host %j without keys',
    (host) => {
      expect(() => refuseForeignPage({ host }, `http://${host}`, OFF)).toThrow('host not allowed');
    },
  );

  it('refuses a request without Host without keys', () => {
    expect(() => refuseForeignPage({}, 'http://', OFF)).toThrow('host not allowed');
  });
});

describe('pages behind a proxy', () => {
  const host = 'inside:3000';

  it('belong to the origin under which the proxy was reached', () => {
    const check = (origin: string) => () => refuseForeignPage({ host, origin }, 'https://tasks.example', KEYS);
    expect(check('https://tasks.example')).not.toThrow();
    expect(check('http://tasks.example')).toThrow('origin not allowed');
    expect(check('http://inside:3000')).toThrow('origin not allowed');
  });
});

describe('what pages embed without an origin', () => {
  const fetched = (site: string, mode: string, settings: typeof OFF | typeof KEYS = OFF) => {
    const headers = { host: 'localhost:3000', 'sec-fetch-site': site, 'sec-fetch-mode': mode };
    return () => refuseForeignPage(headers, 'http://localhost:3000', settings);
  };

  it('is refused without keys when the page is a foreign one', () => {
    expect(fetched('cross-site', 'no-cors')).toThrow('origin not allowed');
    expect(fetched('same-site', 'no-cors')).toThrow('origin not allowed');
  });

  it('passes when it is the own page, a link that was followed, or no page at all', () => {
    expect(fetched('same-origin', 'no-cors')).not.toThrow();
    expect(fetched('none', 'navigate')).not.toThrow();
    expect(fetched('cross-site', 'navigate')).not.toThrow();
    expect(fetched('cross-site', 'no-cors', KEYS)).not.toThrow();
  });
});

describe('isLoopback', () => {
  it.each(['localhost', 'x.localhost', '127.0.0.1', '127.9.9.9', '[::1]'])('%s is', (name) => {
    expect(isLoopback(name)).toBe(true);
  });

  it.each([undefined, '', 'localhost.example', '128.0.0.1', '0.0.0.0', '[::2]'])('%s is not', (name) => {
    expect(isLoopback(name)).toBe(false);
  });
});
