import { ownCertificate } from '../../support/certificate.js';
import { Receiver } from '../../support/receiver.js';
import { failureIn, messageTo, never, openSender, SECRET } from './support.js';

const own = ownCertificate('hooks.example');
let receiver: Receiver;

beforeAll(async () => {
  receiver = await Receiver.start({ tls: own, secret: SECRET });
});

afterAll(() => receiver.close());

const trusting = openSender({ ca: own.cert });

test('the name is the one of the certificate, the address the checked one', async () => {
  const url = receiver.url('/', 'hooks.example');
  const outcome = await trusting.send(messageTo(url, { secret: SECRET }), never);
  expect(outcome).toMatchObject({ delivered: true });
  expect(receiver.received).toMatchObject([{ verified: true, headers: { host: `hooks.example:${receiver.port}` } }]);
  const dotted = await trusting.send(messageTo(receiver.url('/', 'hooks.example.'), { secret: SECRET }), never);
  expect(dotted).toMatchObject({ delivered: true });
});

test.each([
  ['signed by nobody that is trusted', openSender(), 'hooks.example', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['for another name', trusting, 'other.example', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['for a name, where the URL has an address', trusting, '127.0.0.1', 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('a certificate %s is refused', async (_what, sender, host, code) => {
  const before = receiver.received.length;
  const outcome = failureIn(await sender.send(messageTo(receiver.url('/', host)), never));
  expect(outcome).toMatchObject({
    reason: 'connection',
    error: `https://${host}:${receiver.port}: the certificate is not valid (${code})`,
  });
  expect(receiver.received).toHaveLength(before);
});

test('the environment cannot turn that off', async () => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    const outcome = failureIn(await openSender().send(messageTo(receiver.url('/', 'hooks.example')), never));
    expect(outcome.reason).toBe('connection');
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
});

test('a host without TLS', async () => {
  const plain = await Receiver.start();
  try {
    const url = plain.url().replace('http:', 'https:');
    const outcome = failureIn(await openSender().send(messageTo(url), never));
    expect(outcome).toMatchObject({
      reason: 'connection',
      error: expect.stringContaining('there is no TLS with this host') as string,
    });
  } finally {
    await plain.close();
  }
});
