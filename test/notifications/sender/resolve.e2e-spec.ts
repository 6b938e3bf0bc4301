import { resolveAsSystem, resolverOfPublicNames } from '../../../src/notifications/sender/resolve.js';
import { NameServer } from '../../support/name-server.js';
import { until } from '../../support/until.js';
import { never } from './support.js';

let names: NameServer;

beforeAll(async () => {
  names = await NameServer.start({
    'both.example': ['2606:4700::1', '8.8.8.8', '8.8.4.4'],
    'old.example': ['8.8.8.8'],
    'new.example': ['2606:4700::1'],
    'bare.example': [],
    'failing.example': 'servfail',
    'silent.example': 'silence',
  });
});

afterAll(() => names.close());

const resolve = (name: string, signal = never): Promise<readonly string[]> =>
  resolverOfPublicNames([names.address])(name, signal);

test.each([
  ['both.example', ['8.8.8.8', '8.8.4.4', '2606:4700::1']],
  ['old.example', ['8.8.8.8']],
  ['new.example', ['2606:4700::1']],
  ['bare.example', []],
  ['unknown.example', []],
])('all addresses of %s: %j', async (name, addresses) => {
  expect(await resolve(name)).toEqual(addresses);
});

test('a name server that cannot say is an error with a code', async () => {
  await expect(resolve('failing.example')).rejects.toMatchObject({ code: 'ESERVFAIL' });
});

test('a name server that says nothing is asked no longer than wanted', async () => {
  const caller = new AbortController();
  const asking = resolve('silent.example', caller.signal);
  await until('it is asked', () => names.asked.includes('silent.example'));
  caller.abort();
  await expect(asking).rejects.toMatchObject({ code: 'ECANCELLED' });
});

test.each(['localhost', 'LocalHost', 'localhost.', 'a.localhost'])(
  '%s is this machine, and nobody is asked',
  async (name) => {
    const before = names.asked.length;
    expect(await resolve(name)).toEqual(['127.0.0.1', '::1']);
    expect(names.asked).toHaveLength(before);
  },
);

test('as the system does it, names of this machine have addresses', async () => {
  expect(await resolveAsSystem('localhost', never)).toContain('127.0.0.1');
});
