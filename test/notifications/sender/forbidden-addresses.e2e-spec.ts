/** What the sender must not be talked into: calling this machine, its network or its provider (`registries.md` 4). */
import { Sender } from '../../../src/notifications/sender/sender.js';
import { answer, Receiver } from '../../support/receiver.js';
import { failureIn, guardedSender, messageTo, never, openSender } from './support.js';

let receiver: Receiver;

beforeEach(async () => {
  receiver = await Receiver.start();
});

afterEach(() => receiver.close());

const sawNothing = (): void => expect([receiver.connections, receiver.received]).toEqual([0, []]);

test.each([
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '127.1',
  '0',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[2002:7f00:1::]',
  '①②⑦.0.0.1',
])('an address in the URL: http://%s/', async (host) => {
  const { sender, asked } = guardedSender();
  const outcome = failureIn(await sender.send(messageTo(`http://${host}:${receiver.port}/`), never));
  expect(outcome).toMatchObject({
    reason: 'refused',
    error: expect.stringContaining('its address is not public') as string,
  });
  expect(asked).toEqual([]);
  sawNothing();
});

test.each([
  '169.254.169.254',
  '[fd00:ec2::254]',
  '100.100.100.200',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[fe80::1]',
  '[fc00::1]',
  '[ff02::1]',
])('an address of the network or its provider in the URL: https://%s/', async (host) => {
  const { sender } = guardedSender();
  expect(failureIn(await sender.send(messageTo(`https://${host}/`), never))).toMatchObject({ reason: 'refused' });
});

test.each([
  [['127.0.0.1'], 'loopback'],
  [['::1'], 'loopback'],
  [['10.1.2.3'], 'private'],
  [['169.254.169.254'], 'linkLocal'],
  [['::ffff:127.0.0.1'], 'loopback'],
  [['fe80::1%lo'], 'not an address'],
  [['fd00:ec2::254'], 'uniqueLocal'],
  [['64:ff9b::7f00:1'], 'loopback'],
  [['8.8.8.8', '127.0.0.1'], 'loopback'],
  [['127.0.0.1', '8.8.8.8'], 'loopback'],
  [['2606:4700::1', '192.168.0.1'], 'private'],
  [['something else'], 'not an address'],
])('a name that leads to %j', async (addresses, word) => {
  const { sender, asked } = guardedSender(addresses);
  const outcome = failureIn(await sender.send(messageTo(receiver.url('/token', 'hooks.example')), never));
  expect(outcome).toMatchObject({
    reason: 'refused',
    error: `http://hooks.example:${receiver.port}: an address of its name is not public (${word})`,
  });
  expect(asked).toEqual(['hooks.example']);
  sawNothing();
});

test('of a name that leads here only some day, each attempt finds out', async () => {
  const { sender, asked } = guardedSender([], ['127.0.0.1']);
  const message = messageTo(receiver.url('/', 'hooks.example'));
  expect(failureIn(await sender.send(message, never))).toMatchObject({ reason: 'connection' });
  expect(failureIn(await sender.send(message, never))).toMatchObject({ reason: 'refused' });
  expect(asked).toEqual(['hooks.example', 'hooks.example']);
  sawNothing();
});

describe('a name that means another address a moment later', () => {
  let allowed: Receiver;

  // Two receivers on one port: this one's address is allowed, the other's is not.
  beforeEach(async () => {
    allowed = await Receiver.start({ host: '127.0.0.2', port: receiver.port });
  });

  afterEach(() => allowed.close());

  test('is asked for once, and the checked address is the one that is called', async () => {
    const answers = [['127.0.0.2'], ['127.0.0.1'], ['127.0.0.1']];
    const asked: string[] = [];
    const sender = new Sender({
      resolve: (name) => Promise.resolve(answers[asked.push(name) - 1] ?? []),
      whyNot: (address) => (address === '127.0.0.2' ? undefined : 'loopback'),
    });
    const message = messageTo(allowed.url('/', 'rebind.example'));
    expect(await sender.send(message, never)).toMatchObject({ delivered: true });
    expect(asked).toEqual(['rebind.example']);
    expect(allowed.received).toMatchObject([{ headers: { host: `rebind.example:${receiver.port}` } }]);
    expect(failureIn(await sender.send(message, never))).toMatchObject({ reason: 'refused' });
    sawNothing();
  });
});

describe('before a message is there', () => {
  const { sender, asked } = guardedSender(['127.0.0.1']);

  test.each([
    ['http://127.0.0.1/', 'its address is not public (loopback)'],
    ['http://0x7f.1:8080/', 'its address is not public (loopback)'],
    ['https://[::ffff:10.0.0.1]/', 'its address is not public (private)'],
    ['http://169.254.169.254/latest/meta-data', 'its address is not public (linkLocal)'],
    ['http://localhost:3000/', 'its address is not public (loopback)'],
    ['http://a.LOCALHOST./', 'its address is not public (loopback)'],
    ['ftp://hooks.example/', 'the URL is neither http nor https'],
  ])('%s is refused: %s', (url, why) => {
    expect(sender.refusalOf(url)).toBe(why);
    expect(asked).toEqual([]);
  });

  test('a public address, and any other name, is not', () => {
    const urls = ['https://8.8.8.8/', 'https://[2606:4700::1]/', 'https://hooks.example/', 'http://localhost.example/'];
    expect(urls.map((url) => sender.refusalOf(url))).toEqual(urls.map(() => undefined));
    expect(asked).toEqual([]);
  });

  test('where private addresses are allowed, neither are they', () => {
    expect(openSender().refusalOf('http://localhost:3000/')).toBeUndefined();
    expect(openSender().refusalOf('http://me@localhost/')).toBe('the URL carries a user or a password');
  });
});

test.each([301, 302, 303, 307, 308])(
  'a redirect (%s) to a private address, or to any, is not followed',
  async (status) => {
    const redirecting = await Receiver.start({
      host: '127.0.0.2',
      script: () => answer(status, undefined, { location: receiver.url('/secret') }),
    });
    try {
      const sender = openSender({ whyNot: (address) => (address === '127.0.0.2' ? undefined : 'loopback') });
      const outcome = failureIn(await sender.send(messageTo(redirecting.url()), never));
      expect(outcome).toMatchObject({
        reason: 'status',
        status,
        error: `http://127.0.0.2:${redirecting.port}: it answered a redirect (${status}), which is not followed`,
      });
      expect(redirecting.received).toHaveLength(1);
      sawNothing();
    } finally {
      await redirecting.close();
    }
  },
);

test.each(['ftp://hooks.example/', 'file:///etc/passwd', 'http://user:hunter2@hooks.example/', 'hunter2'])(
  '%s is no URL for messages, and not repeated',
  async (url) => {
    const { sender, asked } = guardedSender(['8.8.8.8']);
    const outcome = failureIn(await sender.send(messageTo(url), never));
    expect(outcome.reason).toBe('refused');
    expect(outcome.error).not.toContain('hunter2');
    expect(asked).toEqual([]);
  },
);
