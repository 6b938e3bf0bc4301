import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { canSign, signedHeaders, unsignedHeaders } from '../../../src/notifications/sender/signature.js';

const at = new Date('2026-05-05T10:30:00.987Z');

/** The example that Standard Webhooks publishes for implementations. */
const EXAMPLE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  body: '{"test": 2432232314}',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  at: new Date(1614265330 * 1000),
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

test('headers as Standard Webhooks publishes them', () => {
  expect(signedHeaders(EXAMPLE.id, EXAMPLE.body, EXAMPLE.secret, EXAMPLE.at)).toEqual({
    'webhook-id': EXAMPLE.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': EXAMPLE.signature,
  });
});

test('without a secret there is an id and a time', () => {
  expect(unsignedHeaders('dlv-1', at)).toEqual({ 'webhook-id': 'dlv-1', 'webhook-timestamp': '1777977000' });
});

test('a secret without the prefix signs with its own bytes', () => {
  const secret = 'schlüssel ⚿';
  const now = new Date();
  const headers = signedHeaders('dlv-1', '{"é":1}', secret, now);
  const receiver = new Webhook(Buffer.from(secret, 'utf8').toString('base64'));
  expect(receiver.verify('{"é":1}', headers)).toEqual({ é: 1 });
});

test('the published library verifies what we sign, and nothing that was changed', () => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const body = JSON.stringify({ text: 'ähm 🙂', list: [1, null, true] });
  const headers = signedHeaders('notif:sub-1:42', body, secret, new Date());
  const receiver = new Webhook(secret);
  expect(receiver.verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => receiver.verify(body.replace('1', '2'), headers)).toThrow();
  expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'notif:sub-1:43' })).toThrow();
  expect(() => new Webhook(`whsec_${randomBytes(32).toString('base64')}`).verify(body, headers)).toThrow();
});

test.each([
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', true],
  ['anything', true],
  ['', false],
  ['whsec_', false],
  ['whsec_!!!', false],
])('whether %s can sign: %s', (secret, can) => {
  expect(canSign(secret)).toBe(can);
});
