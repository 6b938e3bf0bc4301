import { isLoopback, refuseForeignPage } from '../../../src/http/transport/origin-rules.js';
import type { HttpSettings } from '../../../src/http/settings.js';

const OFF: HttpSettings = { auth: 'off', host: '127.0.0.1', port: 3000 };
const KEYS: HttpSettings = { auth: 'keys', host: '10.0.0.5', port: 80 };

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
    expect(() => refuseForeignPage({ host, origin }, settings)).not.toThrow();
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
    expect(() => refuseForeignPage({ host, origin }, settings)).toThrow('origin not allowed');
  });

  it.each(['evil.example', '127.0.0.1.evil.example', '10.0.0.5', '', '@', 'localhost@evil.example'])(
    'refuses Host %j without keys',
    (host) => {
      expect(() => refuseForeignPage({ host }, OFF)).toThrow('host not allowed');
    },
  );

  it('refuses a request without Host without keys', () => {
    expect(() => refuseForeignPage({}, OFF)).toThrow('host not allowed');
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
